"""A subject access request, as whoever answers it for the organisation meets it."""

from collections.abc import Iterable

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import Work
from services.cases.usecases.consents.must_not_know_her import must_not_know_her


async def to_answer(work: Work, caller: Caller, request_id: str, acted_for: Iterable[str]) -> AccessRequest:
    """With the person locked. `acted_for` are the accounts he was ever recorded to act for.

    Raises NotFound outside the organisation, and for a request about oneself; Denied to whoever recorded it, while
    nobody else prepares it, and to who knows her in his own life.
    """
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
    request = await work.access_requests.get(request_id)
    request.must_have_two(viewer.subject)
    await must_not_know_her(work, viewer, request.person_id, acted_for)
    return request
