"""Who is involved with a person, as the gate lets this worker see it."""

from collections.abc import Sequence
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.audit.withheld import Withholding
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.networks.network import Network, Seat, feeds_of
from services.cases.domain.purposes import purpose
from services.cases.domain.rounds.round import fresh
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.permit import permitted_or_raise
from services.cases.usecases.rounds.begin_round import begin_round


class GetNetwork:
    """Opens to a worker whose organisation has a confirmed, current involvement with the person, and to a worker in
    the duty role for the hours of that acting context (the token's); to nobody for himself. Each look leaves a
    disclosure.

    A shielded involvement that is not opened to the viewer is not read at all: the same statements, with the same
    parameters, are executed as in a world without it, and the same bytes are answered.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller, person_id: str, why: str, withholding: Withholding | None) -> Network:
        """Raises Invalid without a purpose, Denied for oneself, NotFound for whoever may not see it."""
        caller.must("people:read")
        viewer, reason, now = viewer_of(caller), purpose(why), self._clock.now()
        async with self._work() as work:
            people = await work.people.held([person_id])
            if person_id not in people:
                raise NotFound("there is nothing here that you may see")
            facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
            identity = await work.people.shown_as(person_id, viewer, now)
            permit = permitted_or_raise(viewer, Ask(What.NETWORK, person_id, purpose=reason), facts)
            seats = await work.networks.seats(viewer, person_id, now)
            because = f"Looked at who works with you, for {reason.words}."
            await self._disclose(
                work,
                viewer,
                people[person_id],
                permit._replace(because=because, purpose=reason),
                what="network",
                holder_id=viewer.organisation_id,
                classes=[DataClass.IDENTITY],
                withholding=withholding,
            )
            if viewer.kind is ViewerKind.WORKER:
                await _on_round(work, viewer, person_id, seats, now)
        return Network(
            person_id=person_id,
            given_name=identity.given_name,
            family_name=identity.family_name,
            date_of_birth=identity.date_of_birth,
            seats=tuple(seats),
            feeds=feeds_of(seats, day(now)),
            because=permit.because,
        )


async def _on_round(work: Work, viewer: Viewer, person_id: str, seats: Sequence[Seat], now: datetime) -> None:
    """What changes from now on is new to her, if this is somebody she works with."""
    kept = await work.rounds.of(viewer.subject, viewer.organisation_id)
    hers = kept or fresh(viewer, now)
    if hers.goes_to((seat.involvement for seat in seats), day(now)):
        if kept is None:
            await begin_round(work, hers)
        await work.rounds.looked(hers, person_id, now)
