"""A passkey is added to an account."""

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.challenge import Challenges
from services.identity.domain.events import Event
from services.identity.domain.passkey import MOST, Passkey, passkey_name
from services.identity.ports import BadCeremony, Ceremonies, OpenWork
from services.identity.usecases.begin_passkey import REGISTER, Right, own_account


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
        try:
            key = self._ceremonies.attested(response, challenge) if challenge else None
        except BadCeremony:
            key = None
        async with self._write() as work:
            await self._right(work, caller, account_id, self._clock)
            if challenge is None or key is None or not await work.passkeys.first_use(challenge, now):
                raise _not_added()
            if len(await work.passkeys.of(account_id)) >= MOST:
                raise Conflict(f"an account can have {MOST} passkeys; remove one first", code="too-many-passkeys")
            passkey = Passkey(self._ids.new("psk"), account_id, name, key, now)
            if not await work.passkeys.add(passkey):
                raise _not_added()
            work.tell(Event("passkey.added", account_id, {"passkey_id": passkey.id}), by=caller.subject)
            return passkey


def _not_added() -> Invalid:
    return Invalid("the passkey was not added; try again", code="passkey-not-added")
