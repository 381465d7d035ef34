"""Consent to sharing: from whom, to whom by name, what, why, until when. One kind of basis, and the one that is taken
back.

What is kept follows ISO/IEC TS 27560. Every recipient is named, a category is not enough (ICO on consent); taking it
back takes no more steps than giving it did (UK GDPR Article 7(3)).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.notices import Notice
from services.cases.domain.days import day, days_left
from services.cases.domain.purposes import Purpose

LONGEST = timedelta(days=2 * 366)
ENDS_SOON = 30
"""So many days before its last day it is listed as ending soon."""
REMINDERS = (30, 7)
"""So many days before her consent's last day she is reminded: each once, the nearest where several are due."""


class ConsentState(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    RENEWED = "renewed"
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
    AUTHORITY_OVER = "authority_over"
    """Whoever said yes for her may not act for her any more."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """By which way it came, and what shows it: "called from her number, date of birth and case agreed"."""

    way: Way
    evidence: str


@dataclass(frozen=True, slots=True)
class Consent:
    """`given_by` is the account that gave or recorded it. Nothing leaves on it from `withdrawn_at` on, whose epoch of
    the person's is `withdrawn_epoch`: she took it back, or the consent `renewed_by` took its place. `reminded` is the
    last of `REMINDERS` that is behind it; 0 for none.
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
    renewed_by: str = ""
    reminded: int = 0

    def state(self, today: date) -> ConsentState:
        if self.withdrawn_at is not None:
            return ConsentState.RENEWED if self.renewed_by else ConsentState.WITHDRAWN
        return ConsentState.EXPIRED if today > self.expires_on else ConsentState.GIVEN

    def days_left(self, today: date) -> int:
        """Today counted; 0 while it does not end soon, and once it is over."""
        return days_left(self.expires_on, today, ENDS_SOON) if self.state(today) is ConsentState.GIVEN else 0

    @property
    def taken_back_at(self) -> datetime | None:
        """When she said no to it; never for one that was renewed."""
        return None if self.renewed_by else self.withdrawn_at

    def names(self, organisation_id: str) -> bool:
        return organisation_id in (self.from_organisation_id, *self.to_organisation_ids)

    def seen_by(self, organisation_id: str) -> "Consent":
        """By an organisation that it names. A recipient is not told of others, which may work with her privately."""
        if organisation_id == self.from_organisation_id:
            return self
        return replace(self, to_organisation_ids=frozenset({organisation_id}))

    def told(self, known: Collection[str]) -> "Consent":
        """To somebody who knows of these consents: where what took its place is none of them, it was simply ended."""
        return self if self.renewed_by in known else replace(self, renewed_by="")

    def reminder(self, today: date) -> int:
        """Of how many days she is to be reminded now; 0 for nothing."""
        if self.state(today) is not ConsentState.GIVEN:
            return 0
        nearest = _reached((self.expires_on - today).days)
        return nearest if nearest and (not self.reminded or nearest < self.reminded) else 0

    def withdrawn(self, now: datetime, epoch: int) -> "Consent":
        """Taken back. Raises Conflict when it was before."""
        if self.withdrawn_at is not None:
            raise Conflict("this consent was withdrawn before", code="consent-withdrawn")
        return replace(self, withdrawn_at=now, withdrawn_epoch=epoch)

    def renewed(self, by: "Consent", epoch: int) -> "Consent":
        """Over as the new one begins. Raises Conflict when it was before."""
        return replace(self.withdrawn(by.given_at, epoch), renewed_by=by.id)


def given(consent: Consent) -> Consent:
    """The consent, if it is well formed; what would be reminded of on the day it is given is behind it. Raises Invalid
    naming what is wrong.
    """
    if not consent.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "must name every organisation that may receive it")
    if consent.from_organisation_id in consent.to_organisation_ids:
        raise Invalid.field("to_organisation_ids", "must not name the organisation that holds it")
    return replace(consent, reminded=_reached((consent.expires_on - day(consent.given_at)).days))


def renews(new: Consent, old: Consent) -> bool:
    """Whether the one may take the other's place: the same holder and purpose, to some of the same about some of the
    same.
    """
    return (
        new.person_id == old.person_id
        and new.from_organisation_id == old.from_organisation_id
        and new.purpose is old.purpose
        and not new.to_organisation_ids.isdisjoint(old.to_organisation_ids)
        and not new.data_classes.isdisjoint(old.data_classes)
    )


def _reached(days: int) -> int:
    """The nearest of the reminders that lie within so many days; 0 for none."""
    return min((each for each in REMINDERS if days <= each), default=0)


def withdrawal(way: str, evidence: str, *, own_hand: bool, with_her_there: bool) -> Withdrawal:
    """Her own hand needs no words, nor does an officer's whom she sits with; another's says how she told them. Raises
    Invalid naming what is wrong.
    """
    if own_hand:
        if way not in ("", Way.ONLINE):
            raise Invalid.field("method", f"must be {Way.ONLINE}")
        return Withdrawal(Way.ONLINE, "")
    others = [Way.PHONE, Way.POST, Way.COUNTER]
    if with_her_there:
        way = way or Way.COUNTER
    shown = heard(evidence, with_her_there=with_her_there)
    if way not in others:
        raise Invalid.field("method", f"must be one of {', '.join(others)}")
    return Withdrawal(Way(way), shown)


def heard(evidence: str, *, with_her_there: bool) -> str:
    """What shows that she said it, be it yes or no, where another's hand writes it down (UK GDPR Article 7(1)). Raises
    Invalid where nothing does.
    """
    if not with_her_there and not evidence.strip():
        raise Invalid.field("evidence", "must say how she told you, and how you knew that it was she")
    return evidence.strip()
