"""A data-sharing agreement: parties, purposes, data classes, a last day. Live once every party has accepted.

Good practice rather than law (the ICO's data sharing code): routine sharing needs one, an act of safeguarding does
not.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Invalid, NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.days import days_left
from services.cases.domain.purposes import Purpose

LONGEST = timedelta(days=3 * 366)
ENDS_SOON = 60
"""So many days before its last day it is listed as ending soon: parties need time to agree again."""
_FEWEST_PARTIES = 2


class AgreementState(StrEnum):
    PROPOSED = "proposed"
    LIVE = "live"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Agreement:
    """`parties` and `accepted_by` are organisation ids; `expires_on` is the last day."""

    id: str
    title: str
    parties: frozenset[str]
    accepted_by: frozenset[str]
    purposes: frozenset[Purpose]
    data_classes: frozenset[DataClass]
    expires_on: date

    def state(self, today: date) -> AgreementState:
        if today > self.expires_on:
            return AgreementState.EXPIRED
        return AgreementState.LIVE if self.accepted_by >= self.parties else AgreementState.PROPOSED

    def days_left(self, today: date) -> int:
        """Today counted; 0 while it is live and does not end soon, and once it is over."""
        return days_left(self.expires_on, today, ENDS_SOON)

    def accepted(self, organisation_id: str, today: date) -> "Agreement":
        """With that organisation's acceptance; accepting twice changes nothing.

        Raises:
            NotFound: the organisation is no party, so it is none of its business.
            Conflict: it has expired.
        """
        if organisation_id not in self.parties:
            raise NotFound("there is no such agreement")
        if self.state(today) is AgreementState.EXPIRED:
            raise Conflict("this agreement has expired", code="agreement-expired")
        return replace(self, accepted_by=self.accepted_by | {organisation_id})


def proposed(agreement: Agreement, by: str) -> Agreement:
    """The agreement, with the proposer's acceptance. Raises Invalid naming what is wrong."""
    if not agreement.title.strip():
        raise Invalid.field("title", "is missing")
    if len(agreement.parties) < _FEWEST_PARTIES:
        raise Invalid.field("parties", "must name at least two organisations")
    if by not in agreement.parties:
        raise Invalid.field("parties", "must name your own organisation too")
    if not agreement.purposes:
        raise Invalid.field("purposes", "must name at least one purpose")
    return replace(agreement, accepted_by=frozenset({by}))
