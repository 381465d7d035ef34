"""What is let into a partner's feed, and what it pulls or streams from it, is what the gate permits: over generated
worlds, on both databases, against Cedar.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import FixedClock
from chassis.db import database
from chassis.ids import SeededIds
from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.subscriptions.delivery import Delivery, DeliveryState, Happening
from services.cases.domain.subscriptions.subscription import Subscription, SubscriptionState
from services.cases.store.subscriptions.feed import SqlFeed
from services.cases.store.tables.events import alias
from services.cases.store.work import SqlWork
from services.cases.usecases.subscriptions.fan_out_event import FanOutEvent
from services.cases.usecases.subscriptions.pull_events import PullEvents
from tests.cases.gate.gate_opinions import cedar, share_is_live
from tests.cases.gate.gate_rows import store
from tests.cases.gate.gate_worlds import NOW, World, world_of
from tests.cases.gate.test_gate_events import ABOUT, PARTNERS, happened
from tests.cases.gate.test_gate_paths import WORLDS, NoKeys, Undone
from tests.cases.town import partner

Told = tuple[str, str, str]
"""A partner's organisation, the type of an event, and what it is about."""


class PlainKeys(NoKeys):
    """Seals nothing."""

    async def make(self, *names: str) -> None: ...

    async def seal(self, name: str, plaintext: bytes, aad: bytes) -> bytes:
        return plaintext


class Feeds:
    """A generated world with a subscription for each organisation."""

    def __init__(self, tx: AsyncConnection, world: World) -> None:
        self._tx, self.world = tx, world
        self.ids, self.clock = SeededIds("pulls"), FixedClock(NOW)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[SqlWork]:
        yield SqlWork(self._tx, PlainKeys(), self.clock, self.ids)

    @asynccontextmanager
    async def feed(self) -> AsyncIterator[SqlFeed]:
        yield SqlFeed(self._tx, self.ids)

    def happenings(self) -> list[tuple[str, str, str]]:
        """Every event there can be of the world's things: type, person, thing. Private work is announced to nobody, not
        even to whom it was opened.
        """
        return [
            (kind, one.person_id, one.id)
            for about, kinds in ABOUT.items()
            for one in getattr(self.world, f"{about}s")
            for kind in kinds
            if not getattr(one, "shielded", False)
        ]

    def permitted(self) -> set[Told]:
        """Cedar's opinion."""
        seen = cedar(self.world, PARTNERS, None)
        live = {one.id for one in self.world.shares if share_is_live(self.world, one)}
        events = {(kind, id_) for kind, _, id_ in self.happenings()}
        return {
            (viewer.organisation_id, kind, id_)
            for viewer in PARTNERS
            for about, kinds in ABOUT.items()
            for _, what, id_ in (key for key in seen if key[:2] == (viewer.subject, about))
            for kind in kinds
            if (kind, id_) in events and (about != "share" or (id_ in live) == (kind == "share.granted"))
        }

    async def subscribe(self) -> None:
        async with self.work() as work:
            for one in PARTNERS:
                await work.subscriptions.add(
                    Subscription(
                        id=f"sub_{one.organisation_id}",
                        organisation_id=one.organisation_id,
                        client_id=one.subject,
                        url="",
                        types=frozenset(),
                        state=SubscriptionState.ACTIVE,
                        sealed_secret=b"",
                        sequence=0,
                        created_at=NOW,
                    )
                )

    async def let_in(self) -> dict[str, Told]:
        """All of it has been let into every feed, when other things held; what each event is, by its cursor."""
        deliveries: list[Delivery] = []
        told: dict[str, Told] = {}
        for viewer in PARTNERS:
            for place, (kind, person, id_) in enumerate(self.happenings(), start=1):
                cursor = f"evt_{viewer.organisation_id}_{place}"
                told[cursor] = (viewer.organisation_id, kind, id_)
                one = happened(kind, person, id_, viewer.organisation_id)
                deliveries.append(
                    replace(
                        one,
                        id=f"dlv_{cursor}",
                        subscription_id=f"sub_{viewer.organisation_id}",
                        event_id=cursor,
                        public_event_id=cursor,
                        state=DeliveryState.READY,
                        next_attempt_at=None,
                        position=place,
                        pullable=True,
                    )
                )
        async with self.work() as work:
            await work.deliveries.add(deliveries)
        names = [
            {"organisation_id": who, "kind": AliasKind.EVENT.value, "real_id": cursor, "alias": cursor}
            for cursor, (who, _, _) in told.items()
        ]
        await self._tx.execute(insert(alias), names)
        return told


async def in_worlds(url: str, look: Callable[[Feeds], Awaitable[None]]) -> None:
    async with database(url) as db:
        for number in WORLDS:
            world = world_of(Random(number))
            with pytest.raises(Undone):
                async with db.transaction() as tx:
                    await tx.run_sync(store, world)
                    feeds = Feeds(tx, world)
                    await feeds.subscribe()
                    await look(feeds)
                    raise Undone


@pytest.mark.parametrize("limit", [100, 1], ids=["pull", "stream"])
async def test_what_was_let_in_once_is_pulled_as_far_as_it_may_be_now(database_url: str, limit: int) -> None:
    seen = Counter[bool]()

    async def look(feeds: Feeds) -> None:
        told = await feeds.let_in()
        pull = PullEvents(feeds.work, feeds.feed, feeds.ids, feeds.clock, "https://kith.example")
        given = list[str]()
        for viewer in PARTNERS:
            caller, cursor, numbers = partner(viewer.organisation_id), "", list[int]()
            while pulled := await pull(caller, "", cursor, limit):
                assert len(pulled) <= limit
                given += [one.cursor for one in pulled]
                numbers += [int(json.loads(one.body)["sequence"]) for one in pulled]
                cursor = pulled[-1].cursor
            assert numbers == list(range(1, len(numbers) + 1)), "no hole tells of what was kept back"
        assert len(set(given)) == len(given)
        assert {told[cursor] for cursor in given} == feeds.permitted()
        seen.update(cursor in given for cursor in told)

    await in_worlds(database_url, look)
    assert min(seen[True], seen[False]) > 50


async def test_what_happens_is_let_into_the_feeds_of_those_who_may_know_it_now(database_url: str) -> None:
    seen = Counter[bool]()

    async def look(feeds: Feeds) -> None:
        holders = {one.id: one.organisation_id for one in feeds.world.cases}
        holders |= {one.id: one.organisation_id for one in feeds.world.records}
        fan_out, may = FanOutEvent(feeds.work, feeds.ids, feeds.clock), feeds.permitted()
        for number, (kind, person, id_) in enumerate(feeds.happenings()):
            await fan_out(Happening(f"evt_{number}", kind, person, holders.get(id_, ""), id_, "", NOW))
            async with feeds.work() as work:
                for viewer in PARTNERS:
                    queued = await work.deliveries.of_event(f"evt_{number}", f"sub_{viewer.organisation_id}")
                    if queued:
                        told = (viewer.organisation_id, kind, id_)
                        assert queued.pullable == (queued.position > 0) == (told in may), told
                        seen[queued.pullable] += 1

    await in_worlds(database_url, look)
    assert min(seen[True], seen[False]) > 20
