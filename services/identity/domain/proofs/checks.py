"""What is asked of the providers about one proof: a check each, until each has answered.

A check is asked until it is answered, with pauses that grow; its id makes it safe to ask again. Everything a decision
needs is in the findings, so that a proof can be decided whoever answered last.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from services.identity.domain.proofs.gpg45 import Item, Scores
from services.identity.domain.proofs.proof import PHOTO, Checks, Evidence, Submission

CheckKind = Literal["document", "activity", "fraud", "biometric"]

# Somebody is at it for so long; after that it may be asked by somebody else (a process died, or forgot).
CLAIM = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(minutes=5)
# A proof that waits longer is refused: what was said then may not be so any more.
PATIENCE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one provider found. A provider scores what it looked at, and leaves the rest at 0.

    `contra_indicators`: codes of what speaks against the claim, such as "reported-stolen" (GPG 45, identity fraud).
    """

    provider: str
    items: tuple[Item, ...] = ()
    activity: int = 0
    fraud: int = 0
    verification: int = 0
    contra_indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One question to one provider, asked from `next_at` on, until there is a `finding` (and no next time)."""

    id: str
    proof_id: str
    kind: CheckKind
    next_at: datetime | None
    attempts: int = 0
    finding: Finding | None = None

    def claimed(self, now: datetime) -> "Check":
        """As it stands while somebody asks."""
        return replace(self, next_at=now + CLAIM)

    def answered(self, finding: Finding) -> "Check":
        return replace(self, attempts=self.attempts + 1, next_at=None, finding=finding)

    def dropped(self) -> "Check":
        """Nobody needs the answer any more."""
        return replace(self, next_at=None)

    def put_off(self, now: datetime, wait: timedelta | None) -> "Check":
        """The provider had no answer: ask again after `wait` where it named one, else after a pause that doubles."""
        pause = timedelta(seconds=min(2.0**self.attempts, _LONGEST_PAUSE.total_seconds()))
        return replace(self, attempts=self.attempts + 1, next_at=now + min(wait or pause, _LONGEST_PAUSE))


def kinds_for(evidence: Iterable[Evidence]) -> tuple[CheckKind, ...]:
    """Which checks a proof needs. A face is compared only where there is a photo to compare it with."""
    photo: tuple[CheckKind, ...] = ("biometric",) if any(each.kind in PHOTO for each in evidence) else ()
    return ("document", "activity", "fraud", *photo)


def combined(submission: Submission, findings: Iterable[Finding]) -> Checks:
    """Every finding about a proof as one; where several scored the same, the highest counts (GPG 45)."""
    found = tuple(findings)
    items = next((finding.items for finding in found if finding.items), ())
    claimed = Evidence("nhs_record", submission.claims.nhs_number).item if submission.claims.nhs_number else ""
    confirmed = any(
        evidence.item == claimed and item.validity for evidence, item in zip(submission.evidence, items, strict=False)
    )
    return Checks(
        Scores(
            evidence=items,
            activity=max((finding.activity for finding in found), default=0),
            fraud=max((finding.fraud for finding in found), default=0),
            verification=max((finding.verification for finding in found), default=0),
        ),
        provider=", ".join(sorted({finding.provider for finding in found})),
        nhs_number_confirmed=confirmed,
        contra_indicators=tuple(sorted({code for finding in found for code in finding.contra_indicators})),
    )
