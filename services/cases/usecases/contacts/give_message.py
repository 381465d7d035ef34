"""A worker gives a message by hand, as is safe, or at the counter to her who came."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.contacts.message import Message, MessageState
from services.cases.domain.contacts.safe_contact import SILENCE, reach, said
from services.cases.domain.days import day
from services.cases.domain.people.events import MessageMoved
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class GiveMessage:
    """Asked before he rings or posts it: a refusal means that he must not. To an organisation that does not work with
    her nothing is said of how she may be reached: it has its counter.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, message_id: str, how: str) -> Message:
        """Raises NotFound outside the organisation and for one's own, else as `Message.given` does."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            person_id = (await work.messages.get(message_id)).person_id
            await work.people.locked(person_id)
            message = await work.messages.get(message_id)
            himself = await work.account_links.person_of(viewer.subject)
            own = viewer.kind is ViewerKind.WORKER and message.organisation_id == viewer.organisation_id
            if not own or person_id == himself:
                raise NotFound("there is no such message")
            involvements = await work.involvements.of_person(person_id)
            heard = said(await work.safe_contacts.of(person_id), involvements, day(now))
            knows = (await work.gate.facts(viewer, [person_id], now))[person_id].member
            within = reach(heard, viewer.organisation_id, day(now)).limits if knows else SILENCE
            if await work.idempotency.earlier(caller):
                # Pressed twice: the same answer, if it still is one.
                return replace(message, state=MessageState.BY_HAND).given(how, within, now)
            given = message.given(how, within, now)
            await work.messages.put(given)
            await work.idempotency.keep(caller, given.id)
            work.tell(
                MessageMoved(
                    person_id=person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    message_id=given.id,
                    state=given.state,
                    how=given.how,
                )
            )
        return given
