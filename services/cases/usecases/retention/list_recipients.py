"""Who had received what an erasure let go, and has heard of it: for whoever answers for the erasure, and has to tell
the person when she asks (UK GDPR Article 19).
"""

from collections.abc import Sequence

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.retention.recall import Recipient
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class ListRecipients:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, erasure_id: str) -> Sequence[Recipient]:
        """Without those whose look another organisation keeps back, or that work with her privately. Raises NotFound
        outside the organisation and about oneself.
        """
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        async with self._work() as work:
            erasure = await work.erasures.get(erasure_id)
            own = viewer.kind is ViewerKind.WORKER and erasure.organisation_id == viewer.organisation_id
            if not own or erasure.person_id == await work.account_links.person_of(viewer.subject):
                raise NotFound("there is no such erasure")
            return await work.recalls.recipients(viewer.organisation_id, erasure_id)
