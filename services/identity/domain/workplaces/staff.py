"""Who works where, as the directory tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A professional at one organisation. `external_id`: her staff number in the feed she came from.

    `email_digest`: SHA-256 of her work address in lower case, empty where there is none. `working` is False once she
    has left or is suspended.
    """

    professional_id: str
    external_id: str
    email_digest: bytes
    working: bool


@dataclass(frozen=True, slots=True)
class HeldContext:
    """An acting context somebody holds, and whether it can be used."""

    id: str
    account_id: str
    professional_id: str
    disabled: bool
