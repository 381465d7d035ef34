"""Consent to sharing: from whom, to whom by name, what, why, until when. One kind of basis, and the one that is taken
back.

What is kept follows ISO/IEC TS 27560. Every recipient is named, a category is not enough (ICO on consent); taking it
back takes no more steps than giving it did (UK GDPR Article 7(3)).
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chassis.errors import Conflict, Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.purposes import Purpose

LONGEST = timedelta(days=2 * 366)


class ConsentState(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Method(StrEnum):
    ONLINE = "online"
    SPOKEN = "spoken"


NOTICE_VERSION = "2026-11"
NOTICES = {
    "en": (
        "You agree that the organisation named may share the kinds of information named with the "
        "organisations named, for the purpose and until the day named. You can take this back at any time, in "
        "one step, and it costs you nothing. What was shared before stays with those who got it. Some sharing "
        "does not rest on your agreement and goes on."
    ),
    "cy": (
        "Rydych yn cytuno y caiff y sefydliad a enwir rannu'r mathau o wybodaeth a enwir gyda'r sefydliadau a "
        "enwir, at y diben a than y diwrnod a enwir. Gallwch dynnu hyn yn ôl unrhyw bryd, mewn un cam, heb "
        "gost. Bydd yr hyn a rannwyd cynt yn aros gyda'r rhai a'i cafodd. Nid yw pob rhannu'n dibynnu ar eich "
        "cytundeb, a bydd hwnnw'n parhau."
    ),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What the person was shown: its language, its version and the SHA-256 of its text (hex)."""

    language: str
    version: str
    hash: str


def notice(language: str) -> Notice:
    """The notice in "en" or "cy". Raises Invalid."""
    if language not in NOTICES:
        raise Invalid.field("notice_language", f"must be one of {', '.join(NOTICES)}")
    return Notice(language, NOTICE_VERSION, hashlib.sha256(NOTICES[language].encode()).hexdigest())


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
