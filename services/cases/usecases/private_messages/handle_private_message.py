"""A broker answers what was left for the private services of his organisation, or lays it aside."""

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound
from chassis.tokens import Caller
from services.cases.domain.gate.disclosure import of_private_message
from services.cases.domain.gate.private_messages import BROKER
from services.cases.domain.private_messages.events import PrivateMessageHandled
from services.cases.domain.private_messages.private_message import PrivateAnswer, answered
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.permit import permitted_or_raise


class HandlePrivateMessage:
    """The organisation's own decision, recorded: an answer tells whoever left it that there is such a service."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def answer(self, caller: Caller, message_id: str, words: str, signed: str) -> None:
        """Raises Invalid, NotFound to whoever is no broker of hers, Conflict where it was dealt with."""
        await self._handled(caller, message_id, words, signed)

    async def lay_aside(self, caller: Caller, message_id: str) -> None:
        """Raises as above."""
        await self._handled(caller, message_id)

    async def _handled(self, caller: Caller, message_id: str, *said: str) -> None:
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            await work.people.locked((await work.private_messages.get(message_id, now)).person_id)
            one = await work.private_messages.get(message_id, now)
            facts = (await work.gate.facts(viewer, [one.person_id], now))[one.person_id]
            permit = permitted_or_raise(viewer, of_private_message(one, viewer.organisation_id), facts)
            if permit.basis != BROKER:
                raise NotFound("there is nothing here that you may see")
            if await work.private_messages.dealt_with(one.id, viewer.organisation_id):
                raise Conflict("your organisation has dealt with this message", code="already-dealt-with")
            words, signed = said or ("", "")
            answer = PrivateAnswer(one.id, one.person_id, viewer.organisation_id, words, signed, now, viewer.subject)
            await work.private_messages.answer(answered(answer) if said else answer)
            work.tell(
                PrivateMessageHandled(
                    person_id=one.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    message_id=one.id,
                    step="answered" if said else "laid-aside",
                )
            )
