"""Somebody connects a device that has no keyboard: type its code, see who asks and for what, yes or no."""

from fastapi import APIRouter, Response
from kith.identity.v1.devices_pb2 import AnswerDeviceRequest, FindDeviceRequest

from chassis.errors import Denied, NotFound, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Someone, Visit

router = APIRouter(route_class=PageRoute)


@router.get("/device")
async def ask(visit: Someone) -> Response:
    """A code in the address only fills in the field: whoever made the link must not be the one who confirms it."""
    return visit.page("device.html", form=Form({"user_code": [visit.asked("user_code")]}))


@router.post("/device")
async def find(visit: Someone) -> Response:
    form = await visit.form()
    code = form.text("user_code", "Enter the code that the device shows", longest=20)
    if not form.ok:
        return visit.page("device.html", 400, form=form)
    try:
        found = await visit.clients.devices.FindDevice(
            FindDeviceRequest(session=visit.cookie, user_code=code, source=visit.source)
        )
    except TooMany as refused:
        form.wrong("user_code", "Too many tries. Wait a minute, then try again")
        return visit.page("device.html", refused.status, form=form)
    except NotFound as refused:
        form.wrong("user_code", "That code is not known, or it is too old. Check it, or ask the device for a new one")
        return visit.page("device.html", refused.status, form=form)
    except Denied as refused:
        form.wrong("user_code", "Only a resident’s account can be connected to this device")
        return visit.page("device.html", refused.status, form=form)
    return visit.page("device_asks.html", form=form, found=found, user_code=code)


@router.post("/device/yes")
async def yes(visit: Someone) -> Response:
    return await _answer(visit, "device-connected", yes=True)


@router.post("/device/no")
async def no(visit: Someone) -> Response:
    return await _answer(visit, "device-refused", yes=False)


async def _answer(visit: Visit, done: str, *, yes: bool) -> Response:
    form = await visit.form()
    request = AnswerDeviceRequest(session=visit.cookie, user_code=form["user_code"], yes=yes)
    try:
        await visit.clients.devices.AnswerDevice(request)
    except NotFound as refused:
        form.wrong("user_code", "That code is too old. Ask the device for a new one")
        return visit.page("device.html", refused.status, form=form)
    return visit.go("/device", done=done)
