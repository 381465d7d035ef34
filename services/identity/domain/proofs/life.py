"""What becomes of a proof after it was decided: withdrawn, doubted, reviewed by an officer, checked again."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from chassis.errors import Conflict, Denied
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import Proof

# What an officer may have come across (GPG 45, "Check if the claimed identity is at high risk of identity fraud").
DOUBTS = frozenset({"reported-stolen", "another-face", "another-name", "died", "made-up"})
NOT_HER = "not-her"
"""The account's owner says that somebody else was at work in it."""

_DOUBTED_BY = "doubted_by"
REFRESHES = "refreshes"


def withdrawn(proof: Proof, now: datetime) -> Proof:
    """The resident takes it back. What an officer looks at stays theirs to decide. Raises Conflict."""
    if proof.at(now).state not in ("live", "pending"):
        raise Conflict("this is over, or an officer is looking at it")
    return replace(proof, state="withdrawn", decided_at=now)


def doubted(proof: Proof, indicators: Collection[str], by: str) -> Proof:
    """From here it proves nothing, until an officer has looked. `by`: an officer, or empty for a provider."""
    return replace(
        proof,
        state="contra-indicated",
        contra_indicators=tuple(sorted({*proof.contra_indicators, *indicators})),
        provenance=dict(proof.provenance) | ({_DOUBTED_BY: by} if by else {}),
    )


def reviewed(proof: Proof, *, sound: bool, by: str, now: datetime) -> Proof:
    """An officer decides: it stands at the level it reached, or it is refused.

    Raises Conflict when nobody doubts it; Denied for whoever doubted it, or is proved by it: two people, or none.
    """
    if proof.state != "contra-indicated":
        raise Conflict("nobody doubts this proof")
    by_somebody_else(proof, by)
    stands = sound and proof.level > Level.NONE and now < proof.expires_at
    return replace(proof, state="live" if stands else "refused", contra_indicators=())


def by_somebody_else(proof: Proof, by: str) -> None:
    """Raises Denied for whoever doubted it, or is proved by it."""
    if by in (proof.account_id, proof.provenance.get(_DOUBTED_BY)):
        raise Denied("somebody else must look at this", code="second-officer-needed")


def replaced(proof: Proof, now: datetime) -> Proof:
    """The same evidence was checked again: what came of that counts from here."""
    return replace(proof, state="expired", expires_at=now)
