"""What is shared about a resident, and stopping it: one page, one button, and a receipt to keep."""

from collections.abc import Iterable, Mapping
from itertools import chain

from fastapi import APIRouter, Response
from kith.cases.v1.me_pb2 import GetMySharingRequest, MySharing
from kith.cases.v1.sharing_pb2 import Consent, Share, WithdrawConsentRequest

from chassis.errors import NotFound
from services.gateway.web.names import organisation_names
from services.gateway.web.visit import PageRoute, Resident, Visit

router = APIRouter(route_class=PageRoute)


@router.get("/sharing")
async def sharing(visit: Resident) -> Response:
    mine = await visit.clients.me.GetMySharing(GetMySharingRequest())
    return visit.page(
        "sharing.html",
        consents=[consent for consent in mine.consents if consent.state == "given"],
        past=[consent for consent in mine.consents if consent.state != "given"],
        # What rests on consent stands with its consent.
        shares=[share for share in mine.shares if share.state == "live" and not share.basis.consent_id],
        ended=[share for share in mine.shares if share.state == "ended"],
        names=await _names(visit, mine),
    )


@router.get("/sharing/{consent_id}/stop")
async def ask(consent_id: str, visit: Resident) -> Response:
    mine = await visit.clients.me.GetMySharing(GetMySharingRequest())
    consent = _consent(mine, consent_id)
    if consent.state != "given":
        return visit.go("/sharing", done="stopped-already")
    return visit.page(
        "stop.html",
        consent=consent,
        stopping=[s for s in mine.shares if s.state == "live" and s.basis.consent_id == consent_id],
        continuing=[s for s in mine.shares if _continues(s, consent)],
        names=await _names(visit, mine),
    )


@router.post("/sharing/{consent_id}/stop")
async def stop(consent_id: str, visit: Resident) -> Response:
    await visit.form()
    mine = await visit.clients.me.GetMySharing(GetMySharingRequest())
    consent = _consent(mine, consent_id)
    receipt = await visit.clients.sharing.WithdrawConsent(WithdrawConsentRequest(consent_id=consent_id))
    names = await organisation_names(visit, consent.to_organisation_ids)
    return visit.page("receipt.html", receipt=receipt, consent=consent, names=names)


@router.get("/sharing/{consent_id}/receipt")
async def receipt(consent_id: str, visit: Resident) -> Response:
    """Of what was stopped, by her own hand or by somebody's whom she told: it answers the same again."""
    mine = await visit.clients.me.GetMySharing(GetMySharingRequest())
    consent = _consent(mine, consent_id)
    if consent.state != "withdrawn":
        raise NotFound("nothing of it was stopped")
    again = await visit.clients.sharing.WithdrawConsent(WithdrawConsentRequest(consent_id=consent_id))
    names = await organisation_names(visit, consent.to_organisation_ids)
    return visit.page("receipt.html", receipt=again, consent=consent, names=names)


def _consent(mine: MySharing, consent_id: str) -> Consent:
    for consent in mine.consents:
        if consent.id == consent_id:
            return consent
    raise NotFound("no such consent of hers")


def _continues(share: Share, consent: Consent) -> bool:
    """Somebody whom this consent reached goes on receiving some of the same, on another basis."""
    return (
        share.state == "live"
        and share.basis.consent_id != consent.id
        and bool(set(share.to_organisation_ids) & set(consent.to_organisation_ids))
        and bool(set(share.data_classes) & set(consent.data_classes))
    )


async def _names(visit: Visit, mine: MySharing) -> Mapping[str, str]:
    entries: Iterable[Consent | Share] = chain(mine.consents, mine.shares)
    ids = [i for entry in entries for i in (entry.from_organisation_id, *entry.to_organisation_ids)]
    return await organisation_names(visit, ids)
