"""Referrals that the organisation made or was sent: answered, finished, taken back."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Response
from kith.cases.v1 import referrals_pb2 as pb

from chassis.errors import Conflict, Invalid
from services.gateway.web import colleagues
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.roles import BROKERS, CASEWORKERS, WORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
STATES = {
    "requested": "waits for an answer",
    "accepted": "accepted",
    "rejected": "not taken on",
    "done": "done",
    "revoked": "taken back",
    "lapsed": "nobody answered while it could be read",
}
# While whoever was asked may still read it: what goes with it is shared.
OPEN_TO_THEM = ("requested", "accepted", "done")
SHIELDED = {"no": "as any other work with them", "yes": "in private: nobody outside learns that we work with them"}
TEAM = "team"  # what no professional's id looks like
_LIST, _LONGEST, _LONGEST_NAME = "/desk/referrals", 4_000, 100


@router.get("/desk/referrals")
async def referrals(visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    waiting = visit.asked("waiting") == "yes"
    asked = pb.ListReferralsRequest(waiting=waiting, cursor=visit.asked("after"))
    answer = await visit.clients.referrals.ListReferrals(asked)
    found = answer.referrals
    own = visit.session.context.organisation_id
    return visit.page(
        "referrals.html",
        received=[one for one in found if one.to_organisation_id == own],
        made=[one for one in found if one.from_organisation_id == own],
        names=await organisation_names(
            visit, {id_ for one in found for id_ in (one.from_organisation_id, one.to_organisation_id)}
        ),
        states=STATES,
        readable=OPEN_TO_THEM,
        waiting=waiting,
        after=answer.next_cursor,
    )


@router.get("/desk/referrals/{referral_id}")
async def referral(referral_id: str, visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    return await _page(visit, referral_id, Form())


@router.post("/desk/referrals/{referral_id}/accept")
async def accept(referral_id: str, visit: Worker) -> Response:
    visit.must_be(*BROKERS)
    form = await visit.form()
    if form["change"]:
        return await _page(visit, referral_id, form.alone())
    taker = form.choice("taker", {TEAM, *form.all("offered")}, "Choose who takes it on")
    request = pb.AcceptReferralRequest(
        referral_id=referral_id,
        professional_id="" if taker == TEAM else taker,
        team=form.text("team", "Enter the name of the team" if taker == TEAM else "", longest=_LONGEST_NAME),
        role=form.text("role", longest=_LONGEST_NAME),
        shielded=_privately(form),
    )
    return await _do(visit, referral_id, form, lambda: visit.clients.referrals.AcceptReferral(request), "accepted")


def _privately(form: Form) -> bool | None:
    """None where it is not asked: a private referral is taken on privately."""
    if not form["asked_how_known"]:
        return None
    return form.choice("shielded", SHIELDED, "Choose how it is known") == "yes"


@router.post("/desk/referrals/{referral_id}/reject")
async def reject(referral_id: str, visit: Worker) -> Response:
    visit.must_be(*BROKERS)
    form = await visit.form()
    reason = form.text("why_not", "Say why, and who could help instead", longest=_LONGEST)
    request = pb.RejectReferralRequest(referral_id=referral_id, reason=reason)
    return await _do(visit, referral_id, form, lambda: visit.clients.referrals.RejectReferral(request), "rejected")


@router.post("/desk/referrals/{referral_id}/done")
async def finish(referral_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    outcome = form.text("outcome", "Say what came of it", longest=_LONGEST)
    request = pb.FinishReferralRequest(referral_id=referral_id, outcome=outcome)
    return await _do(visit, referral_id, form, lambda: visit.clients.referrals.FinishReferral(request), "done")


@router.post("/desk/referrals/{referral_id}/revoke")
async def revoke(referral_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    reason = form.text("why_back", "Say why you take it back", longest=_LONGEST)
    request = pb.RevokeReferralRequest(referral_id=referral_id, reason=reason)
    return await _do(visit, referral_id, form, lambda: visit.clients.referrals.RevokeReferral(request), "revoked")


async def _do(
    visit: Visit, referral_id: str, form: Form, doing: Callable[[], Awaitable[object]], done: str
) -> Response:
    """What the service finds wrong is said at its field, with what was filled in kept."""
    if not form.ok:
        return await _page(visit, referral_id, form, 400)
    try:
        await doing()
        return visit.go(_LIST, done=f"referral-{done}")
    except (Invalid, Conflict) as refused:
        form.refused(refused, professional_id="taker", reason="why_not" if done == "rejected" else "why_back")
    return await _page(visit, referral_id, form, 400)


async def _page(visit: Visit, referral_id: str, form: Form, status: int = 200) -> Response:
    one = await visit.clients.referrals.GetReferral(pb.GetReferralRequest(referral_id=referral_id))
    own, role = visit.session.context.organisation_id, visit.session.context.role
    found = colleagues.to_choose(await colleagues.found(visit, form["find"], own)) if form["find"] else {}
    asked = one.to_organisation_id == own
    return visit.page(
        "referral.html",
        status,
        form=form,
        one=one,
        asked=asked,
        here=f"{_LIST}/{quote(referral_id, safe='')}",
        names=await organisation_names(visit, {one.from_organisation_id, one.to_organisation_id}),
        states=STATES,
        found=found,
        takers={**found, TEAM: "a team"},
        team=TEAM,
        shielded=SHIELDED,
        may_answer=asked and one.state == "requested" and role in BROKERS,
        may_finish=asked and one.state == "accepted" and role in CASEWORKERS,
        may_revoke=not asked and one.state in ("requested", "accepted") and role in CASEWORKERS,
    )
