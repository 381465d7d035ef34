"""5. Who is around this person; and a private service that is there and cannot be told from one that is not."""

import shutil
from functools import partial
from typing import Any

from console.api import Api
from console.demo.check import Step
from console.demo.twins import answers, snapshot
from console.demo.world import World
from console.topology import database_url


def network(world: World, step: Step) -> None:
    person = world.ids["person"]
    worker = world.as_(world.cast.social_worker)
    _find(world, step)
    _join(world, step)
    page = step.soon(partial(_with_contacts, worker, f"/v1/people/{person}/network?purpose=direct_care"))
    names = {i["organisation_name"] for i in page["involvements"]}
    step.check({world.cast.council, world.cast.trust} <= names, f"who is involved: {', '.join(sorted(names))}")
    visitor = next(i for i in page["involvements"] if i["professional_id"] == _visitor(world))
    step.check(
        visitor["phone"] and visitor["since"], f"how to reach them, since when: {visitor['phone']}, {visitor['since']}"
    )
    step.check(page["feeds"], f"how fresh each feed is: {page['feeds'][0]['as_of']}")
    outsider = world.as_(world.cast.charity_worker).raw("GET", f"/v1/people/{person}/network?purpose=direct_care")
    step.refused(outsider, 404, "an agency that does not work with her sees nothing, not even that she is known")
    _shield(world, step)


def _with_contacts(api: Api, path: str) -> dict[str, Any] | None:
    """The page; while the directory is away it says so and shows no contacts."""
    page: dict[str, Any] = api.get(path)
    return page if page["contacts_available"] else None


def _find(world: World, step: Step) -> None:
    person, worker = world.cast.resident, world.as_(world.cast.social_worker)
    name = {"given_name": person.given_name, "family_name": person.family_name}
    found = worker.post("/v1/people/find", {"purpose": "direct_care", **name, "date_of_birth": person.date_of_birth})
    step.same(found["person_id"], world.ids["person"], "she is found by full name and date of birth")
    step.check("address" not in str(found) and "organisation" not in str(found), "no address and no agency is named")
    partial = worker.raw("POST", "/v1/people/find", {"purpose": "direct_care", **name})
    step.refused(partial, 400, "a name alone is not enough: nobody browses people")
    aimless = worker.raw("POST", "/v1/people/find", {**name, "date_of_birth": person.date_of_birth})
    step.refused(aimless, 400, "nor is anybody found without a purpose")


def _join(world: World, step: Step) -> None:
    """The health visitor says she works with her; it shows nothing until somebody confirms it."""
    visitor, manager = world.as_(world.cast.health_visitor), world.as_(world.cast.nhs_manager)
    joined = visitor.post(
        f"/v1/people/{world.ids['person']}/involvements",
        {"professional_id": _visitor(world), "role": "Health Visitor", "since": "2026-03-02"},
    )
    step.same(joined["confirmed"], False, "the health visitor says “I work with her”: not believed until confirmed")
    confirmed = manager.post(f"/v1/involvements/{joined['id']}/confirm", {})
    step.same(confirmed["confirmed"], True, "her manager confirms it")


def _shield(world: World, step: Step) -> None:
    """A refuge works with her, privately; to the social worker nothing has changed."""
    worker, path = world.as_(world.cast.social_worker), f"/v1/people/{world.ids['person']}/network?purpose=direct_care"
    embedded = database_url(world.data, "cases").startswith("sqlite")
    copies = [snapshot(world.topology, "without")] if embedded else []
    before = worker.raw("GET", path)
    _record_shielded(world, step)
    after = worker.raw("GET", path)
    step.same(
        (after.status_code, after.content), (before.status_code, before.content), "the page is what it was before"
    )
    step.check(world.cast.refuge not in after.text, "the refuge's name is not on it")
    if not embedded:
        world.say("   (the two-world comparison copies SQLite files: it is played on the embedded size only)")
        return
    copies.append(snapshot(world.topology, "with"))
    one, other = answers(world.topology, copies, path, worker.token())
    for copy in copies:
        shutil.rmtree(copy)
    step.same(one.status, 200, "two worlds, one without and one with it, the same clock and the same ids to come")
    step.same(other.status, one.status, "the same status")
    step.same(other.headers, one.headers, "the same headers")
    step.same(other.body, one.body, "the same body, to the last byte")


def _record_shielded(world: World, step: Step) -> None:
    manager, person = world.as_(world.cast.refuge_manager), world.cast.resident
    found = manager.post(
        "/v1/people/find",
        {
            "purpose": "safeguarding_adult",
            "given_name": person.given_name,
            "family_name": person.family_name,
            "date_of_birth": person.date_of_birth,
        },
    )
    shielded = manager.post(
        f"/v1/people/{found['person_id']}/involvements",
        {
            "professional_id": world.professionals[world.cast.refuge_worker.external_id],
            "role": "Domestic Abuse Adviser",
            "since": "2026-10-01",
            "shielded": True,
        },
    )
    step.check(shielded["id"], "a refuge works with her, and records it as a private service")


def _visitor(world: World) -> str:
    return world.professionals[world.cast.health_visitor.external_id]
