"""A resident asks for an account."""

from chassis.clock import Clock
from chassis.errors import TooMany
from chassis.ids import Ids
from services.identity.domain.accounts.account import check_password, normal_email
from services.identity.domain.accounts.confirmation import CODE_LIFE, Confirmation, new_code, typed
from services.identity.domain.events import Event
from services.identity.domain.letters.letter import Kind
from services.identity.domain.throttle import MAILING, REGISTERING
from services.identity.ports import OpenWork, Passwords
from services.identity.usecases.letters.write_letter import write_letter


class Register:
    """Mails a code; there is no account before it comes back, nor, without a password, before a passkey is made.

    A taken address is answered alike, by as much work and as many letters: its owner, and nobody else, learns of it.
    """

    def __init__(self, write: OpenWork, passwords: Passwords, clock: Clock, ids: Ids) -> None:
        self._write, self._passwords = write, passwords
        self._clock, self._ids = clock, ids

    async def __call__(self, email: str, password: str | None, source: str, language: str = "") -> str:
        """The registration's id. Raises Invalid, or TooMany when one source, or many for one address, go on and on.

        `password`: None for an account without one. `language`: that of the page.
        """
        email = normal_email(email)
        if password is not None:
            check_password(password, email)
        now = self._clock.now()
        async with self._write() as work:
            for key, bucket in ((("register", source), REGISTERING), (("mail", email), MAILING)):
                if not await work.throttle.fill(key, bucket, now):
                    raise TooMany("too many codes were asked for; try again soon", retry_after=bucket.wait)
        chosen = {} if password is None else {"password_hash": await self._passwords.hash(password)}
        code = new_code()
        waiting = Confirmation(
            id=self._ids.new("reg"),
            purpose="register",
            account_id=self._ids.new("acc"),
            email=email,
            opens_at=now,
            expires_at=now + CODE_LIFE,
            detail=chosen,
        )
        async with self._write() as work:
            held = await work.accounts.with_email(email)
            # Looked for either way; of an account that is not there yet there is nothing.
            care = await work.care.of(held.account_id if held else waiting.account_id)
            # Of a taken address nobody is told the code.
            await work.confirmations.add(waiting, typed(code), now)
            kind: Kind = "address-taken" if held else "registration-code"
            facts = {} if held else {"code": code}
            await write_letter(
                work,
                kind,
                email,
                care.letters_in(language),
                account_id="",
                now=now,
                useful_for=CODE_LIFE,
                ids=self._ids,
                **facts,
            )
            work.tell(Event("registration.asked", "", {"registration_id": waiting.id}))
        return waiting.id
