"""What Patchwork gave front-line workers, row by row in the words of its table, asked of the real services through the
gateway. All tests share one town; each has a person of its own in it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from console.api import Api
from console.demo.check import Step
from console.demo.steps.sign_in import sign_in
from tests.e2e.patchwork import (
    SCHOOL,
    WHY,
    days_ago,
    declare,
    find,
    found,
    join,
    known_to_both,
    network,
    pulled,
    system_of,
    town,
)
from tests.e2e.town import Town

pytestmark = pytest.mark.timeout(300)
__all__ = ["town"]


def test_row_01_a_practitioner_has_a_profile_and_her_contact_details_are_kept(town: Town) -> None:
    """Practitioner registers a profile and keeps contact details."""
    council = town.world.cast.council
    admin = town.staff("Ada Keen", "organisation-admin", council)
    wren = {"external_id": "PW1", "given_name": "Wren", "family_name": "Ashby", "role": "Youth Worker"}
    wren |= {
        "organisation": council,
        "organisation_kind": "council",
        "email": "wren@fairhaven.example",
        "mobile": "07700 900991",
    }

    def registers(**more: Any) -> dict[str, Any]:
        return dict(admin.post("/v1/imports/professionals", {"rows": [wren | more]}))

    assert registers(phone="01632 960991")["rejected"] == []
    colleague = town.world.as_(town.world.cast.social_worker)
    elsewhere = town.world.as_(town.world.cast.health_visitor)
    entry = Step("row 1").soon(
        lambda: next((one for one in found(colleague, "Wren Ashby") if one["external_id"] == "PW1"), None)
    )
    assert (entry["role"], entry["phone"], entry["mobile"]) == ("Youth Worker", "01632 960991", "07700 900991")
    card = f"/v1/professionals/{entry['id']}"
    # “Don't put my number on there, people might call me”: others have it where she lets them.
    assert (elsewhere.get(card)["phone"], elsewhere.get(card)["mobile"]) == ("01632 960991", None)
    registers(phone="01632 960992", share_mobile=True)
    assert (elsewhere.get(card)["phone"], elsewhere.get(card)["mobile"]) == ("01632 960992", "07700 900991")


def test_row_02_connect_yourself_to_a_client_whose_team_is_who_works_with_them_now_and_leave_it(town: Town) -> None:
    """Connect yourself to a client; the “client team” is who works with them now; leave it."""
    players = town.world.cast
    worker = town.world.as_(players.social_worker)
    person = find(worker, known_to_both(town, 1))
    joined = join(town, players.health_visitor, players.nhs_manager, person, since=days_ago(14))

    def standing() -> dict[str, str]:
        return {one["id"]: one["status"] for one in network(worker, person)["involvements"]}

    assert standing()[joined["id"]] == "current"
    town.world.as_(players.health_visitor).post(f"/v1/involvements/{joined['id']}/end", {"until": days_ago(1)})
    assert standing()[joined["id"]] == "historic"
    assert "current" in standing().values(), "the others go on"


def test_row_03_clients_are_added_by_hand_or_come_from_agencies_systems(town: Town) -> None:
    """Clients added by hand or imported from agency systems."""
    players, world = town.world.cast, town.world
    admin = town.staff("Bea Lock", "organisation-admin", players.charity)
    one = {"local_id": "H1", "given_name": "Orla", "family_name": "Penhallow", "date_of_birth": "1988-07-19"}
    about = {"organisation_id": world.organisation(players.charity), "feed": "by hand", "as_of": days_ago(0)}
    by_hand = admin.post("/v1/imports/people", {**about, "rows": [one]})
    assert (by_hand["taken"], by_hand["rejected"]) == (1, [])
    worker = world.as_(players.charity_worker)
    [feed] = network(worker, find(worker, one))["feeds"]
    assert (feed["organisation_name"], feed["name"]) == (players.charity, "by hand")
    row = known_to_both(town, 2)
    person = find(world.as_(players.social_worker), row)
    from_systems = {one["name"] for one in network(world.as_(players.social_worker), person)["feeds"]}
    assert from_systems == {"social care", "community health"}
    again = admin.post("/v1/imports/people", {**about, "rows": [one]})
    assert (again["taken"], again["unchanged"]) == (0, 1)


def test_row_05_attention_to_a_client_alerts_the_whole_team_and_the_alert_is_anonymous_as_to_the_client(
    town: Town,
) -> None:
    """Raise an “attention” on a client: every practitioner on the team is alerted (mail alerts are anonymous as to the
    client).
    """
    players, world = town.world.cast, town.world
    row, council = known_to_both(town, 3), world.organisation(players.council)
    person = find(world.as_(players.social_worker), row)
    manager = world.as_(players.council_manager)
    for door in ("adults", "out_of_hours"):
        manager.call("PUT", "/v1/front-doors", {"door": door, "team": "First contact", "contact": "01632 960001"})
    system = system_of(town, players.trust)
    subscription = system.post("/v1/subscriptions", {"types": ["concern.raised"]})["id"]
    words = "She has not answered the door since Tuesday."
    raised = {"council_id": council, "about": "adult", "urgency": "same_day", "words": words}
    world.as_(players.social_worker).post(f"/v1/people/{person}/concerns", raised)
    # Everybody on the team: whoever raised it, her council's desk, and the other agency.
    for one in (players.social_worker, players.council_manager, players.health_visitor, players.nhs_manager):
        [shown] = world.as_(one).get(f"/v1/people/{person}/concerns")["items"]
        assert shown["words"] == words, one
    outside = world.as_(players.charity_worker).raw("GET", f"/v1/people/{person}/concerns")
    assert words not in outside.text
    [alert] = pulled(system, subscription)
    assert (alert["type"], set(alert["data"])) == ("concern.raised", {"id"})
    personal = (row["given_name"], row["family_name"], row["date_of_birth"], row["nhs_number"], person, words)
    assert not [each for each in personal if each in str(alert)]


def test_row_07_the_whole_team_can_be_written_to_and_other_agencies_and_practitioners_looked_up(town: Town) -> None:
    """Message the whole team; look up other agencies and practitioners."""
    players, world = town.world.cast, town.world
    worker = world.as_(players.social_worker)
    person = find(worker, known_to_both(town, 4))
    join(town, players.health_visitor, players.nhs_manager, person)
    join(town, players.social_worker, players.council_manager, person)
    page = Step("row 7").soon(
        lambda: seen if (seen := network(worker, person))["contacts_available"] else None, "contacts are there"
    )
    team = {one["professional_id"]: one for one in page["involvements"] if one["professional_id"]}
    assert set(team) == {
        world.professionals[one.external_id] for one in (players.health_visitor, players.social_worker)
    }
    assert all(one["email"] and one["phone"] for one in team.values())
    written_to = town.desk("Nell Cope", "worker", players.council).get(f"/desk/people/{person}{WHY}")
    addresses = sorted(quote(one["email"]) for one in team.values())
    assert f'href="mailto:{",".join(addresses)}"' in written_to, "one letter to the whole team"
    [agency] = worker.get(f"/v1/organisations?name={quote('Lantern')}")["items"]
    assert agency["name"] == players.charity
    practitioner = found(worker, players.charity_worker.name, organisation_id=agency["id"])[0]
    assert practitioner["phone"] == players.charity_worker.phone


def test_row_08_one_search_wide_first_then_by_area_for_colleagues_and_organisations_and_one_client(town: Town) -> None:
    """One search over clients, colleagues, organisations; wide results first, then filter by area."""
    players, world = town.world.cast, town.world
    worker = world.as_(players.health_visitor)
    wide = found(worker, "social worker")
    assert {one["organisation_name"] for one in wide} >= {players.council, players.other_council}
    for area, council in (("E06000991", players.council), ("E07000992", players.other_council)):
        assert found(worker, "social worker", near=area)[0]["organisation_name"] == council
        within = found(worker, "social worker", organisation_id=world.organisation(council))
        assert {one["organisation_name"] for one in within} == {council}
    assert found(worker, SCHOOL)[0]["organisation_name"] == SCHOOL
    # Of clients nobody browses: one is found, by whoever can say whom they mean and why, in the same place.
    row = known_to_both(town, 5)
    assert row["nhs_number"] not in str(found(worker, row["nhs_number"]))
    assert find(worker, row)
    page = town.desk("Una Field", "worker", players.trust).get("/desk?q=social%20worker")
    assert 'action="/desk/people/find"' in page
    assert players.council in page


def test_row_10_a_dashboard_says_what_is_to_be_done_next_after_one_simple_sign_on(town: Town) -> None:
    """Dashboard with next steps; simple sign-on."""
    players, world = town.world.cast, town.world
    person = find(world.as_(players.social_worker), known_to_both(town, 6))
    desk = town.desk("Mo Lead", "manager", players.council)
    review = "emergency access waits for review"
    assert review not in desk.get("/desk"), "signed in once, and nothing more was asked"
    reason = "Found unresponsive at home; what support does she have?"
    asked = {"person_id": person, "data_classes": ["housing"], "reason": reason, "minutes": 15}
    world.as_(players.social_worker).post("/v1/emergency-accesses", asked)
    page = desk.get("/desk")
    assert f'href="/desk/reviews">1 {review}' in page
    assert reason in desk.get("/desk/reviews")


def test_row_11_the_clients_own_sign_in_shows_agencies_and_practitioners_without_anybodys_option(town: Town) -> None:
    """The client's own sign-in showing agencies and practitioners connected (optional there)."""
    players, world = town.world.cast, town.world
    sign_in(world, Step("sign in"))
    join(town, players.health_visitor, players.nhs_manager, world.ids["person"])
    shown = world.resident.api.get("/v1/me/network")["items"]
    assert {one["organisation_name"] for one in shown} == {players.council, players.trust}
    assert players.health_visitor.profession in {one["role"] for one in shown}
    # Optional in Patchwork: here every agency that works with her plainly is on her page from the day it does.
    join(town, players.charity_worker, players.charity_manager, world.ids["person"])
    shown = world.resident.api.get("/v1/me/network")["items"]
    assert players.charity in {one["organisation_name"] for one in shown}
    assert players.charity in world.resident.browser.get("/supporting-you").html


