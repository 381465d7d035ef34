"""`/v1/me/…` of an account's own life, and `/v1/accounts/…` where officers protect somebody."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from kith.identity.v1 import account_life_pb2 as pb
from pydantic import AfterValidator, BeforeValidator, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    Asked,
    At,
    Cursor,
    IdInPath,
    Limit,
    Maybe,
    Page,
    Prose,
    Shown,
    printable,
)

router = APIRouter(route_class=Door, tags=["accounts"])

Channel = Literal["email", "text", "call", "post"]
Times = Literal["any", "weekday-daytime", "weekday-evening", "weekend"]
Language = Literal["en", "cy", "ar", "bn", "pa", "pl", "ro", "so", "ur", "bsl"]
Phone = Annotated[str, Field(max_length=20, examples=["01543 555 0100"]), AfterValidator(printable)]


class ActsIn(Shown):
    """What a worker acts in where she is signed in."""

    id: str
    organisation_id: str
    organisation_name: str
    role: str


class SignedIn(Shown):
    """One place somebody is signed in."""

    id: str
    signed_in_at: At
    acr: str
    browser: Maybe = Field(description="Such as `Firefox on Android`.")
    network: Maybe = Field(description="Such as `192.0.*.*`.")
    this_one: bool
    context: Annotated[ActsIn | None, BeforeValidator(lambda context: context if context.id else None)] = Field(
        description="Null for a resident, and for a worker who has not chosen her work yet."
    )


class ActivityEntry(Shown):
    """One act in the account."""

    id: str = Field(description="Of its leaf in the log.")
    kind: str = Field(description="Such as `session.opened` or `claims.released`.")
    at: At
    client_id: Maybe
    client_name: Maybe


class SafeContact(Asked):
    """How somebody may be reached; no channels means: do not contact me."""

    channels: Annotated[list[Channel], Field(max_length=4)]
    times: Times = "any"
    language: Language = "en"
    phone: Phone | None = None


class SafeContactFor(Asked):
    """The same, set by an officer with her there."""

    contact: SafeContact
    reason: Prose


class Known(Shown):
    channels: list[str]
    times: str
    language: str
    phone: Maybe


class Answered(Shown):
    """`contact` is null until she was asked: silence."""

    contact: Known | None


class Reason(Asked):
    reason: Prose


class ForReview(Shown):
    account_id: str
    since: At
    at_risk: bool


@router.get("/v1/me/sessions")
async def my_sessions(behind: Behind) -> Page[SignedIn]:
    """Where the caller is signed in, newest first."""
    answer = await behind.account_life.ListSessions(pb.ListSessionsRequest())
    return Page[SignedIn](items=[SignedIn.of(each) for each in answer.sessions])


@router.delete("/v1/me/sessions/{session_id}", status_code=204)
async def end_session(session_id: IdInPath, behind: Behind) -> None:
    """Sign out there; what was issued in it is over."""
    await behind.account_life.EndSession(pb.EndSessionRequest(id=session_id))


@router.post("/v1/me/sign-out-everywhere", status_code=204)
async def sign_out_everywhere(behind: Behind) -> None:
    """Sign out on every device, this one too; the token this came with is over as well."""
    await behind.account_life.SignOutEverywhere(pb.SignOutEverywhereRequest())


@router.get("/v1/me/activity")
async def my_activity(behind: Behind, limit: Limit = 25, cursor: Cursor = "") -> Page[ActivityEntry]:
    """What happened in the caller's account, newest first."""
    answer = await behind.account_life.ListActivity(pb.ListActivityRequest(limit=limit, cursor=cursor))
    items = [ActivityEntry.of(entry) for entry in answer.entries]
    return Page[ActivityEntry](items=items, next_cursor=answer.next_cursor)


@router.post("/v1/me/activity/{entry_id}/not-me", status_code=204)
async def not_me(entry_id: IdInPath, behind: Behind) -> None:
    """This was not me: everybody else is out, what was approved since is taken back, a new password is due."""
    await behind.account_life.NotMe(pb.NotMeRequest(entry_id=entry_id))


@router.get("/v1/me/safe-contact")
async def my_safe_contact(behind: Behind) -> Answered:
    """How the caller may be reached."""
    answer = await behind.account_life.GetSafeContact(pb.GetSafeContactRequest())
    return Answered(contact=Known.of(answer.contact) if answer.HasField("contact") else None)


@router.put("/v1/me/safe-contact", status_code=204)
async def set_safe_contact(asked: SafeContact, behind: Behind) -> None:
    """Say how one may be reached."""
    await behind.account_life.SetSafeContact(pb.SetSafeContactRequest(contact=pb.SafeContact(**asked.wire())))


@router.get("/v1/me/export")
async def export(behind: Behind) -> dict[str, Any]:
    """Everything held in the caller's account."""
    answer = await behind.account_life.ExportAccount(pb.ExportAccountRequest())
    document: dict[str, Any] = json.loads(answer.document)
    return document


@router.post("/v1/me/close", status_code=204)
async def close(behind: Behind) -> None:
    """Close the account for good: its keys are destroyed. What councils hold as controllers stays theirs."""
    await behind.account_life.CloseAccount(pb.CloseAccountRequest())


@router.get("/v1/accounts/for-review")
async def for_review(behind: Behind) -> Page[ForReview]:
    """Accounts whose owner said that something was not her doing, longest waiting first."""
    answer = await behind.protection.ListForReview(pb.ListForReviewRequest())
    return Page[ForReview](items=[ForReview.of(each) for each in answer.accounts])


@router.post("/v1/accounts/{account_id}/review", status_code=204)
async def close_review(account_id: IdInPath, asked: Reason, behind: Behind) -> None:
    """Say what was found."""
    await behind.protection.CloseReview(pb.CloseReviewRequest(account_id=account_id, reason=asked.reason))


@router.post("/v1/accounts/{account_id}/at-risk", status_code=204)
async def mark_at_risk(account_id: IdInPath, asked: Reason, behind: Behind) -> None:
    """From here on her contacts change only through an officer."""
    await behind.protection.MarkAtRisk(pb.MarkAtRiskRequest(account_id=account_id, reason=asked.reason))


@router.post("/v1/accounts/{account_id}/at-risk/clear", status_code=204)
async def clear_at_risk(account_id: IdInPath, asked: Reason, behind: Behind) -> None:
    """A manager or guardian decides that she is at risk no longer."""
    await behind.protection.ClearAtRisk(pb.ClearAtRiskRequest(account_id=account_id, reason=asked.reason))


@router.put("/v1/accounts/{account_id}/safe-contact", status_code=204)
async def set_safe_contact_for(account_id: IdInPath, asked: SafeContactFor, behind: Behind) -> None:
    """Set how somebody may be reached, with her there."""
    contact = pb.SafeContact(**asked.contact.wire())
    await behind.protection.SetSafeContactFor(
        pb.SetSafeContactForRequest(account_id=account_id, contact=contact, reason=asked.reason)
    )
