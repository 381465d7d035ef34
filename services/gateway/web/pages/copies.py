"""A resident asks an organisation for a copy of what it holds about her, and fetches it."""

import json
import re
from collections.abc import Mapping

from fastapi import APIRouter, Response
from kith.cases.v1.documents_pb2 import GetMyAccessContentRequest
from kith.cases.v1.me_pb2 import AskForAccessRequest, GetMyAccessCopyRequest, ListMyAccessRequestsRequest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.gateway.api import documents
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.naming import organisations_to_name
from services.gateway.web.visit import PageRoute, RecentResident, Resident, Visit

router = APIRouter(route_class=PageRoute)
_PART = re.compile(r"[1-9][0-9]{0,5}")


@router.get("/sharing/copies")
async def copies(visit: Resident) -> Response:
    return await _page(visit, Form(), await organisations_to_name(visit, ""))


@router.post("/sharing/copies")
async def ask(visit: Resident) -> Response:
    form = await visit.form()
    names = await organisations_to_name(visit, form["find"])
    if form["find"] and form["more"]:
        return await _page(visit, form.alone(), names)
    asked = AskForAccessRequest(
        organisation_id=form.choice("organisation_id", names, "Choose which organisation"),
        wanted=form.text("wanted", longest=4000),
    )
    if form.ok:
        try:
            await visit.clients.me.AskForAccess(asked)
            return visit.go("/sharing/copies", done="copy-asked")
        except (Invalid, Conflict, NotFound, Denied) as refused:
            form.refused(refused)
    return await _page(visit, form, names, 400)


@router.get("/sharing/copies/{request_id}/{part}")
async def copy(request_id: str, part: str, visit: RecentResident) -> Response:
    held = json.loads(await _part(visit, request_id, part))
    return visit.page("copy.html", held=held, request_id=request_id, part=part)


@router.get("/sharing/copies/{request_id}/{part}/copy.json")
async def copy_file(request_id: str, part: str, visit: RecentResident) -> Response:
    document = await _part(visit, request_id, part)
    named = {"Content-Disposition": f'attachment; filename="copy-{part}.json"'}
    return Response(document, media_type="application/json", headers=named)


@router.get("/sharing/copies/{request_id}/files/{record_id}")
async def listed_file(request_id: str, record_id: str, visit: RecentResident) -> Response:
    asked = GetMyAccessContentRequest(request_id=request_id, record_id=record_id)
    return await documents.saved(visit.clients.documents.GetMyAccessContent(asked))


def part_of(text: str) -> int:
    """The number of a part, as an address has it. Raises NotFound for what can be none."""
    if not _PART.fullmatch(text):
        raise NotFound("there is no such copy")
    return int(text)


async def _part(visit: Visit, request_id: str, part: str) -> str:
    asked = GetMyAccessCopyRequest(request_id=request_id, part=part_of(part))
    return (await visit.clients.me.GetMyAccessCopy(asked)).document


async def _page(visit: Visit, form: Form, choices: Mapping[str, str], status: int = 200) -> Response:
    mine = await visit.clients.me.ListMyAccessRequests(ListMyAccessRequestsRequest())
    return visit.page(
        "copies.html",
        status,
        form=form,
        requests=mine.requests,
        names=await organisation_names(visit, (one.organisation_id for one in mine.requests)),
        choices=choices,
    )
