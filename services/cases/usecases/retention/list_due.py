"""What an organisation holds longer than it has to: for somebody of it to decide on. Nothing goes by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.retention.held import Held
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class Due:
    """Of some people, in the order of their ids. `after` is the person after whom the list goes on, empty at its
    end.
    """

    held: Sequence[Held]
    after: str


class ListDue:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, after: str, people: int) -> Due:
        """Looks at so many people at the most; never at the caller himself."""
        caller.must("retention:decide")
        viewer, today = viewer_of(caller), day(self._clock.now())
        if viewer.kind is not ViewerKind.WORKER:
            return Due((), "")
        async with self._work() as work:
            himself = await work.account_links.person_of(viewer.subject)
            found = await work.holdings.maybe_due(viewer.organisation_id, today, after, people)
            due: list[Held] = []
            for person_id in found:
                if person_id != himself:
                    held = await work.holdings.of(viewer.organisation_id, person_id, today)
                    due += [one for one in held if one.verdict(today).may_go]
        return Due(due, found[-1] if len(found) == people else "")
