"""`kith.identity.v1.AccountLife` and `kith.identity.v1.Protection`."""

import json
from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import account_life_pb2 as pb
from kith.identity.v1 import account_life_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.identity.api.rpc.messages import context_message
from services.identity.domain.accounts.care import SafeContact
from services.identity.usecases.accounts.change_email import AskNewEmail, ConfirmNewEmail
from services.identity.usecases.accounts.close_account import CloseAccount
from services.identity.usecases.accounts.export_account import ExportAccount
from services.identity.usecases.accounts.get_care import GetCare
from services.identity.usecases.accounts.list_activity import ListActivity
from services.identity.usecases.accounts.not_me import NotMe
from services.identity.usecases.accounts.protect import (
    ClearAtRisk,
    CloseReview,
    ListForReview,
    MarkAtRisk,
    SetSafeContactFor,
)
from services.identity.usecases.accounts.set_safe_contact import SetSafeContact
from services.identity.usecases.sessions.end_one_session import EndOneSession
from services.identity.usecases.sessions.list_sessions import ListSessions
from services.identity.usecases.sessions.sign_out_everywhere import SignOutEverywhere

Context = ServicerContext[Any, Any]
_MOST = 100


@dataclass(frozen=True, slots=True)
class LifeVerbs:
    list_sessions: ListSessions
    end_one_session: EndOneSession
    sign_out_everywhere: SignOutEverywhere
    list_activity: ListActivity
    not_me: NotMe
    get_care: GetCare
    set_safe_contact: SetSafeContact
    ask_new_email: AskNewEmail
    confirm_new_email: ConfirmNewEmail
    close_account: CloseAccount
    export_account: ExportAccount


class AccountLifeServicer(pb_grpc.AccountLifeServicer):
    def __init__(self, verbs: LifeVerbs) -> None:
        self._verbs = verbs

    async def ListSessions(self, request: pb.ListSessionsRequest, context: Context) -> pb.ListSessionsResponse:
        answer = pb.ListSessionsResponse()
        for each in await self._verbs.list_sessions(caller()):
            message = answer.sessions.add(
                id=each.session.id,
                acr=each.session.acr,
                browser=each.whereabouts.browser,
                network=each.whereabouts.network,
                this_one=each.this,
            )
            message.signed_in_at.FromDatetime(each.session.signed_in_at)
            if each.context:
                message.context.CopyFrom(context_message(each.context))
        return answer

    async def EndSession(self, request: pb.EndSessionRequest, context: Context) -> pb.EndSessionResponse:
        await self._verbs.end_one_session(caller(), request.id)
        return pb.EndSessionResponse()

    async def SignOutEverywhere(
        self, request: pb.SignOutEverywhereRequest, context: Context
    ) -> pb.SignOutEverywhereResponse:
        await self._verbs.sign_out_everywhere(caller())
        return pb.SignOutEverywhereResponse()

    async def ListActivity(self, request: pb.ListActivityRequest, context: Context) -> pb.ListActivityResponse:
        limit = min(request.limit or _MOST, _MOST)
        page = await self._verbs.list_activity(caller(), request.cursor, limit)
        answer = pb.ListActivityResponse(next_cursor=page.onward)
        for entry in page.entries:
            client_id = entry.facts.get("client_id", "")
            message = answer.entries.add(
                id=entry.id, kind=entry.kind, client_id=client_id, client_name=page.names.get(client_id, "")
            )
            message.at.FromDatetime(entry.at)
        return answer

    async def NotMe(self, request: pb.NotMeRequest, context: Context) -> pb.NotMeResponse:
        await self._verbs.not_me(caller(), request.entry_id)
        return pb.NotMeResponse()

    async def GetSafeContact(self, request: pb.GetSafeContactRequest, context: Context) -> pb.GetSafeContactResponse:
        contact = (await self._verbs.get_care(caller())).contact
        if contact is None:
            return pb.GetSafeContactResponse()
        return pb.GetSafeContactResponse(
            contact=pb.SafeContact(
                channels=sorted(contact.channels), times=contact.times, language=contact.language, phone=contact.phone
            )
        )

    async def SetSafeContact(self, request: pb.SetSafeContactRequest, context: Context) -> pb.SetSafeContactResponse:
        await self._verbs.set_safe_contact(caller(), _contact(request.contact))
        return pb.SetSafeContactResponse()

    async def AskNewEmail(self, request: pb.AskNewEmailRequest, context: Context) -> pb.AskNewEmailResponse:
        waiting = await self._verbs.ask_new_email(caller(), request.email, request.language)
        return pb.AskNewEmailResponse(confirmation_id=waiting)

    async def ConfirmNewEmail(self, request: pb.ConfirmNewEmailRequest, context: Context) -> pb.ConfirmNewEmailResponse:
        await self._verbs.confirm_new_email(caller(), request.confirmation_id, request.code)
        return pb.ConfirmNewEmailResponse()

    async def CloseAccount(self, request: pb.CloseAccountRequest, context: Context) -> pb.CloseAccountResponse:
        await self._verbs.close_account(caller())
        return pb.CloseAccountResponse()

    async def ExportAccount(self, request: pb.ExportAccountRequest, context: Context) -> pb.ExportAccountResponse:
        return pb.ExportAccountResponse(document=json.dumps(await self._verbs.export_account(caller())))


@dataclass(frozen=True, slots=True)
class ProtectionVerbs:
    mark_at_risk: MarkAtRisk
    clear_at_risk: ClearAtRisk
    set_safe_contact_for: SetSafeContactFor
    list_for_review: ListForReview
    close_review: CloseReview


class ProtectionServicer(pb_grpc.ProtectionServicer):
    def __init__(self, verbs: ProtectionVerbs) -> None:
        self._verbs = verbs

    async def MarkAtRisk(self, request: pb.MarkAtRiskRequest, context: Context) -> pb.MarkAtRiskResponse:
        await self._verbs.mark_at_risk(caller(), request.account_id, request.reason)
        return pb.MarkAtRiskResponse()

    async def ClearAtRisk(self, request: pb.ClearAtRiskRequest, context: Context) -> pb.ClearAtRiskResponse:
        await self._verbs.clear_at_risk(caller(), request.account_id, request.reason)
        return pb.ClearAtRiskResponse()

    async def SetSafeContactFor(
        self, request: pb.SetSafeContactForRequest, context: Context
    ) -> pb.SetSafeContactForResponse:
        contact = _contact(request.contact)
        await self._verbs.set_safe_contact_for(caller(), request.account_id, contact, request.reason)
        return pb.SetSafeContactForResponse()

    async def ListForReview(self, request: pb.ListForReviewRequest, context: Context) -> pb.ListForReviewResponse:
        answer = pb.ListForReviewResponse()
        for care in await self._verbs.list_for_review(caller()):
            message = answer.accounts.add(account_id=care.account_id, at_risk=care.at_risk)
            if care.review_since:
                message.since.FromDatetime(care.review_since)
        return answer

    async def CloseReview(self, request: pb.CloseReviewRequest, context: Context) -> pb.CloseReviewResponse:
        await self._verbs.close_review(caller(), request.account_id, request.reason)
        return pb.CloseReviewResponse()


def _contact(message: pb.SafeContact) -> SafeContact:
    return SafeContact(
        frozenset(message.channels), message.times or "any", message.language or "en", message.phone.strip()
    )
