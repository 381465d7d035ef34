"""Having an authenticator app, and recovery codes for when its phone is gone."""

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid
from chassis.tokens import Caller
from services.identity.domain.credentials.authenticator_app import (
    AuthenticatorApp,
    new_secret,
    step_of,
    uri,
    well_formed,
)
from services.identity.domain.credentials.recovery_code import as_typed, new_codes
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.end_other_sessions import end_other_sessions
from services.identity.usecases.sessions.recent import must_be_recent

_ISSUER = "Kith"


class OfferApp:
    """A new secret for an app, and what its QR code says. Nothing is kept until the app has shown a code of it."""

    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, caller: Caller) -> tuple[str, str]:
        """Raises StepUpNeeded."""
        async with self._read() as work:
            await must_be_recent(work, caller, self._clock.now())
            account = await work.accounts.get(caller.subject)
        secret = new_secret()
        return secret, uri(secret, account.email or account.display_name, _ISSUER)


class AddApp:
    """In place of the one there was. Answers ten new recovery codes, shown this once."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, secret: str, code: str) -> list[str]:
        """Raises StepUpNeeded, Invalid for a code that is not of this secret, Conflict without a password."""
        now = self._clock.now()
        step = step_of(secret, "".join(code.split()), 0, now) if well_formed(secret) else None
        if step is None:
            raise Invalid.field("code", "that code is not right; check the time on your phone, and try the next one")
        async with self._write() as work:
            session = await must_be_recent(work, caller, now)
            if not (await work.codes.ways(caller.subject)).password:
                raise Conflict("choose a password first; the app goes with it", code="no-password")
            await work.codes.set_app(AuthenticatorApp(caller.subject, secret, step, now))
            codes = new_codes()
            await work.codes.set_recovery_codes(caller.subject, [as_typed(code) for code in codes])
            await end_other_sessions(work, session, now, "authenticator app added")
            work.tell(Event("authenticator-app.added", caller.subject), by=caller.subject)
        return codes


class RemoveApp:
    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller) -> None:
        """With its recovery codes. Raises StepUpNeeded."""
        now = self._clock.now()
        async with self._write() as work:
            session = await must_be_recent(work, caller, now)
            await work.codes.remove_app(caller.subject)
            await work.codes.remove_recovery_codes(caller.subject)
            await end_other_sessions(work, session, now, "authenticator app removed")
            work.tell(Event("authenticator-app.removed", caller.subject), by=caller.subject)


class NewRecoveryCodes:
    """In place of the old ones."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller) -> list[str]:
        """Ten, shown this once. Raises StepUpNeeded, Conflict without an app that they could stand in for."""
        async with self._write() as work:
            await must_be_recent(work, caller, self._clock.now())
            if not (await work.codes.ways(caller.subject)).app:
                raise Conflict("recovery codes stand in for an authenticator app; add one first", code="no-app")
            codes = new_codes()
            await work.codes.set_recovery_codes(caller.subject, [as_typed(code) for code in codes])
            work.tell(Event("recovery-codes.made", caller.subject), by=caller.subject)
        return codes
