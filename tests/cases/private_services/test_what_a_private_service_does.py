"""What a private service does about somebody, over every route that writes, changes nothing that anybody else is
given; but a concern, which it raises so that others hear it.
"""

import re
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chassis.tokens import Caller
from services.identity.domain.roles import scopes_of
from tests.cases.audit.her_browser import her_browser, her_routes
from tests.cases.audit.test_two_worlds_through_the_gateway import AMINA_NOW, everything
from tests.cases.browser import Said
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.test_two_worlds_over_every_route import (
    ASKING,
    UNKNOWN,
    Life,
    caller,
    go_through,
    lived,
)
from tests.cases.private_services.worlds import apart, executed
from tests.cases.sharing_town import SharingTown, sharing_town
from tests.cases.their_browser import their_browser, their_routes
from tests.cases.town import COUNCIL, NUMBERS, REFUGE, feed, worker
from tests.gateway.test_every_route import BODIES, ORG, PERSON

READS = [route for route in their_routes() if route[0] == "GET"]
HEARD = "/v1/people/{person_id}/concerns"
WRITES = [route for route in their_routes() if route[0] != "GET" and route[1].startswith("/v1") and route[1] != HEARD]
ITS_OWN: tuple[Caller, ...] = (
    *(replace(worker(REFUGE, f"acc_{role}", role), scopes=scopes_of(role)) for role in ("manager", "duty", "guardian")),
    replace(feed(REFUGE), scopes=scopes_of("organisation-admin")),
)
DONE = {
    "/v1/access-requests",
    "/v1/cases",
    "/v1/cases/{case_id}/records",
    "/v1/decisions-not-to-share",
    "/v1/emergency-accesses",
    "/v1/imports/people",
    "/v1/people/{person_id}/confidences",
    "/v1/people/{person_id}/death",
    "/v1/people/{person_id}/legal-holds",
    "/v1/people/{person_id}/network",
    "/v1/people/{person_id}/private-messages",
    "/v1/people/{person_id}/safe-contact",
}
"""What has to succeed for the comparison to say anything."""


def meant(body: Any, names: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {name: meant(value, names) for name, value in body.items()}
    if isinstance(body, list):
        return [meant(value, names) for value in body]
    return names.get(body, body) if isinstance(body, str) else body


async def acts(town: SharingTown, life: Life, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Each route that writes, by each of its own people, about what everybody has and about what is its own. The
    routes that did something.
    """
    its_own = {"involvement_id": life.hidden[-1], "case_id": life.written[0], "record_id": life.written[1]}
    done = set[str]()
    service = replace(town, town=apart(town.town, "acting"))
    with executed(town.town) as log:
        async with their_browser(service, log, monkeypatch) as theirs:
            for who in ITS_OWN:
                theirs.sign_in(who)
                for method, template in WRITES:
                    for about in (life.own, {**life.own, **its_own}):
                        names = {name: about.get(name, UNKNOWN) for name in re.findall(r"{(\w+)}", template)}
                        for organisation in (COUNCIL, REFUGE):
                            words = {PERSON: life.own["person_id"], ORG: organisation}
                            body = meant(BODIES.get(template, {}), words)
                            if template == "/v1/imports/people":
                                row = {**body["rows"][0], "nhs_number": NUMBERS[0]}
                                body |= {"shielded": True, "feed": "refuge", "rows": [row]}
                            answer = await theirs.ask(method, template.format(**names), body)
                            if answer.said.status < 300:
                                done.add(template)
    return done


async def seen(town: SharingTown, life: Life, monkeypatch: pytest.MonkeyPatch) -> dict[str, Said]:
    """All that others read, and she herself."""
    hidden = {"involvement_id": life.hidden[0], "case_id": life.written[0], "record_id": life.written[1]}
    heard = dict[str, Said]()
    with executed(town.town) as log:
        async with their_browser(town, log, monkeypatch) as theirs:
            for name, who in ASKING.items():
                theirs.sign_in(caller(who))
                some = [route for route in READS if who.kind == "worker" or route[1].startswith("/v1")]
                found = await go_through(theirs, some, life, hidden)
                heard |= {f"{name}: {what}": answer.said for what, answer in found.items()}
        async with her_browser(town, AMINA_NOW, monkeypatch) as hers:
            reads = [route for route in her_routes() if route[0] == "GET"]
            heard |= await everything(hers, reads, dict(life.own), [*life.hidden, *life.written])
    return heard


@pytest.mark.timeout(900)
async def test_what_it_does_changes_nothing_for_anybody_else(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    async with AsyncExitStack() as stack:
        for busy in (False, True):
            folder = tmp_path / str(busy)
            folder.mkdir()
            town = await stack.enter_async_context(sharing_town(new_database(), folder))
            life = await lived(town, [REFUGE])
            if busy:
                assert await acts(town, life, monkeypatch) >= DONE
            answers.append(await seen(town, life, monkeypatch))
    idle, busy_too = answers
    assert idle.keys() == busy_too.keys()
    assert [what for what in idle if idle[what] != busy_too[what]] == []
