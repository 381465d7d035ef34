"""A worker whose own account is that of somebody agencies know finds nothing of what they know: by the
API with a client of her own, at the desk, by a link from her case system, and in whichever context of her work.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.errors import Denied
from services.cases.usecases.consents.keep_in_confidence import ConfidenceWish, KeepInConfidence
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.test_two_worlds_over_every_route import UNKNOWN, caller, go_through, lived
from tests.cases.private_services.worlds import executed
from tests.cases.sharing_town import AMINA_HERSELF, SharingTown, sharing_town
from tests.cases.their_browser import their_browser, their_routes
from tests.cases.town import AMINA, COUNCIL, NHS, worker

HERS = AMINA_HERSELF.subject
CONTEXTS = {
    "a worker": (COUNCIL, "worker"),
    "the duty desk of another agency": (NHS, "duty"),
    "a manager": (COUNCIL, "manager"),
    "a data protection officer": (NHS, "dpo"),
}
HER_OWN_WORDS = ("/v1/ties", "/desk/ties")
"""Whom she says she knows privately, as she typed it."""


@pytest.fixture
async def town(new_database: NewDatabase, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(new_database(), tmp_path) as built:
        yield built


@pytest.mark.timeout(600)
async def test_no_route_in_any_context_tells_her_what_is_known_of_her(
    town: SharingTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = await lived(town, ())
    routes = [*(route for route in their_routes() if route[0] == "GET"), ("POST", "/v1/people/find")]
    told = dict[str, list[str]]()
    with executed(town.town) as log:
        async with their_browser(town, log, monkeypatch) as theirs:
            for account, name in [("acc_somebody", "a worker"), *((HERS, name) for name in CONTEXTS)]:
                organisation, role = CONTEXTS[name]
                theirs.sign_in(caller(worker(organisation, account, role)))
                heard = await go_through(theirs, routes, life, {"involvement_id": UNKNOWN})
                told[f"{account}, {name}"] = [
                    what
                    for what, answer in heard.items()
                    if names_her(answer.said.body) and not what.split(" ")[1].startswith(HER_OWN_WORDS)
                ]
    assert len(told.pop("acc_somebody, a worker")) > 3, "else this would hold of anybody"
    assert told == {f"{HERS}, {name}": [] for name in CONTEXTS}


def names_her(body: bytes) -> bool:
    return AMINA.family_name.encode() in body or AMINA.date_of_birth.encode() in body


async def test_a_worker_does_not_say_of_herself_that_she_can_decide(town: SharingTown) -> None:
    wish = ConfidenceWish(town.amina, (), "2026-11-01", "Dr Lee")
    there = town.town
    with pytest.raises(Denied, match="somebody else has to say"):
        await KeepInConfidence(there.work, there.ids, there.clock)(worker(COUNCIL, HERS), wish)
    assert (await KeepInConfidence(there.work, there.ids, there.clock)(worker(COUNCIL, "acc_other"), wish)).id
