"""What leaves the database by each path is what the gate permits: the stores' own statements, on both databases, over
generated worlds. Searches, reads, lists, counts, histories, networks, shares, consents, enquiries; and the facts it all
rests on.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from random import Random

import orjson
import pytest

from chassis.clock import FixedClock
from chassis.db import database
from chassis.ids import SeededIds
from services.cases.domain.gate.disclosure import Ask, Facts, Permit, What, decide
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import ON_HER_PAGES, Viewer
from services.cases.ports.casework import Page
from services.cases.store.work import SqlWork
from tests.cases.gate.gate_opinions import cedar
from tests.cases.gate.gate_rows import store
from tests.cases.gate.gate_worlds import NOW, NUMBERS, PEOPLE, VIEWERS, World, world_of

WORLDS = {2: None, 4: Purpose.SAFEGUARDING_ADULT, 8: Purpose.AUDIT}
"""By number, each with a purpose: chosen so that something leaves by every path."""
ALL = Page(1000)
_WORDS = (
    *("title", "content", "why", "reason", "not_informed_reason", "assessor", "comment", "words"),
    *("outcome", "condition", "para_18", "text"),
)


class NoKeys:
    """Opens anything to empty words: the rows of a generated world seal nothing."""

    async def make(self, *names: str) -> None:
        raise NotImplementedError

    async def spare(self, whose: str) -> str:
        return f"{whose}/none"

    async def fetch(self, *names: str) -> None: ...

    async def seal(self, name: str, plaintext: bytes, aad: bytes) -> bytes:
        raise NotImplementedError

    async def open(self, name: str, sealed: bytes, aad: bytes) -> bytes:
        return orjson.dumps(dict.fromkeys(_WORDS, ""))


class Undone(Exception):
    """Takes the world's rows back."""


async def in_worlds(url: str, look: Callable[[SqlWork, World, Purpose | None], Awaitable[None]]) -> None:
    async with database(url) as db:
        for number, purpose in WORLDS.items():
            world = world_of(Random(number))
            with pytest.raises(Undone):
                async with db.transaction() as tx:
                    await tx.run_sync(store, world)
                    await look(SqlWork(tx, NoKeys(), FixedClock(NOW), SeededIds("paths")), world, purpose)
                    raise Undone


def permitted(world: World, purpose: Purpose | None) -> dict[tuple[str, str], set[str]]:
    """Cedar's opinion: the ids of what a viewer may see, by (viewer, what); people where they are found."""
    found: dict[tuple[str, str], set[str]] = {}
    of = {one.id: one.person_id for one in world.knowledge}
    for viewer, what, id_ in cedar(world, list(VIEWERS), purpose):
        found.setdefault((viewer, what), set()).add(of.get(id_, id_))
    return found


async def test_what_the_stores_list_and_count_is_what_may_leave(database_url: str) -> None:
    seen = Counter[str]()

    async def look(work: SqlWork, world: World, purpose: Purpose | None) -> None:
        may = permitted(world, purpose)
        for viewer in VIEWERS:
            for path, what, found in await paths(work, world, viewer, purpose):
                assert found == may.get((viewer.subject, what), set()), (path, viewer.subject, purpose)
                seen[path] += len(found)

    await in_worlds(database_url, look)
    assert set(seen) == PATHS
    assert all(seen.values()), f"nothing ever left by {[path for path, count in seen.items() if not count]}"


PATHS = {
    *("search", "cases", "cases of one person", "cases counted", "records", "records counted", "histories"),
    *("network", "shares", "shares about one person", "consents", "enquiries", "contributions"),
}


async def paths(
    work: SqlWork, world: World, viewer: Viewer, purpose: Purpose | None
) -> list[tuple[str, str, set[str]]]:
    """What each path finds: (path, what, ids). A count that is off shows as ids that nobody has."""
    listed = {one.id for one in await work.cases.visible(viewer, purpose, "", NOW, ALL)}
    of_each = [one.id for p in PEOPLE for one in await work.cases.visible(viewer, purpose, p, NOW, ALL)]
    counted = await work.cases.visible_count(viewer, purpose, "", NOW, len(world.cases) + 1)
    records, counts = set[str](), 0
    for case in world.cases:
        records |= {one.id for one in await work.records.visible(viewer, purpose, case.id, NOW, ALL)}
        counts += await work.records.visible_count(viewer, purpose, case.id, NOW)
    histories = {
        earlier.record_id
        for one in world.records
        for earlier in await work.records.history(viewer, purpose, one.id, NOW)
    }
    seats = [seat for p in PEOPLE for seat in await work.networks.seats(viewer, p, NOW)]
    shares_of_each = [one for p in PEOPLE for one in await work.shares.shown(viewer, p)]
    # Lists of all of them are an organisation's; she, and who acts for her, ask for her own.
    of_all = viewer.kind not in ON_HER_PAGES
    shares = await work.shares.listed(viewer, "", ALL) if of_all else shares_of_each
    consents = [one for p in PEOPLE for one in await work.consents.shown(viewer, p)]
    contributions = [
        made.id
        for one in world.hubs.enquiries
        for made in await work.enquiries.contributions(viewer, purpose, one.id, NOW)
    ]
    facts = await work.gate.facts(viewer, PEOPLE, NOW)
    known = await work.people.numbered(list(NUMBERS.values()), viewer, NOW)
    found = {one.person_id for one in known}
    return [
        ("search", "person", {one for one in found if _may_be_found(viewer, one, facts[one])}),
        ("cases", "case", listed),
        ("cases of one person", "case", set(of_each)),
        ("cases counted", "case", _counted(listed, counted)),
        ("records", "record", records),
        ("records counted", "record", _counted(records, counts)),
        ("histories", "history", histories),
        ("network", "involvement", {seat.involvement.id for seat in seats}),
        ("shares", "share", {one.share.id for one in shares}),
        ("shares about one person", "share", {one.share.id for one in shares_of_each}),
        ("consents", "consent", {one.id for one in consents}),
        ("enquiries", "enquiry", {one.id for one in await work.enquiries.visible(viewer, purpose, NOW, ALL)}),
        ("contributions", "contribution", set(contributions)),
    ]


def _may_be_found(viewer: Viewer, person: str, facts: Facts) -> bool:
    """As FindPerson asks, of whom the store found."""
    return isinstance(decide(viewer, Ask(What.PERSON, person), facts), Permit)


def _counted(listed: set[str], count: int) -> set[str]:
    return listed if len(listed) == count else {f"{count} of {len(listed)}"}


async def test_the_facts_that_are_read_decide_as_the_world_does(database_url: str) -> None:
    seen = Counter[bool]()

    async def look(work: SqlWork, world: World, purpose: Purpose | None) -> None:
        for viewer in VIEWERS:
            facts, seats = await work.gate.facts(viewer, PEOPLE, NOW), await work.hubs.seats(viewer)
            known = {person: replace(facts[person], seats=seats) for person in PEOPLE}
            for ask in world.asks(purpose):
                decision = decide(viewer, ask, known[ask.person_id])
                assert decision == decide(viewer, ask, world.facts(viewer, ask.person_id)), (viewer.subject, ask)
                seen[isinstance(decision, Permit)] += 1

    await in_worlds(database_url, look)
    assert min(seen[True], seen[False]) > 100
