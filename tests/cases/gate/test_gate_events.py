"""What an event tells a partner it could have read: first attempt, retry and replay ask the gate alike."""

from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.errors import NotFound
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.subscriptions.delivery import Delivery, DeliveryState
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.usecases.subscriptions.permit_event import permit_event
from tests.cases.gate.gate_opinions import cedar, share_is_live
from tests.cases.gate.gate_worlds import NOW, ORGANISATIONS, PEOPLE, World, world_of

PARTNERS = [Viewer(ViewerKind.PARTNER, f"cli_{one}", one, "partner") for one in ORGANISATIONS]
WORLDS = 40
ABOUT = {
    "case": ("case.opened",),
    "record": ("case.record.added", "case.record.corrected"),
    "involvement": ("involvement.changed",),
    "share": ("share.granted", "share.ended"),
    "concern": ("concern.raised",),
}
"""Every event that partners hear of, by what it is about; an emergency access is told to the holders of cases."""


@dataclass(slots=True)
class WorldWork:
    """A unit of work over a generated world, as far as an attempt to deliver reads it."""

    world: World

    @property
    def gate(self) -> Any:
        async def facts(viewer: Viewer, people: list[str], _: Any) -> dict[str, Any]:
            return {person: self.world.facts(viewer, person) for person in people}

        return SimpleNamespace(facts=facts)

    @property
    def cases(self) -> Any:
        return self._getting(self.world.cases)

    @property
    def records(self) -> Any:
        return self._getting(self.world.records)

    @property
    def involvements(self) -> Any:
        return self._getting(self.world.involvements)

    @property
    def feeds(self) -> Any:
        async def keeps_from_others(id_: str, *_: Any) -> bool:
            return self.world.kept_by_its_feed(next(one for one in self.world.involvements if one.id == id_))

        return SimpleNamespace(keeps_from_others=keeps_from_others)

    @property
    def shares(self) -> Any:
        async def of(person: str) -> list[Any]:
            return [self.world.standing(one) for one in self.world.shares if one.person_id == person]

        return SimpleNamespace(of=of)

    @property
    def concerns(self) -> Any:
        return self._getting(self.world.concerns)

    @property
    def recalls(self) -> Any:
        async def find(*_: Any) -> None:
            """Nobody received anything yet."""

        return SimpleNamespace(find=find)

    def _getting(self, things: Any) -> Any:
        async def get(id_: str, *_: Any) -> Any:
            return next(one for one in things if one.id == id_)

        return SimpleNamespace(get=get)


def happened(kind: str, person: str, object_id: str, recipient: str) -> Delivery:
    return Delivery(
        id="dlv_1",
        subscription_id="sub_1",
        recipient_id=recipient,
        event_id="evt_1",
        public_event_id="evt_p",
        type=kind,
        person_id=person,
        organisation_id="",
        object_id=object_id,
        data_class="",
        happened_at=NOW,
        state=DeliveryState.WAITING,
        attempts=0,
        last_status=0,
        next_attempt_at=NOW,
        sequence=0,
        dropped_because="",
        updated_at=NOW,
    )


@pytest.mark.parametrize("about", ABOUT)
async def test_a_partner_hears_of_what_it_may_see_and_of_nothing_else(about: str) -> None:
    told = refused = 0
    for number in range(WORLDS):
        world = world_of(Random(number))
        seen = cedar(world, PARTNERS, None)
        live = {one.id for one in world.shares if share_is_live(world, one)}
        for one in getattr(world, f"{about}s"):
            for viewer in PARTNERS:
                for kind in ABOUT[about]:
                    delivery = happened(kind, one.person_id, one.id, viewer.organisation_id)
                    heard = await permit_event(WorldWork(world), viewer, delivery, NOW)  # type: ignore[arg-type]
                    may = (viewer.subject, about, one.id) in seen
                    if about == "share":
                        may = may and (one.id in live) == (kind == "share.granted")
                    assert isinstance(heard, Permit) == may, (number, kind, one.id, viewer.subject)
                    told, refused = told + may, refused + (not may)
    assert told > WORLDS
    assert refused > WORLDS


async def test_that_a_break_in_was_opened_is_told_to_whoever_holds_a_case() -> None:
    world = world_of(Random(0))
    delivery = happened("emergency-access.opened", "per_1", "eme_0", "org_a")
    heard = await permit_event(WorldWork(world), PARTNERS[0], delivery, NOW)  # type: ignore[arg-type]
    assert isinstance(heard, Permit)


async def test_what_was_erased_since_is_told_to_nobody() -> None:
    class Erased(WorldWork):
        def _getting(self, things: Any) -> Any:
            async def get(*_: Any) -> Any:
                raise NotFound("there is nothing here that you may see")

            return SimpleNamespace(get=get)

    world = world_of(Random(0))
    one = world.records[0]
    delivery = happened("case.record.added", one.person_id, one.id, one.organisation_id)
    heard = await permit_event(Erased(world), PARTNERS[0], delivery, NOW)  # type: ignore[arg-type]
    assert not isinstance(heard, Permit)


async def test_that_an_account_became_hers_is_told_to_whoever_works_with_her() -> None:
    told = 0
    for number in range(WORLDS):
        world = world_of(Random(number))
        for person in PEOPLE:
            for viewer in PARTNERS:
                delivery = happened("account-link.changed", person, "lnk_1", viewer.organisation_id)
                heard = await permit_event(WorldWork(world), viewer, delivery, NOW)  # type: ignore[arg-type]
                member = world.facts(viewer, person).member
                assert isinstance(heard, Permit) == member, (number, person, viewer.subject)
                told += member
    assert told > WORLDS
