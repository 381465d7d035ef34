"""A worker leaves words for any service that works with a person and is never shown."""

from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.private_messages.events import PrivateMessageLeft
from services.cases.domain.private_messages.private_message import PrivateMessage, left
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.permit import permitted_or_raise

_A_DAY = timedelta(days=1)


class LeavePrivateMessage:
    """To whom the person's network is open now. Nothing here asks who works with her: the same statements, with the
    same parameters, and the same answer, whether or not there is such a service. What limits it is what the worker
    left himself.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, person_id: str, words: str) -> PrivateMessage:
        """Raises Invalid, Denied for oneself, NotFound to whom the network is closed, TooMany."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise NotFound("there is nothing here that you may see")
        async with self._work() as work:
            await work.people.locked(person_id)
            # A person that only a shielded service knows is nobody to others.
            await work.people.shown_as(person_id, viewer, now)
            facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
            permitted_or_raise(viewer, Ask(What.NETWORK, person_id), facts)
            if earlier := await work.idempotency.earlier(caller):
                return await work.private_messages.get(earlier, now)
            counts = await work.private_messages.counts(viewer.subject, person_id, now - _A_DAY)
            one = PrivateMessage(
                id=self._ids.new("pmg"),
                person_id=person_id,
                organisation_id=viewer.organisation_id,
                left_by=viewer.subject,
                words=words,
                left_at=now,
            )
            one = left(one, *counts)
            await work.private_messages.add(one)
            await work.idempotency.keep(caller, one.id)
            work.tell(
                PrivateMessageLeft(
                    person_id=person_id, organisation_id=viewer.organisation_id, by=caller.subject, message_id=one.id
                )
            )
        return one
