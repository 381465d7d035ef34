"""A resident's own account: where she is signed in, what happened, how she may be reached, moving mailbox, leaving."""

import json

from fastapi import APIRouter, Response
from kith.identity.v1 import account_life_pb2 as pb
from kith.identity.v1.accounts_pb2 import GetAccountRequest
from kith.identity.v1.credentials_pb2 import ListCredentialsRequest

from chassis.errors import Invalid, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, RecentResident, Resident, Visit, signed_out
from services.gateway.web.words import CHANNELS, LANGUAGES, TIMES

router = APIRouter(route_class=PageRoute)


@router.get("/account")
async def account(visit: Resident) -> Response:
    held = await visit.clients.accounts.GetAccount(GetAccountRequest())
    contact = await visit.clients.account_life.GetSafeContact(pb.GetSafeContactRequest())
    return visit.page("account.html", account=held, contact=contact.contact if contact.HasField("contact") else None)


@router.get("/account/sessions")
async def sessions(visit: Resident) -> Response:
    answer = await visit.clients.account_life.ListSessions(pb.ListSessionsRequest())
    return visit.page("account_sessions.html", sessions=answer.sessions)


@router.post("/account/sessions/{session_id}/end")
async def end_session(session_id: str, visit: Resident) -> Response:
    await visit.form()
    await visit.clients.account_life.EndSession(pb.EndSessionRequest(id=session_id))
    return visit.go("/account/sessions", done="ended-there")


@router.post("/account/sign-out-everywhere")
async def sign_out_everywhere(visit: Resident) -> Response:
    await visit.form()
    await visit.clients.account_life.SignOutEverywhere(pb.SignOutEverywhereRequest())
    return signed_out(visit.go("/sign-in", done="signed-out-everywhere"))


@router.get("/account/activity")
async def activity(visit: Resident) -> Response:
    answer = await visit.clients.account_life.ListActivity(
        pb.ListActivityRequest(cursor=visit.asked("after"), limit=25)
    )
    return visit.page("account_activity.html", entries=answer.entries, after=answer.next_cursor)


@router.post("/account/activity/{entry_id}/not-me")
async def not_me(entry_id: str, visit: RecentResident) -> Response:
    await visit.form()
    held = await visit.clients.credentials.ListCredentials(ListCredentialsRequest())
    await visit.clients.account_life.NotMe(pb.NotMeRequest(entry_id=entry_id))
    if not held.password:
        return visit.go("/security", done="not-me-passkeys")
    return visit.go("/security/password", done="not-me")


@router.get("/account/contact")
async def contact(visit: Resident) -> Response:
    answer = await visit.clients.account_life.GetSafeContact(pb.GetSafeContactRequest())
    return _contact(visit, Form(), answer.contact, asked=answer.HasField("contact"))


@router.post("/account/contact")
async def set_contact(visit: Resident) -> Response:
    form = await visit.form()
    chosen = pb.SafeContact(
        channels=[channel for channel in form.all("channels") if channel in CHANNELS],
        times=form.choice("times", TIMES, "Say when"),
        language=form.choice("language", LANGUAGES, "Choose a language"),
        phone=form.text("phone", longest=20),
    )
    if not form.ok:
        return _contact(visit, form, chosen, asked=True, status=400)
    try:
        await visit.clients.account_life.SetSafeContact(pb.SetSafeContactRequest(contact=chosen))
    except Invalid as refused:
        form.refused(refused)
        return _contact(visit, form, chosen, asked=True, status=400)
    return visit.go("/account", done="contact-kept")


@router.get("/account/email")
async def email(visit: RecentResident) -> Response:
    return visit.page("account_email.html")


@router.post("/account/email")
async def ask_new_email(visit: RecentResident) -> Response:
    form = await visit.form()
    address = form.text("email", "Enter your new email address")
    if not form.ok:
        return visit.page("account_email.html", 400, form=form)
    try:
        waiting = await visit.clients.account_life.AskNewEmail(
            pb.AskNewEmailRequest(email=address, language=visit.language)
        )
    except (Invalid, TooMany) as refused:
        _say(form, refused)
        return visit.page("account_email.html", refused.status, form=form)
    return visit.go("/account/email/code", asked=waiting.confirmation_id)


@router.get("/account/email/code")
async def email_code(visit: RecentResident) -> Response:
    return visit.page("account_email_code.html", asked=visit.asked("asked"))


@router.post("/account/email/code")
async def confirm_new_email(visit: RecentResident) -> Response:
    form = await visit.form()
    code = form.text("code", "Enter the code from the email", longest=20)
    try:
        if form.ok:
            await visit.clients.account_life.ConfirmNewEmail(
                pb.ConfirmNewEmailRequest(confirmation_id=form["asked"], code=code)
            )
    except (Invalid, TooMany) as refused:
        _say(form, refused)
    if not form.ok:
        return visit.page("account_email_code.html", 400, form=form, asked=form["asked"])
    return visit.go("/account", done="email-changed")


@router.get("/account/copy")
async def copy(visit: RecentResident) -> Response:
    answer = await visit.clients.account_life.ExportAccount(pb.ExportAccountRequest())
    return visit.page("account_copy.html", held=json.loads(answer.document))


@router.get("/account/copy.json")
async def copy_file(visit: RecentResident) -> Response:
    answer = await visit.clients.account_life.ExportAccount(pb.ExportAccountRequest())
    named = {"Content-Disposition": 'attachment; filename="account.json"'}
    return Response(answer.document, media_type="application/json", headers=named)


@router.get("/account/close")
async def ask_to_close(visit: RecentResident) -> Response:
    return visit.page("account_close.html")


@router.post("/account/close")
async def close(visit: RecentResident) -> Response:
    form = await visit.form()
    form.choice("sure", {"yes"}, "Tick the box if you want to close your account")
    if not form.ok:
        return visit.page("account_close.html", 400, form=form)
    await visit.clients.account_life.CloseAccount(pb.CloseAccountRequest())
    return signed_out(visit.go("/sign-in", done="account-closed"))


def _contact(visit: Visit, form: Form, kept: pb.SafeContact, *, asked: bool, status: int = 200) -> Response:
    return visit.page(
        "account_contact.html",
        status,
        form=form,
        kept=kept,
        asked=asked,
        channels=CHANNELS,
        times=TIMES,
        languages=LANGUAGES,
    )


def _say(form: Form, refused: Invalid | TooMany) -> None:
    if isinstance(refused, TooMany):
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
    else:
        form.refused(refused)
