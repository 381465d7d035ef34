"""What is kept of a consent beside what the gate asks for: the rest of the minimum record of ISO/IEC TS 27560.

The record is signed when it is made and never changes; what happens to it afterwards is appended as events.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.cases.domain.classes import DataClass
from services.cases.domain.consents.authority import Authority, Competence
from services.cases.domain.consents.consent import Consent, ConsentState
from services.cases.domain.purposes import Purpose

SCHEMA = "kith-consent-1"
STORAGE = "In Kith, in the United Kingdom, encrypted under the person's key at the organisation that holds the data."
RETENTION = (
    "As long as the organisation that holds the data keeps what it has of the person; the proof that it was withdrawn "
    "as long as the log."
)
HOW_TO_WITHDRAW = (
    "In one step, at any time: on the person's own page, or by phone, post or at a counter of any organisation named."
)


class EventType(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """`state` is the consent's after it. `method` says by which way it came, `evidence` what shows it; `receipt` how
    the person was given hers, or why she was not. The last two are personal: the store seals them.
    """

    type: EventType
    at: datetime
    actor: str
    state: str
    method: str = ""
    evidence: str = ""
    receipt: str = ""

    def told(self) -> "ConsentEvent":
        """To somebody who may not know that another consent took its place."""
        renewed = self.type is EventType.RENEWED
        return replace(self, type=EventType.WITHDRAWN, state=ConsentState.WITHDRAWN) if renewed else self


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """`grantor_id` is the account that said yes: hers or the proxy's; the person's id where she has none. `signature`
    is the whole as compact JWS (ES256).
    """

    consent_id: str
    schema: str
    authority: Authority
    grantor_id: str
    mandate_id: str
    competence: tuple[Competence, ...]
    jurisdiction: str
    storage: str = STORAGE
    retention: str = RETENTION
    how_to_withdraw: str = HOW_TO_WITHDRAW
    signature: str = ""

    def claims(self, consent: Consent) -> Mapping[str, object]:
        """What is signed."""
        return {
            "jti": consent.id,
            "schema": self.schema,
            "person": consent.person_id,
            "grantor": self.grantor_id,
            "authority": self.authority.value,
            "mandate": self.mandate_id,
            "competence": [
                {"outcome": each.outcome.value, "on": each.assessed_on.isoformat(), "by": each.assessor}
                for each in self.competence
            ],
            "notice": {
                "language": consent.notice.language,
                "version": consent.notice.version,
                "sha256": consent.notice.hash,
            },
            "purpose": consent.purpose.value,
            "classes": sorted(consent.data_classes),
            "controller": consent.from_organisation_id,
            "recipients": sorted(consent.to_organisation_ids),
            "method": consent.method.value,
            "given_at": consent.given_at.isoformat(),
            "recorded_by": consent.given_by,
            "jurisdiction": self.jurisdiction,
            "storage": self.storage,
            "retention": self.retention,
            "how_to_withdraw": self.how_to_withdraw,
            "expires_on": consent.expires_on.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """That she said no to this. `competence` is what was found of her ability to, None where it was presumed or
    nobody looked; `evidence` is what shows a no that was said aloud, empty for her own hand. Both are sealed.
    """

    id: str
    person_id: str
    from_organisation_id: str
    to_organisation_ids: frozenset[str]
    data_classes: frozenset[DataClass]
    purpose: Purpose
    refused_at: datetime
    recorded_by: str
    competence: Competence | None = None
    evidence: str = ""


def same_decision(one: Consent | Refusal, other: Consent | Refusal) -> bool:
    """Whether a yes or no to the one is about some of what the other is about, whatever the purpose was called."""
    return (
        one.from_organisation_id == other.from_organisation_id
        and bool(one.to_organisation_ids & other.to_organisation_ids)
        and bool(one.data_classes & other.data_classes)
    )
