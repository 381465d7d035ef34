"""What the organisation keeps back from residents and has to look at again: for its guardians and data protection
officers. None is a reviewer's own look.
"""

from fastapi import APIRouter, Response
from kith.cases.v1 import sharing_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid
from services.gateway.web.forms import Form
from services.gateway.web.roles import GUARDIANS
from services.gateway.web.visit import PageRoute, StrongWorker, Visit

router = APIRouter(route_class=PageRoute)
GROUNDS = {
    "police_enquiry": "a police enquiry",
    "section_47": "an enquiry whether a child is harmed (Children Act 1989 section 47)",
    "fraud": "an enquiry into fraud",
    "risk_to_another": "showing it would put somebody else at risk",
    "not_told": "a share that they were not told of",
}
LOOKS = {
    "network": "who supports them",
    "find": "whether this is the right person",
    "record": "a record about them",
    "history": "what a record said before it was corrected",
    "case": "a case about them",
    "sharing": "what is shared of them",
    "event": "news about their case",
    "copy": "a copy of what is held about them",
    "export": "a copy of records about them",
    "enquiry": "a joint enquiry of services about them",
    "contribution": "what a service said in a joint enquiry about them",
    "contact": "how they may safely be contacted",
    "concern": "concerns about them",
    "referral": "a referral of them to another organisation",
    "consent": "the record of what they agreed to",
    "round": "the list of people they work with",
    "team": "the list of people a team works with",
    "family": "their family and household",
    "entry": "who an organisation holds them to be, and where",
    "private_message": "a message for services that are never shown",
    "caseload": "the list of people whom a colleague works with",
}
VERDICTS = {"release": "show it to them now", "keep": "keep it back until another day"}
_QUEUE, _LONGEST = "/desk/withheld", 2000


@router.get("/desk/withheld")
async def queue(visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    return await _page(visit, Form())


@router.post("/desk/withheld/{disclosure_id}")
async def decide(disclosure_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    sharing, places = visit.clients.sharing, {name: f"{name}-{disclosure_id}" for name in ("reason", "review_on")}
    verdict = form.choice(f"verdict-{disclosure_id}", VERDICTS, "Choose what happens with it")
    reason = form.text(places["reason"], "Say why", longest=_LONGEST)
    keep = verdict == "keep"
    review_on = form.day(places["review_on"], "Enter the day when somebody looks at it again") if keep else ""
    if form.ok:
        kept = pb.KeepWithheldRequest(disclosure_id=disclosure_id, reason=reason, review_on=review_on)
        shown = pb.ReleaseWithheldRequest(disclosure_id=disclosure_id, reason=reason)
        try:
            await (sharing.KeepWithheld(kept) if keep else sharing.ReleaseWithheld(shown))
            return visit.go(_QUEUE, done="kept-back" if keep else "withheld-released")
        except (Invalid, Conflict) as refused:
            form.refused(refused, **places)
        except Denied as refused:
            if refused.code != "own-withholding":
                raise
            form.refused(refused)
    return await _page(visit, form, 400)


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    found = await visit.clients.sharing.ListWithheld(pb.ListWithheldRequest(cursor=visit.asked("after")))
    return visit.page(
        "withheld.html",
        status,
        form=form,
        withheld=found.withheld,
        after=found.next_cursor,
        grounds=GROUNDS,
        looks=LOOKS,
        verdicts=VERDICTS,
    )
