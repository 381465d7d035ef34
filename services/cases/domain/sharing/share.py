"""A share: named organisations may see named data classes of a person or case, for a purpose, until a day, on a
basis.

    live ──its consent withdrawn──▶ ended (withdrawn)
     │ └──a last day passed──▶ ended (expired)
     └──the giver ends it──▶ ended (ended)

The gate looks at what a share rests on each time; the timer only writes down what the gate has been saying since.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.consent import ENDS_SOON, Consent, ConsentState
from services.cases.domain.days import days_left, end_of
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.agreement import Agreement, AgreementState
from services.cases.domain.sharing.basis import ONE_OFF_LONGEST, Basis, BasisKind, one_off

LONGEST = timedelta(days=2 * 366)


class Ended(StrEnum):
    """Why a share is over; empty while it is live."""

    NOT = ""
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    BY_GIVER = "ended"


@dataclass(frozen=True, slots=True)
class Share:
    """`case_id` is empty for every case of the giver about the person. With `involvement_id` it opens that one
    shielded involvement, and no data class; with `contribution_id` that one contribution to a hub's enquiry, and
    nothing else of its class. A `private` one goes with a referral to a private service: it carries no data class, and
    is told to the two duty desks and managers only. `to_professional_id`: an opening for this one worker of the one
    recipient; empty for all of its workers. `advice_sought` says whom the giver asked and what it heard; it is
    the giver's own.
    """

    id: str
    person_id: str
    case_id: str
    involvement_id: str
    from_organisation_id: str
    to_organisation_ids: frozenset[str]
    data_classes: frozenset[DataClass]
    purpose: Purpose
    until: date
    basis: Basis
    agreement_id: str
    created_at: datetime
    created_by: str
    ended: Ended = Ended.NOT
    ended_at: datetime | None = None
    advice_sought: str = ""
    contribution_id: str = ""
    private: bool = False
    to_professional_id: str = ""

    def seen_by(self, organisation_id: str) -> "Share":
        """Without the giver's own notes for anybody else; an empty id is the person's, who hears of no hub. A recipient
        is not told of the others: which may work with her privately.
        """
        if organisation_id == self.from_organisation_id:
            return self
        if not organisation_id:
            return replace(self, advice_sought="", contribution_id="")
        return replace(self, advice_sought="", to_organisation_ids=frozenset({organisation_id}))

    def over(self, why: Ended, now: datetime) -> "Share":
        """Raises Conflict when it is over already."""
        if self.ended is not Ended.NOT:
            raise Conflict("this share has ended already", code="share-ended")
        return replace(self, ended=why, ended_at=now)


def goes_on(share: Share, consent: Consent) -> bool:
    """Whether a consent that takes the place of its own carries it too."""
    return (
        share.to_organisation_ids <= consent.to_organisation_ids
        and share.data_classes <= consent.data_classes
        and share.purpose is consent.purpose
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A share, with what it rests on as it is now. Those in `heard` received it and know that it is over: each said
    so, or its client took the event.
    """

    share: Share
    consent: Consent | None
    agreement: Agreement | None
    heard: frozenset[str] = frozenset()

    def seen_by(self, organisation_id: str) -> "Standing":
        """With the words of others for the giver only; an empty id is the person's."""
        giver = organisation_id == self.share.from_organisation_id
        heard = self.heard if giver else self.heard & {organisation_id}
        return replace(self, share=self.share.seen_by(organisation_id), heard=heard)

    def ended(self, today: date) -> Ended:
        """Why nothing may flow on it today; `Ended.NOT` while it is live."""
        if self.share.ended:
            return self.share.ended
        if self.consent and self.consent.withdrawn_at is not None:
            return Ended.WITHDRAWN
        return Ended.EXPIRED if today > self.last_day or not self._whole(today) else Ended.NOT

    def days_left(self, today: date) -> int:
        """On which something may still leave, today counted; 0 while it does not end soon, and once it is over."""
        return days_left(self.last_day, today, ENDS_SOON) if self.ended(today) is Ended.NOT else 0

    @property
    def last_day(self) -> date:
        """Of the share, or of what it rests on, whichever comes first."""
        last = self.share.until
        if self.consent:
            last = min(last, self.consent.expires_on)
        return min(last, self.agreement.expires_on) if self.agreement else last

    @property
    def valid_until(self) -> datetime:
        return end_of(self.last_day)

    def _whole(self, today: date) -> bool:
        # A share on consent is nothing without one; an agreement that is named must be live.
        if self.consent is None and self.share.basis.kind is BasisKind.CONSENT:
            return False
        if self.share.agreement_id:
            return self.agreement is not None and self.agreement.state(today) is AgreementState.LIVE
        return True


def granted(share: Share, consent: Consent | None, agreement: Agreement | None, today: date) -> Share:
    """The share, if its consent or agreement carries it. The basis itself is `basis.checked` before.

    Raises:
        Invalid: what carries it is missing, over, or does not cover it; names the field.
    """
    if not share.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "must name at least one organisation")
    if share.from_organisation_id in share.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "must not name your own organisation")
    if share.to_professional_id and (not share.involvement_id or len(share.to_organisation_ids) > 1):
        raise Invalid.field("to_professional_id", "names one worker of one organisation, to open a private service to")
    if share.basis.kind is BasisKind.CONSENT:
        _on_consent(share, consent, today)
    if share.agreement_id:
        _under_agreement(share, agreement, today)
    elif not one_off(share.basis.kind, share.purpose):
        raise Invalid.field("agreement_id", "routine sharing needs a live agreement")
    elif share.basis.kind is not BasisKind.CONSENT and share.until > today + ONE_OFF_LONGEST:
        raise Invalid.field("until", f"without an agreement, at most {ONE_OFF_LONGEST.days} days: look again then")
    return share


def _on_consent(share: Share, consent: Consent | None, today: date) -> None:
    if consent is None or consent.person_id != share.person_id:
        raise Invalid.field("basis.consent_id", "names no consent of this person")
    if consent.state(today) is not ConsentState.GIVEN:
        raise Invalid.field("basis.consent_id", f"this consent is {consent.state(today)}")
    if consent.from_organisation_id != share.from_organisation_id:
        raise Invalid.field("basis.consent_id", "this consent is about what another organisation holds")
    if not share.to_organisation_ids <= consent.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "the consent does not name every recipient")
    if not share.data_classes <= consent.data_classes:
        raise Invalid.field("data_classes", "the consent does not cover every data class")
    if share.purpose is not consent.purpose:
        raise Invalid.field("purpose", "the consent was given for another purpose")
    if share.until > consent.expires_on:
        raise Invalid.field("until", "the consent ends before that")


def _under_agreement(share: Share, agreement: Agreement | None, today: date) -> None:
    if agreement is None or share.from_organisation_id not in agreement.parties:
        raise Invalid.field("agreement_id", "names no agreement of your organisation")
    if agreement.state(today) is not AgreementState.LIVE:
        raise Invalid.field("agreement_id", f"this agreement is {agreement.state(today)}")
    if not share.to_organisation_ids <= agreement.parties:
        raise Invalid.field("to_organisation_ids", "the agreement does not name every recipient")
    if not share.data_classes <= agreement.data_classes:
        raise Invalid.field("data_classes", "the agreement does not cover every data class")
    if share.purpose not in agreement.purposes:
        raise Invalid.field("purpose", "the agreement does not cover that purpose")
    if share.until > agreement.expires_on:
        raise Invalid.field("until", "the agreement ends before that")
