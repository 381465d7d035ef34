"""Whether a worker's organisation holds what is to be shared, or kept back: asked before either is decided."""

from datetime import datetime

from chassis.errors import Denied, NotFound
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work


async def must_hold(work: Work, viewer: Viewer, person_id: str, case_id: str, now: datetime) -> None:
    """Raises Denied for one's own person, without a confirmed involvement, and for a private case, NotFound for anybody
    else's.
    """
    facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
    if facts.herself:
        raise Denied("somebody else has to share what is about you", code="own-person")
    if case_id:
        await work.cases.whose(case_id, viewer, now)
        case = await work.cases.get(case_id)
        if case.organisation_id != viewer.organisation_id or case.person_id != person_id:
            raise NotFound("there is nothing here that you may see")
        if case.private:
            raise Denied("a private service's case is shared with nobody", code="private-case")
    elif not facts.member:
        raise Denied("your organisation has no confirmed involvement with this person", code="not-a-member")
