"""A subject access request, as whoever answers it for the organisation meets it."""

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.access_request import AccessRequest
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import Work


async def to_answer(work: Work, caller: Caller, request_id: str) -> AccessRequest:
    """With the person locked. Raises NotFound outside the organisation, and for a request about oneself."""
    viewer = viewer_of(caller)
    found = await work.access_requests.get(request_id)
    await work.people.locked(found.person_id)
    himself = await work.account_links.person_of(viewer.subject)
    if (
        viewer.kind is not ViewerKind.WORKER
        or found.organisation_id != viewer.organisation_id
        or found.person_id == himself
    ):
        raise NotFound("there is no such request")
    return await work.access_requests.get(request_id)
