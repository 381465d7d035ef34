"""An account: somebody who can sign in, and in which capacity."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from chassis.errors import FieldError, Invalid

Kind = Literal["resident", "worker", "operator"]

PASSWORD_LEAST, PASSWORD_MOST = 10, 256
# What mail programs read as one address and nothing else: no quotes, lists, groups or comments (RFC 5322 has them all).
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([\w-]{1,63}\.)+[\w-]{1,63}")
_LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets
_LONGEST_TYPED = 320
_SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class ActingContext:
    """The one employer, host, role and purpose a worker signs in for.

    `organisation_id` is the controller she acts for (the host where she is seconded): what she may see there is decided
    by it. `employer_id` is who employs her, and so who says when she leaves; often the same, never assumed to be.
    `councils`: the organisation ids of the councils her work serves. `professional_id` is empty where there is none.
    """

    id: str
    organisation_id: str
    organisation_name: str
    professional_id: str
    role: str
    purpose: str
    employer_id: str = ""
    employer_name: str = ""
    councils: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, str]:
        """What the log keeps of acting in it."""
        return {
            "context_id": self.id,
            "organisation_id": self.organisation_id,
            "employer_id": self.employer_id,
            "role": self.role,
            "purpose": self.purpose,
            "councils": " ".join(self.councils),
        }


@dataclass(frozen=True, slots=True)
class Account:
    """A resident's, worker's or operator's account.

    `email`, `display_name` and `subject_salt` are personal: the store seals them under the account's own key.
    `nobody` marks what a registration with a taken address is answered with: it looks like one, and
    can do nothing.
    """

    id: str
    kind: Kind
    email: str
    display_name: str
    created_at: datetime
    email_verified: bool = False
    subject_salt: bytes = field(default=b"", repr=False)
    nobody: bool = False
    contexts: tuple[ActingContext, ...] = ()

    def context(self, context_id: str) -> ActingContext | None:
        return next((context for context in self.contexts if context.id == context_id), None)


def new_salt() -> bytes:
    """32 random bytes for the account's pairwise subjects; never reused, gone when the account's key is."""
    return secrets.token_bytes(_SALT_BYTES)


def new_resident(account_id: str, email: str, now: datetime) -> Account:
    """Whose mailbox was shown to be theirs; nothing is known of them yet."""
    return Account(account_id, "resident", email, "", now, email_verified=True, subject_salt=new_salt())


def normal_email(text: str) -> str:
    """The address as it is compared: trimmed, lower case. Raises Invalid when it is not an address."""
    email = text.strip().lower()
    if len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise _no_email()
    return email


def typed_email(text: str) -> str:
    """An address as it is looked up: whoever has an account under one that would open none today gets into it."""
    return text.strip().lower()[:_LONGEST_TYPED]


def asked_email(text: str) -> str:
    """As it is looked up. Raises Invalid where it is none at all, whoever has an account."""
    email = typed_email(text)
    if not all(email.partition("@")):
        raise _no_email()
    return email


def _no_email() -> Invalid:
    return Invalid.field("email", "enter an email address in the correct format, like name@example.com")


def check_password(password: str, email: str) -> None:
    """Long enough, not absurdly long, not the address itself (NCSC: length, no composition rules). Raises Invalid."""
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        message = f"use between {PASSWORD_LEAST} and {PASSWORD_MOST} characters"
    elif password.strip().lower() in {email, email.partition("@")[0]} or len(set(password)) < 4:
        message = "choose a password that is harder to guess"
    else:
        return
    raise Invalid(f"password: {message}", fields=[FieldError("password", message)])
