"""What happened to workers' own ties and to the review of looks; ids only. None of it is published."""

from dataclasses import dataclass

from services.cases.domain.events import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class TieMoved(Act):
    """About nobody that is known of. `step` is "declared" or "ended"; `account_id` is whose tie it is."""

    kind = "tie.moved"
    tie_id: str
    account_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookFlagged(Act):
    kind = "look.flagged"
    review_id: str
    disclosure_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookPassedOver(Act):
    """It could not be gone through: whether somebody has to explain it, nobody was told."""

    kind = "look.passed-over"
    disclosure_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookReviewed(Act):
    kind = "look.reviewed"
    review_id: str
    judgement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookReviewOverdue(Act):
    """Nobody judged it in time. `to` is the role it was taken to."""

    kind = "look.review-overdue"
    review_id: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindMissed(Act):
    """A find confirmed nobody; `outcome` is "several" or "none", "other" where an invitation is about somebody else.
    Never what was asked: it may be somebody's name.
    """

    kind = "find.missed"
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhomTold(Act):
    """A form said whom it is about. It is on no page of hers (`TellWhom` says why)."""

    kind = "whom.told"
