"""What an organisation decided not to share, for those who look such decisions over."""

from collections.abc import Sequence

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.sharing.not_sharing import READERS, DecisionNotToShare
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListDecisionsNotToShare:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, person_id: str) -> Sequence[DecisionNotToShare]:
        """The first to look at again first; about one person, or all where `person_id` is empty, and never about the
        caller himself. Raises Denied.
        """
        caller.must("decisions:read")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER or viewer.role not in READERS:
            raise Denied("only a manager, guardian or data protection officer looks these over")
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            found = await work.decisions.of(viewer.organisation_id, person_id)
        return [one for one in found if one.person_id != himself]
