"""Time forgets what never arrived whole, and scans again what waits."""

import contextlib

from chassis.clock import Clock
from services.cases.domain.documents.document import SCANNED_AGAIN, NotTaken
from services.cases.ports.work import OpenWork
from services.cases.usecases.documents.scan_document import ScanDocument

_BATCH = 10


class TendDocuments:
    """Stopped at any point, it goes on where it stopped. One document that cannot be scanned holds up no other: each is
    taken for a while before it is tried.
    """

    def __init__(self, work: OpenWork, scan: ScanDocument | None, clock: Clock) -> None:
        self._work, self._scan, self._clock = work, scan, clock

    async def __call__(self) -> int:
        """Tends a batch; how many that were. Call again while it is not 0."""
        now = self._clock.now()
        async with self._work() as work:
            forgotten = await work.documents.sweep(now, _BATCH)
            waiting = await work.documents.claim(now, now + SCANNED_AGAIN, 1) if self._scan else []
        for record_id in waiting:
            assert self._scan
            with contextlib.suppress(NotTaken):
                await self._scan(record_id)
        return forgotten + len(waiting)
