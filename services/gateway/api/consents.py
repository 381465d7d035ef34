"""`/v1/consents`: a person's yes, and taking it back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from kith.cases.v1 import sharing_pb2 as pb
from pydantic import Field, StrictBool

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    ID,
    Asked,
    At,
    DataClass,
    Day,
    DaysLeft,
    Id,
    IdInPath,
    Line,
    Maybe,
    Page,
    Prose,
    Purpose,
    Shown,
)

router = APIRouter(route_class=Door, tags=["consents"])
_HEARD = "From a worker who writes it down: how she told you, and how you knew that it was she."


class Consent(Shown):
    id: str
    person_id: str
    from_organisation_id: str
    to_organisation_ids: list[str] = Field(description="In a record that a recipient reads, itself alone.")
    data_classes: list[str]
    purpose: str
    expires_on: str
    state: str = Field(description="`given`, `withdrawn`, `renewed` or `expired`.")
    given_at: At
    notice_version: Maybe
    notice_hash: Maybe = Field(description="SHA-256 of the notice that was seen, hex.")
    renewed_by: Maybe = Field(description="The consent that took its place.")
    ends_in_days: DaysLeft


class Competence(Asked):
    """What somebody found of the person's ability to decide this, in the last 28 days."""

    outcome: Literal["able", "unable"]
    assessed_on: Day
    assessor: Line


class GiveConsent(Asked):
    person_id: Id | None = Field(None, description="Left out by a resident; a worker names the person.")
    from_organisation_id: Id
    to_organisation_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    data_classes: Annotated[list[DataClass], Field(min_length=1, max_length=20)]
    purpose: Purpose
    expires_on: Day = Field(description="The last day.")
    notice_language: Literal["en", "cy"] = "en"
    method: Literal["online", "spoken"] = "online"
    evidence: Prose | None = Field(None, description=_HEARD)
    mandate_id: Id | None = Field(None, description="Of somebody who says yes for her, recorded by a worker.")
    competence: Competence | None = None
    refuses: StrictBool = Field(False, description="She herself says no to what somebody else says yes to.")
    renews: Id | None = Field(None, description="The consent that ends as this one begins; nothing is ever extended.")


class Notice(Shown):
    """What `GiveConsent` is given on: a version never changes, and its hash is kept with each consent."""

    language: str
    version: str
    text: str
    hash: str = Field(description="SHA-256 of the text, hex.")


class RefuseConsent(Asked):
    person_id: Id | None = Field(None, description="Left out by a resident; a worker names the person.")
    from_organisation_id: Id
    to_organisation_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    data_classes: Annotated[list[DataClass], Field(min_length=1, max_length=20)]
    purpose: Purpose
    competence: Competence | None = None
    evidence: Prose | None = Field(None, description=_HEARD)


class ConsentRefusal(Shown):
    id: str
    person_id: str
    from_organisation_id: str
    to_organisation_ids: list[str]
    data_classes: list[str]
    purpose: str
    refused_at: At


class ShownCompetence(Shown):
    outcome: str
    assessed_on: str
    assessor: str


class ConsentEvent(Shown):
    type: str = Field(description="`given`, `withdrawn` or `renewed`.")
    at: At
    actor: str
    state: str
    method: Maybe
    evidence: Maybe
    receipt: Maybe


class ConsentRecord(Shown):
    """The minimum record of ISO/IEC TS 27560, and what happened to the consent since."""

    consent: Consent
    schema_version: Maybe
    authority: Maybe = Field(description="`self`, or the kind of authority of whoever said yes for her.")
    grantor_id: Maybe
    mandate_id: Maybe
    competence: list[ShownCompetence]
    jurisdiction: Maybe
    storage: Maybe
    retention: Maybe
    how_to_withdraw: Maybe
    method: str
    notice_language: str
    notice: str = Field(description="The text that was seen.")
    events: list[ConsentEvent]
    signature: Maybe = Field(description="The record as compact JWS (ES256); to a recipient, of itself alone.")


class WithdrawConsent(Asked):
    """From a worker who withdraws for her; a resident says nothing of it."""

    method: Literal["online", "phone", "post", "counter"] | None = None
    evidence: Prose | None = Field(None, description="How she told you, and how you knew that it was she.")


class Continuing(Shown):
    """What goes on, on another basis."""

    share_id: str
    organisation_names: list[str]
    data_classes: list[str]
    because: str


class WithdrawalReceipt(Shown):
    """To keep: what stopped, what goes on and why, what had already left."""

    id: str
    consent_id: str
    withdrawn_at: At
    epoch: int = Field(description="Every later disclosure about the person is ordered after it.")
    ended_share_ids: list[str]
    continuing: list[Continuing]
    still_in_flight: list[str] = Field(description="Deliveries that had left before and whose end is not yet known.")
    signature: str = Field(description="The receipt as compact JWS (ES256).")


@router.post("/v1/consents", status_code=201)
async def give_consent(asked: GiveConsent, behind: Behind) -> Consent:
    """Consent for oneself, or record one given aloud."""
    return Consent.of(await behind.sharing.GiveConsent(pb.GiveConsentRequest(**asked.wire())))


@router.get("/v1/notices")
async def notices(behind: Behind) -> Page[Notice]:
    """What is read before consent is given, as it stands now, in each language."""
    answer = await behind.sharing.ListNotices(pb.ListNoticesRequest())
    return Page[Notice](items=[Notice.of(one) for one in answer.notices])


@router.get("/v1/consents")
async def consents(behind: Behind, person_id: Annotated[str, Query(pattern=ID)]) -> Page[Consent]:
    """What the person agreed that the caller's organisation may share, newest first, those taken back too."""
    answer = await behind.sharing.ListConsents(pb.ListConsentsRequest(person_id=person_id))
    return Page[Consent](items=[Consent.of(one) for one in answer.consents])


@router.post("/v1/consents/{consent_id}/withdraw")
async def withdraw_consent(
    consent_id: IdInPath, behind: Behind, asked: WithdrawConsent | None = None
) -> WithdrawalReceipt:
    """Take it back, in one step; a worker who does it for her says how she told them."""
    told = asked.wire() if asked else {}
    request = pb.WithdrawConsentRequest(consent_id=consent_id, **told)
    return WithdrawalReceipt.of(await behind.sharing.WithdrawConsent(request))


@router.get("/v1/consents/{consent_id}")
async def consent_record(consent_id: IdInPath, behind: Behind) -> ConsentRecord:
    """All that is kept of it, to the person and to the organisations that it names."""
    return ConsentRecord.of(await behind.sharing.GetConsentRecord(pb.GetConsentRecordRequest(consent_id=consent_id)))


@router.post("/v1/consent-refusals", status_code=201)
async def refuse_consent(asked: RefuseConsent, behind: Behind) -> ConsentRefusal:
    """Say no, or record one said aloud: it stands against whoever acts for her."""
    return ConsentRefusal.of(await behind.sharing.RefuseConsent(pb.RefuseConsentRequest(**asked.wire())))
