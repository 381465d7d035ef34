"""What was sealed before there was a key for each class of retention is sealed under its own."""

from services.cases.domain.events import CaseKeptAs
from services.cases.ports.work import OpenWork

_BATCH = 20


class SealByClass:
    """One case, one transaction: stopped at any point, it goes on where it stopped."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self) -> int:
        """A batch; how many that were. Call again while it is not 0."""
        async with self._work() as work:
            before = await work.cases.sealed_before(_BATCH)
        for case in before:
            await self._seal(case.person_id, case.id)
        return len(before)

    async def _seal(self, person_id: str, case_id: str) -> None:
        async with self._work() as work:
            await work.people.locked(person_id)
            case = await work.cases.get(case_id)
            await work.cases.put(case)
            work.tell(
                CaseKeptAs(
                    person_id=person_id,
                    organisation_id=case.organisation_id,
                    by="timer",
                    case_id=case_id,
                    retention=case.retention,
                    why="Sealed under a key of its class, as cases are since there is one for each.",
                )
            )
