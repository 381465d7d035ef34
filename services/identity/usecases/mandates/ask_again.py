"""A young person of 16 or 17 was asked again whether a parent may go on acting for them, and said yes."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Invalid, NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.mandates.mandate import Mandate, birthday, london_day
from services.identity.ports import OpenWork


class AskAgain:
    """Said by the young person, signed in or with an officer there; nobody says it for them."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, mandate_id: str) -> Mandate:
        """Raises NotFound for anybody else, Invalid before 16 and for what is not a parent's."""
        caller.must("me:write")
        today = london_day(self._clock.now())
        async with self._write() as work:
            mandate = await work.mandates.locked(mandate_id)
            if caller.subject != mandate.account_id or mandate.ended_at:
                raise NotFound("there is no such authority")
            if mandate.born_on is None or today < birthday(mandate.born_on, 16):
                raise Invalid("this is asked from the 16th birthday")
            asked = replace(mandate, asked_again_on=today)
            await work.mandates.put(asked)
            work.tell(Event("mandate.kept", mandate.account_id, {"mandate_id": mandate.id}), by=caller.actor)
            return asked
