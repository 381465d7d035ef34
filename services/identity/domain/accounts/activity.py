"""What happened in an account, as its owner reads it: the log's own leaves, those that mean something to her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.identity.domain.credentials.levels import HIGH, MEDIUM

TRIED, OPENED, STEPPED_UP = "session.tried", "session.opened", "session.stepped-up"

# Not that an officer marked her at risk, nor that one suspended whoever acts for her: whoever reads over her shoulder
# learns nothing of it.
SHOWN = frozenset(
    (
        *("account.registered", "email.asked", "email.changed", "email.undone", "contact.changed"),
        *("recovery.asked", "recovery.finished", "account.not-me", "account.exported"),
        "letter.written",
        *(TRIED, OPENED, STEPPED_UP, "session.ended"),
        *("password.changed", "password.removed", "passkey.added", "passkey.named", "passkey.removed"),
        *("authenticator-app.added", "authenticator-app.removed", "recovery-codes.made", "recovery-code.used"),
        *("approval.given", "approval.declined", "approval.withdrawn", "claims.released"),
        *("proof.submitted", "proof.completed", "proof.refused"),
        *("account.opened-in-person", "sitting.opened", "vouch.given", "examination.confirmed", "examination.refused"),
        *("mandate.recorded", "mandate.received", "mandate.kept", "mandate.stopped", "mandate.ended"),
    )
)
_ONE_SIGN_IN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, by its leaf in the log."""

    id: str
    kind: str
    at: datetime
    facts: Mapping[str, str]


def failures_told_apart(entries: Sequence[Entry]) -> list[Entry]:
    """Newest first, as given, without the tries that led to a sign-in or a step up: what is left of them failed."""
    wanting, kept = list[datetime](), list[Entry]()
    for entry in entries:
        if entry.kind in (OPENED, STEPPED_UP):
            wanting = [entry.at] * _tries(entry)
        if entry.kind == TRIED and wanting and wanting[-1] - entry.at <= _ONE_SIGN_IN:
            wanting.pop()
        else:
            kept.append(entry)
    return kept


def _tries(entry: Entry) -> int:
    """How many tries that were right an entry has before it: a password, a password and a code, or a passkey."""
    acr = entry.facts.get("acr")
    if acr == HIGH:
        return 1 if entry.kind == STEPPED_UP else 0
    return 2 if acr == MEDIUM and entry.kind == OPENED else 1