def test_row_12_team_changes_leave_a_trail_without_client_data(town: Town) -> None:
    """Activity: audit of team changes without client data."""
    players, world = town.world.cast, town.world
    row = known_to_both(town, 7)
    person = find(world.as_(players.social_worker), row)
    system = system_of(town, players.council)
    subscription = system.post("/v1/subscriptions", {"types": ["involvement.changed"]})["id"]
    before = len(_logged(world.data))
    joined = join(town, players.health_visitor, players.nhs_manager, person)
    [changed] = pulled(system, subscription)
    personal = (row["given_name"], row["family_name"], row["date_of_birth"], row["nhs_number"], person, joined["id"])
    assert not [each for each in personal if each in str(changed)]
    # The tamper-evident log, of which anybody may read how long it is and nobody what stands in it.
    trail = _logged(world.data)
    assert [kind for kind in trail[before:] if kind.startswith("involvement.")] == [
        "involvement.noted",
        "involvement.noted",
        "involvement.changed",
    ]
    Step("row 12").soon(lambda: _log_size(Api(town.base)) >= len(trail) or None, "the log holds them")


def _log_size(api: Api) -> int:
    """The second line of a checkpoint (C2SP tlog-checkpoint)."""
    return int(api.get("/v1/audit/checkpoint")["note"].splitlines()[1])


