"""A resident sees who is supporting her; who acts for her, as much of that as the gate lets him."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Ask, Permit, What, decide
from services.cases.domain.networks.network import Feed, Seat, feeds_of
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.disclose import Disclose


@dataclass(frozen=True, slots=True)
class MyNetwork:
    """Days of contact, and how the work stands in its system, are left out: a visit may be meant to find somebody as
    he is, and who acts for her reads this.
    """

    seats: Sequence[Seat] = ()
    feeds: Sequence[Feed] = ()


class GetMyNetwork:
    """Everybody involved with the person her account is linked to, but shielded services; nobody while it is not
    linked, which looks the same as nobody involved.

    To who acts for her: what the mandate reaches, by role and team without names; nobody while it reaches nothing,
    which looks the same again. That look is on her page.
    """

    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller) -> MyNetwork:
        viewer = viewer_of(caller)
        caller.must("acting:read" if viewer.kind is ViewerKind.PROXY else "me:read")
        if viewer.kind not in (ViewerKind.RESIDENT, ViewerKind.PROXY):
            return MyNetwork()
        async with self._work() as work:
            person_id = await work.account_links.person_of(viewer.subject)
            if person_id is None:
                return MyNetwork()
            if viewer.kind is ViewerKind.PROXY:
                seats = await self._for_another(work, viewer, person_id)
            else:
                seats = await work.networks.seats(viewer, person_id, self._clock.now())
        return MyNetwork([_for_her(seat) for seat in seats], feeds_of(seats, day(self._clock.now())))

    async def _for_another(self, work: Work, viewer: Viewer, person_id: str) -> list[Seat]:
        person = (await work.people.held([person_id]))[person_id]
        now = self._clock.now()
        facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
        permit = decide(viewer, Ask(What.NETWORK, person_id), facts)
        seats = await work.networks.seats(viewer, person_id, now) if isinstance(permit, Permit) else []
        if seats and isinstance(permit, Permit):
            await self._disclose(
                work, viewer, person, permit, what="network", holder_id="", classes=[DataClass.IDENTITY]
            )
        return [
            replace(seat, involvement=replace(seat.involvement, professional_id=""), covered_by="", covered_until=None)
            for seat in seats
        ]


def _for_her(seat: Seat) -> Seat:
    plain = replace(seat.involvement, case_status="", last_contact=None, next_contact=None, version=0)
    return replace(seat, involvement=plain)
