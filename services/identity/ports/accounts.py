"""What the store keeps of accounts: credentials, mailboxes, care, activity."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.identity.domain.accounts.account import Account, ActingContext
from services.identity.domain.accounts.activity import Entry
from services.identity.domain.accounts.care import Care
from services.identity.domain.accounts.confirmation import Confirmation
from services.identity.domain.credentials.authenticator_app import AuthenticatorApp
from services.identity.domain.credentials.challenge import Challenge
from services.identity.domain.credentials.levels import Ways
from services.identity.domain.credentials.passkey import Passkey
from services.identity.domain.letters.letter import Letter
from services.identity.domain.sessions.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    account_id: str
    password_hash: str = field(repr=False)


class Accounts(Protocol):
    async def get(self, account_id: str) -> Account:
        """Raises NotFound."""

    async def locked(self, account_id: str) -> Account:
        """The account, locked until the unit of work ends. Raises NotFound."""

    async def with_email(self, email: str) -> Credentials | None:
        """The account somebody signs in to with this (normal) address."""

    async def add(self, account: Account, password_hash: str) -> bool:
        """False, and nothing is written, when the address is taken. An account that is nobody's takes no address."""

    async def add_context(self, account_id: str, context: ActingContext) -> None: ...

    async def password_hash(self, account_id: str) -> str:
        """Empty where the account has no password."""

    async def set_email(self, account_id: str, email: str) -> bool:
        """A verified address in place of the old one; False, and nothing is written, when it is taken."""

    async def set_password(self, account_id: str, password_hash: str) -> None: ...


class Passkeys(Protocol):
    async def add(self, passkey: Passkey) -> bool:
        """False, and nothing is written, when somebody has this key already."""

    async def of(self, account_id: str) -> list[Passkey]:
        """Oldest first."""

    async def with_credential(self, credential_id: str) -> Passkey | None:
        """Locked until the unit of work ends."""

    async def put(self, passkey: Passkey) -> None: ...

    async def remove(self, passkey_id: str) -> None: ...

    async def first_use(self, challenge: Challenge, now: datetime) -> bool:
        """Whether this challenge is answered for the first time."""


class Codes(Protocol):
    """Authenticator apps, recovery codes, and sign-ins that wait for one of either."""

    async def app(self, account_id: str) -> AuthenticatorApp | None:
        """Locked until the unit of work ends."""

    async def app_since(self, account_id: str) -> datetime | None: ...

    async def set_app(self, app: AuthenticatorApp) -> None: ...

    async def stepped(self, app: AuthenticatorApp, step: int) -> None:
        """A code of this step was taken."""

    async def remove_app(self, account_id: str) -> None: ...

    async def set_recovery_codes(self, account_id: str, codes: list[str]) -> None:
        """In place of any there were. Given as `recovery_code.as_typed` makes them."""

    async def remove_recovery_codes(self, account_id: str) -> None: ...

    async def use_recovery_code(self, account_id: str, code: str, now: datetime) -> bool: ...

    async def recovery_codes_left(self, account_id: str) -> int: ...

    async def add_half(self, value: str, account_id: str, expires_at: datetime, now: datetime) -> None:
        """Somebody gave the right password, and has yet to give a code."""

    async def half(self, value: str, now: datetime) -> str | None:
        """Whose sign-in waits under this value, if one still does."""

    async def end_half(self, value: str) -> None: ...

    async def end_halves(self, account_id: str) -> None: ...

    async def ways(self, account_id: str) -> Ways: ...


class Letters(Protocol):
    async def write(self, letter: Letter, now: datetime) -> None:
        """Sent once this unit of work is kept, and never where it is not."""

    async def due(self, now: datetime) -> list[Letter]:
        """The next few to send, oldest first."""

    async def put_off(self, letter: Letter, until: datetime) -> None:
        """It could not be handed over: once more then."""

    async def remove(self, letter_id: str) -> None: ...


class Confirmations(Protocol):
    async def add(self, confirmation: Confirmation, secret: str, now: datetime) -> None: ...

    async def tried(self, confirmation_id: str, secret: str) -> tuple[Confirmation, bool] | None:
        """Counts a try, and says whether the secret is right; the confirmation is as it was before the try, and
        locked until the unit of work ends."""

    async def shown(self, confirmation_id: str, key: str) -> Confirmation | None:
        """The confirmation whose link was followed; None where the key is wrong. Locked until the unit of work ends."""

    async def of(self, account_id: str, now: datetime) -> list[Confirmation]:
        """Those of an account that have not expired."""

    async def remove(self, confirmation_id: str) -> None:
        """It is used up, or called off."""


class WhereaboutsOf(Protocol):
    async def note(self, session_id: str, account_id: str, place: Whereabouts) -> None:
        """Where a session was opened from; the first word counts."""

    async def of(self, account_id: str) -> dict[str, Whereabouts]:
        """By session."""


class CareFor(Protocol):
    async def of(self, account_id: str) -> Care:
        """What is known; of an account that nothing was said of, that."""

    async def for_review(self) -> list[Care]:
        """Those whose owner said that something was not her doing, longest waiting first, at most 100."""

    async def put(self, kept: Care) -> None: ...


class Activity(Protocol):
    async def of(self, account_id: str, before: str, limit: int) -> list[Entry]:
        """The newest first, before the entry with this id; what is not its owner's to read is left out."""

    async def get(self, account_id: str, entry_id: str) -> Entry | None: ...


class ClosedAccounts(Protocol):
    async def add(self, account_id: str, at: datetime) -> None:
        """Nobody signs in to it again, and its address is free."""

    async def to_erase(self) -> list[str]:
        """Closed, and not erased yet."""

    async def erase(self, account_id: str, at: datetime) -> None:
        """Once its keys are destroyed: what they sealed, and what found it, goes too."""
