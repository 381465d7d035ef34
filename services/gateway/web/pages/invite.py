"""Somebody of another organisation is invited to a person's network; a manager there answers."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Response
from kith.cases.v1 import networks_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.gateway.api.access import Pace
from services.gateway.api.limits import RATES
from services.gateway.web import colleagues
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.pages.desk import WHY, meant
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)


@router.get("/desk/people/{person_id}/invite")
async def invite(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/invite")
async def invited(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    among = {one.id: one for one in await colleagues.found(visit, visit.asked("q")) or ()}
    whom = form.choice("professional_id", among, "Choose whom to invite")
    request = pb.InviteRequest(
        person_id=person_id,
        professional_id=whom,
        to_organisation_id=among[whom].organisation_id if whom in among else "",
        role=form.text("role", longest=100),
        purpose=form.choice("purpose", WHY, "Choose what they are needed for"),
    )
    if form.ok:
        try:
            await visit.clients.networks.Invite(request)
            return visit.go(f"{path_of(person_id)}/invite", done="invited", purpose=purpose_of(visit))
        except (Invalid, Conflict, Denied) as refused:
            form.refused(refused, to_organisation_id="professional_id")
    return await _page(visit, person_id, form, 400)


@router.get("/desk/invitations")
async def invitations(visit: Worker) -> Response:
    visit.must_be("manager")
    found = await _waiting(visit)
    waiting = found.invitations
    return visit.page("invitations.html", waiting=waiting, after=found.next_cursor, **await _named(visit, waiting))


@router.get("/desk/invitations/{invitation_id}")
async def invitation(invitation_id: str, visit: Worker) -> Response:
    visit.must_be("manager")
    return await _answer(visit, invitation_id, Form())


@router.post("/desk/invitations/{invitation_id}/accept")
async def accept(invitation_id: str, visit: Worker) -> Response:
    """Who is meant is asked as for finding a person, and as seldom."""
    visit.must_be("manager")
    form = await visit.form()
    asked = meant(form)
    if form.ok:
        visit.web.buckets.take(visit.session.account_id, Pace.FIND, RATES[Pace.FIND])
        try:
            request = pb.AcceptInvitationRequest(invitation_id=invitation_id, **asked)
            begun = await visit.clients.networks.AcceptInvitation(request)
            return visit.go(path_of(begun.person_id), done="invitation-accepted")
        except (Invalid, Conflict, Denied) as refused:
            form.refused(refused, **{"identifier.value": "nhs_number"})
    return await _answer(visit, invitation_id, form, 400)


@router.post("/desk/invitations/{invitation_id}/decline")
async def decline(invitation_id: str, visit: Worker) -> Response:
    visit.must_be("manager")
    form = await visit.form()
    reason = form.text("reason", "Say why, for whoever invited", longest=1_000)
    if form.ok:
        try:
            request = pb.DeclineInvitationRequest(invitation_id=invitation_id, reason=reason)
            await visit.clients.networks.DeclineInvitation(request)
            return visit.go("/desk/invitations", done="invitation-declined")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _answer(visit, invitation_id, form, 400)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    asked = pb.ListInvitationsRequest(person_id=person_id, cursor=visit.asked("after"))
    listed = await visit.clients.networks.ListInvitations(asked)
    sent = listed.invitations
    among = await colleagues.found(visit, visit.asked("q"))
    purpose = purpose_of(visit)
    return visit.page(
        "invite.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose,
        sent=sent,
        after=listed.next_cursor,
        who=await colleagues.named(visit, {one.professional_id for one in sent} - {""}),
        why=WHY,
        page=visit.request.url.path,
        kept={"purpose": purpose},
        query=visit.asked("q").strip(),
        away=among is None,
        colleagues=colleagues.to_choose(among),
    )


async def _waiting(visit: Visit) -> pb.ListInvitationsResponse:
    return await visit.clients.networks.ListInvitations(pb.ListInvitationsRequest(cursor=visit.asked("after")))


async def _answer(visit: Visit, invitation_id: str, form: Form, status: int = 200) -> Response:
    one = next((each for each in (await _waiting(visit)).invitations if each.id == invitation_id), None)
    if one is None:
        raise NotFound("there is no such invitation")
    return visit.page("invitation.html", status, form=form, one=one, **await _named(visit, [one]))


async def _named(visit: Visit, these: Sequence[pb.Invitation]) -> dict[str, Any]:
    return {
        "who": await colleagues.named(visit, {one.professional_id for one in these} - {""}),
        "organisations": await organisation_names(visit, (one.from_organisation_id for one in these)),
    }
