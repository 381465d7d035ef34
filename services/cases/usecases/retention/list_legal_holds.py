"""The legal holds of an organisation that nobody lifted, the oldest first."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.legal_hold import LegalHold
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListLegalHolds:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[LegalHold]:
        """Never one about the caller himself."""
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            return ()
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            return [one for one in await work.legal_holds.live(viewer.organisation_id) if one.person_id != himself]
