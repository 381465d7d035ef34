"""What one signs in with: passkeys, a password, an authenticator app and its recovery codes."""

from fastapi import APIRouter, Response
from kith.identity.v1 import credentials_pb2 as pb

from chassis.errors import Conflict, Invalid, NotFound
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Recent, Someone, Visit

router = APIRouter(route_class=PageRoute)


@router.get("/security")
async def security(visit: Someone) -> Response:
    return visit.page("security.html", held=await _held(visit))


@router.get("/security/passkeys/new")
async def new_passkey(visit: Recent) -> Response:
    return await _new_passkey(visit, Form())


@router.post("/security/passkeys/new")
async def add_passkey(visit: Recent) -> Response:
    form = await visit.form()
    name = form.text("name", longest=60)
    if not form.ok:
        return await _new_passkey(visit, form, 400)
    try:
        await visit.clients.credentials.FinishRegistration(
            pb.FinishRegistrationRequest(token=form["token"], response=form["response"], name=name)
        )
    except (Invalid, Conflict) as refused:
        form.refused(refused)
        return await _new_passkey(visit, form, refused.status)
    return visit.go("/security", done="passkey-added")


@router.get("/security/passkeys/{passkey_id}")
async def one_passkey(passkey_id: str, visit: Recent) -> Response:
    return await _one_passkey(visit, passkey_id, Form())


@router.post("/security/passkeys/{passkey_id}")
async def name_passkey(passkey_id: str, visit: Recent) -> Response:
    form = await visit.form()
    name = form.text("name", "Enter a name", longest=60)
    if not form.ok:
        return await _one_passkey(visit, passkey_id, form, 400)
    await visit.clients.credentials.NamePasskey(pb.NamePasskeyRequest(id=passkey_id, name=name))
    return visit.go("/security", done="passkey-named")


@router.post("/security/passkeys/{passkey_id}/remove")
async def remove_passkey(passkey_id: str, visit: Recent) -> Response:
    form = await visit.form()
    try:
        await visit.clients.credentials.RemovePasskey(pb.RemovePasskeyRequest(id=passkey_id))
    except Conflict as refused:
        form.refused(refused)
        return await _one_passkey(visit, passkey_id, form, refused.status)
    return visit.go("/security", done="passkey-removed")


@router.get("/security/password")
async def password(visit: Recent) -> Response:
    return await _password(visit, Form())


@router.post("/security/password")
async def change_password(visit: Recent) -> Response:
    form = await visit.form()
    chosen = form.password("password", "Choose a password")
    if not form.ok:
        return await _password(visit, form, 400)
    try:
        await visit.clients.credentials.ChangePassword(pb.ChangePasswordRequest(password=chosen))
    except Invalid as refused:
        form.refused(refused)
        return await _password(visit, form, 400)
    return visit.go("/security", done="password-changed")


@router.post("/security/password/remove")
async def remove_password(visit: Recent) -> Response:
    form = await visit.form()
    try:
        await visit.clients.credentials.RemovePassword(pb.RemovePasswordRequest())
    except Conflict as refused:
        form.refused(refused)
        return await _password(visit, form, refused.status)
    return visit.go("/security", done="password-removed")


@router.get("/security/app")
async def app(visit: Recent) -> Response:
    offered = await visit.clients.credentials.OfferApp(pb.OfferAppRequest())
    return _app(visit, Form(), offered.secret, offered.uri)


@router.post("/security/app")
async def add_app(visit: Recent) -> Response:
    """The same secret is shown again where the code was wrong: the app has it already."""
    form = await visit.form()
    code = form.text("code", "Enter the 6 digits that your app shows", longest=20)
    if not form.ok:
        return _app(visit, form, form["secret"], form["uri"], 400)
    try:
        made = await visit.clients.credentials.AddApp(pb.AddAppRequest(secret=form["secret"], code=code))
    except (Invalid, Conflict) as refused:
        form.refused(refused)
        return _app(visit, form, form["secret"], form["uri"], refused.status)
    # Shown as the form's answer and nowhere else, since they are shown once.
    return visit.page("recovery_codes.html", codes=made.codes)


@router.post("/security/app/remove")
async def remove_app(visit: Recent) -> Response:
    await visit.form()
    await visit.clients.credentials.RemoveApp(pb.RemoveAppRequest())
    return visit.go("/security", done="app-removed")


@router.post("/security/recovery-codes")
async def new_recovery_codes(visit: Recent) -> Response:
    await visit.form()
    made = await visit.clients.credentials.NewRecoveryCodes(pb.NewRecoveryCodesRequest())
    return visit.page("recovery_codes.html", codes=made.codes)


async def _held(visit: Visit) -> pb.ListCredentialsResponse:
    return await visit.clients.credentials.ListCredentials(pb.ListCredentialsRequest())


async def _new_passkey(visit: Visit, form: Form, status: int = 200) -> Response:
    ceremony = await visit.clients.credentials.BeginRegistration(pb.BeginRegistrationRequest())
    return visit.page("new_passkey.html", status, form=form, ceremony=ceremony)


async def _one_passkey(visit: Visit, passkey_id: str, form: Form, status: int = 200) -> Response:
    passkey = next((one for one in (await _held(visit)).passkeys if one.id == passkey_id), None)
    if passkey is None:
        raise NotFound("there is no such passkey")
    return visit.page("passkey.html", status, form=form, passkey=passkey)


async def _password(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("password.html", status, form=form, held=await _held(visit))


def _app(visit: Visit, form: Form, secret: str, uri: str, status: int = 200) -> Response:
    return visit.page("app.html", status, form=form, secret=secret, uri=uri)
