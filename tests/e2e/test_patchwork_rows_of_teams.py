"""Rows of Patchwork's table about who is around somebody: invited, heard of, and family; asked of the real services."""

import re
from typing import Any

import pytest

from console.demo.check import Step
from tests.e2e.patchwork import WHY, days_ago, declare, find, join, known_to_both, network, pulled, system_of, town
from tests.e2e.town import Town

pytestmark = pytest.mark.timeout(300)
__all__ = ["town"]


def invite(town: Town, person: str, professional: str = "") -> dict[str, Any]:
    """The social worker invites the charity, or one of its professionals."""
    world = town.world
    asked = {"to_organisation_id": world.organisation(world.cast.charity), "purpose": "direct_care"}
    asked |= {"professional_id": professional} if professional else {"team": "Outreach"}
    inviting = world.as_(world.cast.social_worker)
    return dict(inviting.post(f"/v1/people/{person}/invitations", asked | {"role": "support worker"}))


def test_row_04_existing_or_new_users_are_invited_to_a_client_and_vetted(town: Town) -> None:
    """Invite existing or new users to a client; invited users are vetted."""
    players, world = town.world.cast, town.world
    row = known_to_both(town, 1)
    person = find(world.as_(players.social_worker), row)
    helper, vetting = world.as_(players.charity_worker), world.as_(players.charity_manager)
    sent = invite(town, person, world.professionals[players.charity_worker.external_id])
    assert helper.raw("GET", f"/v1/people/{person}/network{WHY}").status_code == 404, "an invitation opens nothing"
    [waiting] = vetting.get("/v1/invitations")["items"]
    assert (waiting["id"], waiting["person_id"]) == (sent["id"], None)
    assert not [row[name] for name in ("given_name", "family_name", "nhs_number") if row[name] in str(waiting)]
    meant = {name: row[name] for name in ("given_name", "family_name", "date_of_birth")}
    assert helper.raw("POST", f"/v1/invitations/{sent['id']}/accept", meant).status_code == 403
    vetting.post(f"/v1/invitations/{sent['id']}/accept", meant)
    assert players.charity in {one["organisation_name"] for one in network(helper, person)["involvements"]}
    [ended] = world.as_(players.social_worker).get(f"/v1/people/{person}/invitations{WHY}")["items"]
    assert ended["state"] == "accepted"
    # Somebody new: a team is invited, and who comes to it is let in by her own (row 15).
    other = find(world.as_(players.social_worker), known_to_both(town, 2))
    asked = invite(town, other)
    vetting.post(f"/v1/invitations/{asked['id']}/decline", {"reason": "Our outreach team is full until January."})
    [declined] = world.as_(players.social_worker).get(f"/v1/people/{other}/invitations{WHY}")["items"]
    assert (declined["state"], declined["reason"]) == ("declined", "Our outreach team is full until January.")


def test_row_06_word_comes_when_colleagues_join_or_leave_or_have_something_to_share(town: Town) -> None:
    """Mail when colleagues join or leave a team, or have something to share."""
    players, world = town.world.cast, town.world
    row = known_to_both(town, 3)
    worker = world.as_(players.social_worker)
    person = find(worker, row)
    join(town, players.social_worker, players.council_manager, person)
    network(worker, person)
    system = system_of(town, players.council)
    subscription = system.post("/v1/subscriptions", {"types": ["involvement.changed"]})["id"]

    def news() -> dict[str, int]:
        return dict({one["person_id"]: one for one in worker.get("/v1/people/mine")["items"]}[person])

    def changed() -> dict[str, int]:
        return {name: news()[name] for name in ("joined", "left")}

    def shares() -> int:
        return news()["shares"]

    assert changed() == {"joined": 0, "left": 0}
    joined = join(town, players.health_visitor, players.nhs_manager, person, since=days_ago(7))
    assert changed() == {"joined": 1, "left": 0}
    world.as_(players.health_visitor).post(f"/v1/involvements/{joined['id']}/end", {"until": days_ago(1)})
    assert changed()["left"] == 1
    assert shares() == 0
    world.as_(players.nhs_manager).post(
        "/v1/shares",
        {
            "person_id": person,
            "to_organisation_ids": [world.organisation(players.council)],
            "data_classes": ["housing"],
            "purpose": "safeguarding_adult",
            "until": days_ago(-30),
            "basis": {"kind": "public_task", "reason": "Care Act 2014 section 42.", "informed": True},
        },
    )
    assert shares() == 1, "somebody has something to share"
    # Agencies' systems hear at once; her mail, once a day, says only that something changed.
    assert {one["type"] for one in pulled(system, subscription)} == {"involvement.changed"}
    assert re.search(r'"daily_message": ?true', worker.raw("GET", "/v1/people/mine").text)


def test_row_09_the_family_around_the_client(town: Town) -> None:
    """The family around the client."""
    players, world = town.world.cast, town.world
    worker, elsewhere = world.as_(players.social_worker), world.as_(players.charity_worker)
    mother, child = (find(worker, known_to_both(town, number)) for number in (4, 5))
    worker.post(f"/v1/people/{mother}/family", {"other_id": child, "kin": "child", "since": days_ago(1000)})
    [shown] = worker.get(f"/v1/people/{mother}/family{WHY}")["items"]
    assert (shown["other_id"], shown["kin"]) == (child, "child")
    [back] = worker.get(f"/v1/people/{child}/family{WHY}")["items"]
    assert (back["other_id"], back["kin"]) == (mother, "parent")
    assert not {"address", "postcode", "town"} & set(shown)
    # Another agency that works with the mother only is shown nobody.
    declared = declare(town, players.charity_worker, mother)
    world.as_(players.charity_manager).post(f"/v1/involvements/{declared['id']}/confirm", {})
    assert elsewhere.get(f"/v1/people/{mother}/family{WHY}")["items"] == []


def test_row_14_or_being_invited(town: Town) -> None:
    """The team is visible only after adding yourself or being invited: the second half."""
    players, world = town.world.cast, town.world
    row = known_to_both(town, 6)
    person = find(world.as_(players.social_worker), row)
    path = f"/v1/people/{person}/network{WHY}"
    sent = invite(town, person, world.professionals[players.charity_worker.external_id])
    assert world.as_(players.charity_worker).raw("GET", path).status_code == 404
    meant = {name: row[name] for name in ("given_name", "family_name", "date_of_birth")}
    world.as_(players.charity_manager).post(f"/v1/invitations/{sent['id']}/accept", meant)
    Step("row 14").soon(
        lambda: world.as_(players.charity_worker).raw("GET", path).status_code == 200 or None, "the team is there"
    )
