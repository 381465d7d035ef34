"""A member of a multi-agency hub seats one of its own people there, or all who speak for it in a role."""

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.hubs.events import SeatMoved
from services.cases.domain.hubs.hub import Seat
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class TakeSeat:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, hub_id: str, professional_id: str, role: str) -> Seat:
        """One of the two is empty. Raises Invalid, NotFound for whoever is no member, Denied before it accepted,
        Conflict beyond so many as it may have.
        """
        caller.must("hubs:write")
        own = viewer_of(caller).organisation_id
        async with self._work() as work:
            await work.organisations.alone(own)
            hub = await work.hubs.get(hub_id)
            if earlier := await work.idempotency.earlier(caller):
                return hub.seat(earlier, own)
            seat = Seat(self._ids.new("sea"), own, professional_id, role)
            hub.seating(seat)
            await work.hubs.seat(hub_id, seat, caller.subject, self._clock.now())
            await work.idempotency.keep(caller, seat.id)
            work.tell(
                SeatMoved(
                    person_id="", organisation_id=own, by=caller.subject, hub_id=hub_id, seat_id=seat.id, step="taken"
                )
            )
        return seat
