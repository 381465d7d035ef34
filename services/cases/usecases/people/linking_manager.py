"""Who decides whether two entries are one person's: a manager of the agency whose entry it is, about others."""

from chassis.errors import Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.people.possible_link import PossibleLink
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import Work

_LONGEST_REASON = 500


def linking_manager(caller: Caller) -> Viewer:
    """Raises Denied for everybody else."""
    caller.must("links:write")
    viewer = viewer_of(caller)
    if viewer.kind is not ViewerKind.WORKER or viewer.role != "manager":
        raise Denied("a manager has to decide who is linked with whom")
    return viewer


def reason_of(said: str) -> str:
    """Raises Invalid where there is none."""
    if not 0 < len(said.strip()) <= _LONGEST_REASON:
        raise Invalid.field("reason", f"must say why, in at most {_LONGEST_REASON} characters")
    return said.strip()


async def himself(work: Work, caller: Caller) -> str:
    """The person whose account it is, or may be; empty where there is none."""
    link = await work.account_links.open_of(caller.subject)
    return link.person_id if link else ""


async def possible_link_of(work: Work, caller: Caller, viewer: Viewer, link_id: str) -> PossibleLink:
    """One about somebody else. Raises NotFound for another agency's, and for one about himself."""
    link = await work.possible_links.get(link_id, viewer.organisation_id)
    if link.about(await himself(work, caller)):
        raise NotFound("there is no such possible link of yours")
    return link
