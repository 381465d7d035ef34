"""A resident opens an account."""

from chassis.clock import Clock
from chassis.errors import TooMany
from chassis.ids import Ids
from services.identity.domain.account import Account, check_password, new_salt, normal_email
from services.identity.domain.events import Event
from services.identity.domain.session import Opened
from services.identity.domain.throttle import REGISTERING
from services.identity.ports import Letters, OpenWork, Passwords
from services.identity.usecases.open_session import open_session


class Register:
    """Opens an account and signs in. A taken address is answered alike; its owner, and nobody else, learns of it."""

    def __init__(self, write: OpenWork, passwords: Passwords, letters: Letters, clock: Clock, ids: Ids) -> None:
        self._write, self._passwords, self._letters = write, passwords, letters
        self._clock, self._ids = clock, ids

    async def __call__(self, email: str, password: str, source: str) -> Opened:
        """Raises Invalid, or TooMany when one source opens account after account."""
        email = normal_email(email)
        check_password(password, email)
        now = self._clock.now()
        async with self._write() as work:
            if not await work.throttle.fill(("register", source), REGISTERING, now):
                raise TooMany("too many accounts were opened from here; try again soon", retry_after=REGISTERING.wait)
        password_hash = await self._passwords.hash(password)
        account = Account(self._ids.new("acc"), "resident", email, "", now, subject_salt=new_salt())
        async with self._write() as work:
            taken = not await work.accounts.add(account, password_hash)
            if taken:
                account = Account(account.id, "resident", email, "", now, subject_salt=new_salt(), nobody=True)
                await work.accounts.add(account, password_hash)
            opened = await open_session(work, account, now, self._ids)
            work.tell(Event("account.registered", account.id), by=account.id)
        # Told in both cases, so that neither the time taken nor a mailbox somebody watches tells them apart.
        await self._letters.send(email, *(_TAKEN if taken else _WELCOME))
        return opened


_WELCOME = (
    "Your account",
    "An account was opened with this email address.\n\nIf this was not you, you need not do anything.\n",
)
_TAKEN = (
    "Your account",
    "Somebody tried to open an account with this email address, which has one already.\n\n"
    "If it was you, sign in instead. If it was not, you need not do anything.\n",
)
