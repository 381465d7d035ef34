"""A proof of identity: what somebody said, what was checked, how sure it makes us, and until when."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from chassis.errors import Conflict, FieldError, Invalid
from services.identity.domain.proofs.gpg45 import MOST_EVIDENCE, Item, Level, Result, Scores, Table

# `contra-indicated`: something speaks against it, and an officer decides; it proves nothing meanwhile.
State = Literal["pending", "live", "refused", "expired", "withdrawn", "contra-indicated"]
KINDS = frozenset({"uk_passport", "uk_driving_licence", "nhs_record", "bank_account", "council_tax_bill"})
PHOTO = frozenset({"uk_passport", "uk_driving_licence"})
LIVES = timedelta(days=5 * 365)
_OLDEST = timedelta(days=130 * 366)
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}")


class EvidenceInUse(Conflict):
    """The document already proves somebody else: one piece of evidence, one identity (a contra-indicator)."""

    code = "evidence-in-use"


@dataclass(frozen=True, slots=True)
class Claims:
    """What somebody says about themselves, and a proof establishes. Personal: the store seals it."""

    given_name: str
    family_name: str
    date_of_birth: date
    postcode: str
    nhs_number: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document or record shown. `expires_on` is None where it never does."""

    kind: str
    number: str = field(repr=False)
    expires_on: date | None = None

    @property
    def item(self) -> str:
        """The one thing it is, however its number was typed."""
        return f"{self.kind}:{re.sub(r'[^A-Z0-9]', '', self.number.upper())}"


@dataclass(frozen=True, slots=True)
class Submission:
    """Claims and the evidence for them."""

    claims: Claims
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Checks:
    """What the providers found. `nhs_number_confirmed`: the NHS record with that number is this person's.

    `contra_indicators`: codes of what speaks against the claim; with one of them nothing is live by itself.
    """

    scores: Scores
    provider: str
    nhs_number_confirmed: bool = False
    contra_indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """Decided proofs carry the table's version, so that a score can be explained years later.

    `provenance` says where a proof of somebody else's making comes from; such a proof has no scores of ours.
    """

    id: str
    account_id: str
    state: State
    claims: Claims
    submitted_at: datetime
    decided_at: datetime
    expires_at: datetime
    level: Level = Level.NONE
    profile: str = ""
    evidence: tuple[Item, ...] = ()
    activity: int = 0
    fraud: int = 0
    verification: int = 0
    missing: tuple[str, ...] = ()
    provider: str = ""
    table: str = ""
    contra_indicators: tuple[str, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)

    def at(self, now: datetime) -> "Proof":
        """The proof as it stands now: a live one past its date has expired."""
        return replace(self, state="expired") if self.state == "live" and now >= self.expires_at else self

    def live(self, now: datetime) -> bool:
        return self.at(now).state == "live"


def pending(proof_id: str, account_id: str, submission: Submission, now: datetime) -> Proof:
    """A proof whose checks have not come back yet."""
    return Proof(proof_id, account_id, "pending", submission.claims, now, now, now + LIVES)


def decide(proof: Proof, checks: Checks, table: Table, now: datetime) -> Proof:
    """Score a pending proof: live at the level reached, refused when no profile is met.

    Where something speaks against the claim, or one provider against another, an officer decides.
    """
    result = table.score(checks.scores)
    claims = proof.claims if checks.nhs_number_confirmed else replace(proof.claims, nhs_number="")
    return replace(
        proof,
        state="contra-indicated" if checks.contra_indicators else _reached(result),
        claims=claims,
        decided_at=now,
        expires_at=now + LIVES,
        level=result.level,
        profile=result.profile.name if result.profile else "",
        evidence=checks.scores.evidence,
        activity=checks.scores.activity,
        fraud=checks.scores.fraud,
        verification=checks.scores.verification,
        missing=result.missing,
        provider=checks.provider,
        table=table.version,
        contra_indicators=checks.contra_indicators,
    )


def given_up(proof: Proof, now: datetime) -> Proof:
    """Refused because a provider never answered: what was said may not be so any more."""
    return replace(
        proof, state="refused", decided_at=now, missing=("We could not check your details in time. Try once more.",)
    )


def _reached(result: Result) -> State:
    return "live" if result.profile else "refused"


def check_submission(submission: Submission, today: date) -> None:
    """Good claims and known kinds of evidence. Raises Invalid naming every field."""
    wrong = [*_wrong_claims(submission.claims, today), *wrong_evidence(submission.evidence, least=1)]
    if wrong:
        raise Invalid("some answers need another look", fields=wrong)


def check_claims(claims: Claims, today: date) -> None:
    """Names, a possible birth date, a postcode. Raises Invalid naming every field."""
    if wrong := _wrong_claims(claims, today):
        raise Invalid("some answers need another look", fields=wrong)


def _wrong_claims(claims: Claims, today: date) -> list[FieldError]:
    wrong = list[FieldError]()
    for name in ("given_name", "family_name"):
        if not 1 <= len(getattr(claims, name).strip()) <= 100:
            wrong.append(FieldError(name, "enter a name of at most 100 characters"))
    if not today - _OLDEST < claims.date_of_birth <= today:
        wrong.append(FieldError("date_of_birth", "enter a date of birth in the past"))
    if not _POSTCODE.fullmatch(claims.postcode.upper()):
        wrong.append(FieldError("postcode", "enter a full UK postcode"))
    if claims.nhs_number and not nhs_number_valid(claims.nhs_number):
        wrong.append(FieldError("nhs_number", "enter an NHS number of 10 digits"))
    return wrong


def wrong_evidence(documents: Sequence[Evidence], least: int = 0) -> list[FieldError]:
    """What cannot be checked among them, by field."""
    wrong = list[FieldError]()
    if not least <= len(documents) <= MOST_EVIDENCE:
        wrong.append(FieldError("evidence", f"give between {least} and {MOST_EVIDENCE} pieces of evidence"))
    for place, evidence in enumerate(documents):
        if evidence.kind not in KINDS:
            wrong.append(FieldError(f"evidence.{place}.kind", f"must be one of {', '.join(sorted(KINDS))}"))
        if not 4 <= len(evidence.number.strip()) <= 40:
            wrong.append(FieldError(f"evidence.{place}.number", "enter the number as it is printed"))
    return wrong


def nhs_number_valid(number: str) -> bool:
    """Ten digits, the last a modulus 11 check digit (NHS Data Dictionary, "NHS number")."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    if len(digits) != 10 or not re.fullmatch(r"[0-9 -]+", number):
        return False
    check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return digits[9] == (0 if check == 11 else check)
