"""Consent to sharing: from whom, to whom by name, what, why, until when. One kind of basis, and the one that is taken
back.

What is kept follows ISO/IEC TS 27560. Every recipient is named, a category is not enough (ICO on consent); taking it
back takes no more steps than giving it did (UK GDPR Article 7(3)).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.notices import Notice
from services.cases.domain.purposes import Purpose

LONGEST = timedelta(days=2 * 366)


class ConsentState(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Method(StrEnum):
    ONLINE = "online"
    SPOKEN = "spoken"


class Way(StrEnum):
    """By which a consent was taken back."""

    ONLINE = "online"
    PHONE = "phone"
    POST = "post"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """By which way it came, and what shows it: "called from her number, date of birth and case agreed"."""

    way: Way
    evidence: str


@dataclass(frozen=True, slots=True)
class Consent:
    """`given_by` is the account that gave or recorded it. `withdrawn_epoch` is the person's epoch the withdrawal
    committed.
    """

    id: str
    person_id: str
    from_organisation_id: str
    to_organisation_ids: frozenset[str]
    data_classes: frozenset[DataClass]
    purpose: Purpose
    expires_on: date
    method: Method
    notice: Notice
    given_at: datetime
    given_by: str
    withdrawn_at: datetime | None = None
    withdrawn_epoch: int = 0

    def state(self, today: date) -> ConsentState:
        if self.withdrawn_at is not None:
            return ConsentState.WITHDRAWN
        return ConsentState.EXPIRED if today > self.expires_on else ConsentState.GIVEN

    def withdrawn(self, now: datetime, epoch: int) -> "Consent":
        """Taken back. Raises Conflict when it was before."""
        if self.withdrawn_at is not None:
            raise Conflict("this consent was withdrawn before", code="consent-withdrawn")
        return replace(self, withdrawn_at=now, withdrawn_epoch=epoch)


def given(consent: Consent) -> Consent:
    """The consent, if it is well formed. Raises Invalid naming what is wrong."""
    if not consent.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "must name every organisation that may receive it")
    if consent.from_organisation_id in consent.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "must not name the organisation that holds it")
    return consent


def withdrawal(way: str, evidence: str, *, own_hand: bool, with_her_there: bool) -> Withdrawal:
    """Her own hand needs no words, nor does an officer's whom she sits with; another's says how she told them. Raises
    Invalid naming what is wrong.
    """
    if own_hand:
        if way not in ("", Way.ONLINE):
            raise Invalid.field("method", f"must be {Way.ONLINE}")
        return Withdrawal(Way.ONLINE, "")
    others = [each for each in Way if each is not Way.ONLINE]
    if with_her_there:
        way = way or Way.COUNTER
    elif not evidence.strip():
        raise Invalid.field("evidence", "must say how she told you, and how you knew that it was she")
    if way not in others:
        raise Invalid.field("method", f"must be one of {', '.join(others)}")
    return Withdrawal(Way(way), evidence.strip())
