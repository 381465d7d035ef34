"""A resident sees what she asked organisations for, when they must answer, and where the copy is."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.access.request import AccessRequest, Way
from services.cases.domain.consents.receipt import discreet
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListMyAccessRequests:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[AccessRequest]:
        """Newest first; not what was said or written to a service that must not show on a shared screen."""
        caller.must("me:read")
        if viewer_of(caller).kind is not ViewerKind.RESIDENT:
            return ()
        async with self._work() as work:
            person_id = await work.account_links.person_of(caller.subject)
            if person_id is None:
                return ()
            hidden = discreet(await work.involvements.of_person(person_id))
            made = await work.access_requests.of(person_id)
            return [one for one in made if one.way is Way.ONLINE or one.organisation_id not in hidden]
