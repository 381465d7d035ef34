"""A ceremony with an authenticator begins: what to ask of it, and what to send back with its response."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from chassis.clock import Clock
from chassis.tokens import Caller
from services.identity.domain.credentials.challenge import Challenges
from services.identity.ports import Ceremonies, OpenWork, Work
from services.identity.usecases.sessions.recent import must_be_recent

SIGN_IN, REGISTER, STEP_UP = "sign-in", "register", "step-up"

# Whether this caller may add a passkey to that account. Raises Denied.
Right = Callable[[Work, Caller, str, Clock], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Ceremony:
    """`options`: JSON for `navigator.credentials`; `token`: to send back with the response."""

    token: str = field(repr=False)
    options: str = field(repr=False)


async def own_account(work: Work, caller: Caller, account_id: str, clock: Clock) -> None:
    """The right over oneself: a moment after proving it."""
    assert account_id == caller.subject, "this right is over the caller's own account"
    await must_be_recent(work, caller, clock.now())


class BeginPasskeySignIn:
    """Writes nothing: whoever opens a sign-in page begins one."""

    def __init__(self, ceremonies: Ceremonies, challenges: Challenges, clock: Clock) -> None:
        self._ceremonies, self._challenges, self._clock = ceremonies, challenges, clock

    async def __call__(self, browser: str) -> Ceremony:
        """`browser`: a secret of the browser that asks; only it can answer."""
        challenge = self._challenges.new(self._clock.now(), SIGN_IN, browser)
        return Ceremony(challenge.token, self._ceremonies.request(challenge))


class BeginRegistration:
    """A passkey is about to be added to an account, in the caller's session; `right` says to whose."""

    def __init__(
        self, read: OpenWork, ceremonies: Ceremonies, challenges: Challenges, clock: Clock, right: Right = own_account
    ) -> None:
        self._read, self._ceremonies, self._challenges = read, ceremonies, challenges
        self._clock, self._right = clock, right

    async def __call__(self, caller: Caller, account_id: str) -> Ceremony:
        """Raises what the right raises, and NotFound."""
        async with self._read() as work:
            await self._right(work, caller, account_id, self._clock)
            account, held = await work.accounts.get(account_id), await work.passkeys.of(account_id)
        challenge = self._challenges.new(self._clock.now(), REGISTER, caller.claim("sid"), account_id)
        return Ceremony(challenge.token, self._ceremonies.creation(challenge, account, held))