def _logged(folder: Path) -> list[str]:
    """The kinds of what cases has logged, in their order."""
    with closing(sqlite3.connect(f"file:{folder / 'cases.db'}?mode=ro", uri=True)) as cases:
        return [kind for (kind,) in cases.execute("SELECT kind FROM log_leaf ORDER BY seq")]


def test_row_13_what_is_kept_of_a_client_is_little_without_free_text_or_attachments(town: Town) -> None:
    """Client data minimal: name, address and/or date of birth; no free text, no attachments."""
    players, world = town.world.cast, town.world
    admin = town.staff("Cy Penn", "organisation-admin", players.charity)
    plain = {"given_name": "Elin", "family_name": "Trevanion", "date_of_birth": "1979-02-11"}
    rows = [{"local_id": "M1", **plain}, {"local_id": "M2", **plain, "notes": "drinks"}]
    rows.append({"local_id": "M3", **plain, "attachment": "JVBERi0="})
    about = {"organisation_id": world.organisation(players.charity), "feed": "small", "as_of": days_ago(0)}
    report = admin.post("/v1/imports/people", {**about, "rows": rows})
    assert (report["taken"], [one["column"] for one in report["rejected"]]) == (1, ["notes", "attachment"])
    worker = world.as_(players.charity_worker)
    answer = worker.post("/v1/people/find", {"purpose": "direct_care", **plain})
    assert set(answer) == {"outcome", "person_id", *plain}
    page = network(worker, answer["person_id"])
    about_the_people_around = {"involvements", "feeds", "because", "contacts_available", "notice"}
    assert set(page) - about_the_people_around == {"person_id", *plain}


