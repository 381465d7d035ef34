"""What is over and matters no more is deleted."""

from chassis.clock import Clock
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.end_session import end_session

_AT_ONCE = 200


class Prune:
    """A few rows of each kind in one transaction; called again until nothing is left, and from anew after a crash."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self) -> int:
        """How much was done. Sessions whose time is over are ended first, so that relying parties hear of that too."""
        now = self._clock.now()
        async with self._write() as work:
            run_out = await work.sessions.run_out(now, _AT_ONCE)
            for session in run_out:
                await end_session(work, session, now, "its time was over", by="")
        async with self._write() as work:
            pruned = await work.pruning.prune(now, _AT_ONCE)
            if pruned:
                work.tell(Event("records.pruned", "", {name: str(count) for name, count in pruned.items()}))
        return len(run_out) + sum(pruned.values())
