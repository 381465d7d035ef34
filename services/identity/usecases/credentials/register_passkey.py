"""A passkey is added to an account."""

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.credentials.passkey import Passkey, passkey_name
from services.identity.ports import Ceremonies, OpenWork
from services.identity.usecases.credentials.begin_passkey import REGISTER, Right, own_account
from services.identity.usecases.credentials.new_passkey import keep_passkey, made


class RegisterPasskey:
    """Ends what BeginRegistration began, in the same session and for the same account."""

    def __init__(
        self,
        write: OpenWork,
        ceremonies: Ceremonies,
        challenges: Challenges,
        clock: Clock,
        ids: Ids,
        right: Right = own_account,
    ) -> None:
        self._write, self._ceremonies, self._challenges = write, ceremonies, challenges
        self._clock, self._ids, self._right = clock, ids, right

    async def __call__(self, caller: Caller, account_id: str, token: str, response: str, name: str) -> Passkey:
        """Raises what the right raises, Invalid for a response that proves nothing, Conflict for one too many."""
        now, name = self._clock.now(), passkey_name(name)
        challenge = self._challenges.again(token, now, REGISTER, caller.claim("sid"), account_id)
        new = made(self._ceremonies, response, challenge)
        async with self._write() as work:
            await self._right(work, caller, account_id, self._clock)
            return await keep_passkey(work, new, self._ids.new("psk"), account_id, name, now, by=caller.subject)