def test_row_14_the_team_is_visible_only_after_adding_yourself_and_somebody_vouching_for_it(town: Town) -> None:
    """The team is visible only after adding yourself or being invited."""
    players, world = town.world.cast, town.world
    worker = world.as_(players.charity_worker)
    person = find(worker, known_to_both(town, 8))
    path = f"/v1/people/{person}/network{WHY}"
    assert worker.raw("GET", path).status_code == 404
    declared = declare(town, players.charity_worker, person)
    assert worker.raw("GET", path).status_code == 404, "her own word opens nothing"
    assert worker.raw("POST", f"/v1/involvements/{declared['id']}/confirm", {}).status_code == 403
    world.as_(players.charity_manager).post(f"/v1/involvements/{declared['id']}/confirm", {})
    around = {one["organisation_name"] for one in network(worker, person)["involvements"]}
    assert around == {players.council, players.trust, players.charity}


def test_row_15_agencies_are_approved_and_staff_are_let_in_by_their_own(town: Town) -> None:
    """Agencies approved, staff vetted with a supervisor's reference."""
    players, world = town.world.cast, town.world
    admin = town.staff("Di Marsh", "organisation-admin", players.charity)
    new = {"rows": [{"name": "Unknown Helpers", "kind": "charity", "nation": "England"}]}
    for who in (admin, world.as_(players.charity_manager)):
        assert who.raw("POST", "/v1/imports/organisations", new).status_code == 403
    assert world.operator.post("/v1/imports/organisations", new)["taken"] == 1

    def hires(who: Api, organisation: str) -> int:
        context = {"organisation_id": world.organisation(organisation), "role": "worker", "purpose": "direct_care"}
        body = {"email": "new.hand@staff.example", "display_name": "New Hand", "context": context}
        return who.raw("POST", "/v1/workers", body).status_code

    assert hires(world.as_(players.charity_manager), players.charity) == 403
    assert hires(admin, players.council) == 403
    assert hires(admin, players.charity) == 201
    # And each relationship is vouched for: row 14.


def test_row_16_a_sensitive_role_need_not_be_disclosed(town: Town) -> None:
    """Option not to disclose a sensitive role."""
    players, world = town.world.cast, town.world
    row, worker = known_to_both(town, 9), world.as_(players.social_worker)
    person = find(worker, row)
    path = f"/v1/people/{person}/network{WHY}"
    before = worker.raw("GET", path)
    manager = world.as_(players.refuge_manager)
    adviser = world.professionals[players.refuge_worker.external_id]
    private = {"professional_id": adviser, "role": players.refuge_worker.profession, "shielded": True}
    held = manager.post(f"/v1/people/{find(manager, row)}/involvements", private)
    after = worker.raw("GET", path)
    assert (after.status_code, after.content) == (before.status_code, before.content)
    assert after.headers.get("ETag") == before.headers.get("ETag")
    assert held["id"] in {one["id"] for one in network(manager, person)["involvements"]}
