"""A resident fetches a file that her copy lists."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.access.events import AccessFileFetched
from services.cases.ports.documents import Contents
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.file_in_copy import file_in_copy
from services.cases.usecases.access.get_my_access_copy import ready_for_her
from services.cases.usecases.documents.get_content import Content


class GetMyAccessContent:
    """As the copy itself: herself alone, moments after she proved that it is she. Leaves a leaf first."""

    def __init__(self, work: OpenWork, contents: Contents, clock: Clock) -> None:
        self._work, self._contents, self._clock = work, contents, clock

    async def __call__(self, caller: Caller, request_id: str, record_id: str) -> Content:
        """Raises StepUpNeeded; NotFound for what is not in a copy of hers, not there yet, or there no more."""
        async with self._work() as work:
            request = await ready_for_her(work, caller, request_id, self._clock.now())
            content = await file_in_copy(work, self._contents, request, record_id)
            work.tell(
                AccessFileFetched(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    record_id=record_id,
                )
            )
        return content
