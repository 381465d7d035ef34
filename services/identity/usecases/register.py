"""A resident asks for an account."""

from chassis.clock import Clock
from chassis.errors import TooMany
from chassis.ids import Ids
from services.identity.domain.account import check_password, normal_email
from services.identity.domain.confirmation import CODE_LIFE, Confirmation, new_code, typed
from services.identity.domain.events import Event
from services.identity.domain.letter import Kind, address_taken, registration_code
from services.identity.domain.throttle import MAILING, REGISTERING
from services.identity.ports import OpenWork, Passwords
from services.identity.usecases.write_letter import write_letter


class Register:
    """Mails a code; there is no account before it comes back.

    A taken address is answered alike, by as much work and as many letters: its owner, and nobody else, learns of it.
    """

    def __init__(self, write: OpenWork, passwords: Passwords, clock: Clock, ids: Ids) -> None:
        self._write, self._passwords = write, passwords
        self._clock, self._ids = clock, ids

    async def __call__(self, email: str, password: str, source: str) -> str:
        """The registration's id. Raises Invalid, or TooMany when one source, or many for one address, go on and on."""
        email = normal_email(email)
        check_password(password, email)
        now = self._clock.now()
        async with self._write() as work:
            for key, bucket in ((("register", source), REGISTERING), (("mail", email), MAILING)):
                if not await work.throttle.fill(key, bucket, now):
                    raise TooMany("too many codes were asked for; try again soon", retry_after=bucket.wait)
        password_hash, code = await self._passwords.hash(password), new_code()
        waiting = Confirmation(
            id=self._ids.new("reg"),
            purpose="register",
            account_id=self._ids.new("acc"),
            email=email,
            opens_at=now,
            expires_at=now + CODE_LIFE,
            detail={"password_hash": password_hash},
        )
        async with self._write() as work:
            taken = await work.accounts.with_email(email) is not None
            # Of a taken address nobody is told the code.
            await work.confirmations.add(waiting, typed(code), now)
            kind: Kind = "address-taken" if taken else "registration-code"
            text = address_taken() if taken else registration_code(code)
            await write_letter(work, kind, email, text, account_id="", now=now, useful_for=CODE_LIFE, ids=self._ids)
            work.tell(Event("registration.asked", "", {"registration_id": waiting.id}))
        return waiting.id
