"""A mail to somebody. Its box may be shared or watched: one neutral subject for all, and nothing personal inside."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

SUBJECT = "Your account"
KEEP_TRYING = timedelta(days=3)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)

Kind = Literal[
    "registration-code",
    "address-taken",
    "new-address-code",
    "address-changed",
    "recovery-link",
    "not-me",
    "account-closed",
]


@dataclass(frozen=True, slots=True)
class Letter:
    """`kind` says what it is about, for the log; after `useful_until` it is thrown away rather than sent."""

    id: str
    kind: Kind
    to: str = field(repr=False)
    text: str = field(repr=False)
    useful_until: datetime
    tries: int = 0

    def wait(self) -> timedelta:
        """How long until the next try: 30 s, doubled each time, 4 hours at most."""
        return min(_FIRST_WAIT * (1 << min(self.tries, 10)), _LONGEST_WAIT)


def registration_code(code: str) -> str:
    return (
        f"Your code is {code}\n\n"
        "Enter it on the page where you asked for it. It can be used once, within 30 minutes.\n\n"
        "If you did not ask for it, you need not do anything. Never give this code to anybody.\n"
    )


def address_taken() -> str:
    return (
        "Somebody tried to open an account with this email address, which has one already.\n\n"
        "If it was you, sign in instead. If it was not, you need not do anything.\n"
    )


def address_changed(link: str) -> str:
    return (
        "The email address of an account was changed, and is not this one any more.\n\n"
        f"If it was not you, take it back within 7 days:\n{link}\n\n"
        "If it was you, you need not do anything.\n"
    )


def recovery_link(link: str, opens_at: datetime) -> str:
    return (
        "Somebody asked to get back into an account with this email address.\n\n"
        f"From {opens_at:%-d %B, %H:%M} UTC this link lets you choose a new password:\n{link}\n\n"
        'The wait is there to protect you. If it was not you, sign in and choose "This was not me", or do nothing and '
        "do not give the link to anybody.\n"
    )


def not_me() -> str:
    return (
        "You told us that something in an account was not your doing.\n\n"
        "Everybody else was signed out. Choose a new password the next time you sign in.\n"
    )


def account_closed() -> str:
    return "An account with this email address was closed. You need not do anything.\n"
