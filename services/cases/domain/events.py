"""What happened, in ids only: each leaves a leaf in the log, in the act's transaction; an `Event` is published as
well.
"""

from dataclasses import dataclass, fields
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`by` is the account or client that acted, for `organisation_id` (empty for a resident); `person_id` is empty
    where the act is about nobody.
    """

    kind: ClassVar[str]
    person_id: str
    organisation_id: str
    by: str

    def facts(self) -> dict[str, str]:
        """What is the kind's own; it is sealed under the person's key."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _COMMON}


_COMMON = frozenset({"person_id", "organisation_id", "by", "private"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Act):
    """Takes the next number of the person's sequence, and is published."""

    @property
    def published(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent(Event):
    """In a case; where that is `private`, it is in the log only."""

    private: bool = False

    @property
    def published(self) -> bool:
        return not self.private


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(CaseEvent):
    kind = "case.opened"
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseEvent):
    kind = "case.closed"
    case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReopened(CaseEvent):
    """`why` is in the log only."""

    kind = "case.reopened"
    case_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKeptAs(Act):
    """In which class of retention, from now on, and why."""

    kind = "case.kept-as"
    case_id: str
    retention: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldMoved(Act):
    """`step` is "set" or "lifted"."""

    kind = "legal-hold.moved"
    legal_hold_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureDecided(Act):
    """`retention` is the class that went; `cases`, how many."""

    kind = "erasure.decided"
    erasure_id: str
    retention: str
    cases: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureFinished(Act):
    """The keys are destroyed."""

    kind = "erasure.finished"
    erasure_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReplayed(Act):
    """What a backup brought back was let go again."""

    kind = "erasure.replayed"
    retention: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAdded(CaseEvent):
    kind = "case.record.added"
    case_id: str
    record_id: str
    data_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCorrected(CaseEvent):
    """`version` is the new one."""

    kind = "case.record.corrected"
    case_id: str
    record_id: str
    data_class: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentArrived(Act):
    """Whole, and not yet a record: that is told once it was found clean."""

    kind = "document.arrived"
    case_id: str
    record_id: str
    data_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRefused(Act):
    """It had a virus, which `virus` is the scanner's name for; its bytes were destroyed."""

    kind = "document.refused"
    case_id: str
    record_id: str
    virus: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordErased(Event):
    """For those alone who had received it; the handle and nothing about the person."""

    kind = "case.record.erased"
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallHeard(Act):
    """An organisation that received the record says that it knows what became of it."""

    kind = "recall.heard"
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsMarked(Act):
    """How many parts of a record are marked now; never which."""

    kind = "record.parts-marked"
    record_id: str
    version: str
    parts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareGranted(Event):
    kind = "share.granted"
    share_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEnded(Event):
    """`why` is in the log only; recipients are told the share's handle and nothing else."""

    kind = "share.ended"
    share_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEndHeard(Act):
    """An organisation that received it says that it knows that it is over."""

    kind = "share.end-heard"
    share_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvementChanged(Event):
    kind = "involvement.changed"
    involvement_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLinkChanged(Event):
    """An account became hers, or ceased to be."""

    kind = "account-link.changed"
    link_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyAccessOpened(Event):
    kind = "emergency-access.opened"
    emergency_access_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyReviewOverdue(Event):
    """For our side only: no partner is told. `to` is the role it was taken to."""

    kind = "emergency-access.overdue"
    emergency_access_id: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyAccessReviewed(Act):
    kind = "emergency-access.reviewed"
    emergency_access_id: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Act):
    kind = "consent.given"
    consent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Act):
    kind = "consent.withdrawn"
    consent_id: str
    epoch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRenewed(Act):
    """The consent `renewed_by` took its place."""

    kind = "consent.renewed"
    consent_id: str
    renewed_by: str
    epoch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEnding(Act):
    """She is to be reminded that so many `days` are left."""

    kind = "consent.ending"
    consent_id: str
    days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareCarried(Act):
    """It rests on the consent that took the place of its own; its last day is what it was."""

    kind = "share.carried"
    share_id: str
    consent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementProposed(Act):
    kind = "agreement.proposed"
    agreement_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementAccepted(Act):
    kind = "agreement.accepted"
    agreement_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldReleased(Act):
    kind = "withheld.released"
    disclosure_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldKept(Act):
    """Looked at again, and kept back until `review_on`."""

    kind = "withheld.kept"
    disclosure_id: str
    review_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldOverdue(Act):
    """Nobody looked at it again in time. `to` is the role it was taken to. No event: nobody else hears of it."""

    kind = "withheld.overdue"
    disclosure_id: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessRegistered(Act):
    kind = "witness.registered"
    verifier_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosuresExported(Act):
    """One page of an export for inspection."""

    kind = "disclosures.exported"
    since: str
    until: str
    rows: str
    withheld: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionMade(Act):
    kind = "objection.made"
    objection_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionAnswered(Act):
    kind = "objection.answered"
    objection_id: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionOverdue(Act):
    """`to` is the role it was taken to."""

    kind = "objection.overdue"
    objection_id: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedNotToShare(Act):
    """No event: nobody but the organisation's own reviewers hears of it."""

    kind = "share.decided-against"
    decision_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRefused(Act):
    kind = "consent.refused"
    refusal_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRecorded(Act):
    """`died_on` is empty where it was a mistake."""

    kind = "person.death-recorded"
    died_on: str
