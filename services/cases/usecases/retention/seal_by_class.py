"""What was sealed before there was a key for each class of retention is sealed under its own."""

from services.cases.domain.events import CaseKeptAs
from services.cases.ports.due import Due
from services.cases.ports.work import OpenWork
from services.cases.usecases.each_by_itself import each_by_itself

_BATCH = 20


class SealByClass:
    """One case, one transaction: stopped at any point, it goes on where it stopped."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self) -> int:
        """A batch; how many that were. Call again while it is not 0."""
        return await each_by_itself(self._work, lambda work, most: work.cases.sealed_before(most), self._seal, _BATCH)

    async def _seal(self, before: Due) -> None:
        async with self._work() as work:
            await work.people.locked(before.person_id)
            case = await work.cases.get(before.id)
            await work.cases.put(case)
            work.tell(
                CaseKeptAs(
                    person_id=before.person_id,
                    organisation_id=case.organisation_id,
                    by="timer",
                    case_id=case.id,
                    retention=case.retention,
                    why="Sealed under a key of its class, as cases are since there is one for each.",
                )
            )
