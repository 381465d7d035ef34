"""Documents of a case that are no records: those that wait to be scanned, and those that had a virus."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.documents.document import Document
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.casework.get_case import asking
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.permit import permitted_or_raise


class ListDocuments:
    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, case_id: str) -> Sequence[Document]:
        """Newest first: the caller's own, or for a manager all but protected addresses, since a list has no purpose.
        Raises NotFound for another organisation's case.
        """
        caller.must("records:read")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            person_id = await work.cases.whose(case_id, viewer, now)
            person = (await work.people.held([person_id]))[person_id]
            case = await work.cases.get(case_id)
            facts = (await work.gate.facts(viewer, [person.id], now))[person.id]
            permit = permitted_or_raise(viewer, asking(case), facts)
            if case.organisation_id != viewer.organisation_id or viewer.kind is not ViewerKind.WORKER:
                raise NotFound("there is nothing here that you may see")
            every = await work.documents.of_case(case.id, "" if viewer.role == "manager" else viewer.subject)
            found = [
                one for one in every if one.by == viewer.subject or one.data_class is not DataClass.PROTECTED_ADDRESS
            ]
            if found:
                classes = sorted({document.data_class for document in found})
                await self._disclose(
                    work, viewer, person, permit, what="case", holder_id=case.organisation_id, classes=classes
                )
        return found
