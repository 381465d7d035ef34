"""A resident sees who is supporting her; who acts for her, as much of that as the gate lets him."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.disclosure import Ask, Permit, What, decide
from services.cases.domain.network import Seat
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.disclose import Disclose


class GetMyNetwork:
    """Everybody involved with the person her account is linked to, but shielded services; nobody while it is not
    linked, which looks the same as nobody involved.

    To who acts for her: what the mandate reaches, by role and team without names; nobody while it reaches nothing,
    which looks the same again. That look is on her page.
    """

    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller) -> list[Seat]:
        viewer = viewer_of(caller)
        caller.must("acting:read" if viewer.kind is ViewerKind.PROXY else "me:read")
        if viewer.kind not in (ViewerKind.RESIDENT, ViewerKind.PROXY):
            return []
        async with self._work() as work:
            person_id = await work.account_links.person_of(viewer.subject)
            if person_id is None:
                return []
            if viewer.kind is ViewerKind.PROXY:
                return await self._for_another(work, viewer, person_id)
            return await work.networks.seats(viewer, person_id, self._clock.now())

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
