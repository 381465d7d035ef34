"""A worker says through which teams she answers, and whether she wants the daily message."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.rounds.events import RoundSet
from services.cases.domain.rounds.round import Round, fresh, teams_of
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class SetRound:
    """Naming a team opens nothing: what it holds, and that there is one, the gate decides at each look."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, teams: Sequence[str], daily: bool) -> Round:
        """Raises Invalid for too many or too long names, Denied to who is no worker."""
        caller.must("people:write")
        viewer, named = viewer_of(caller), teams_of(teams)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers have people they work with")
        async with self._work() as work:
            await work.rounds.add(fresh(viewer, self._clock.now()))
            kept = await work.rounds.locked(viewer.subject, viewer.organisation_id)
            assert kept, "it was added"
            kept = replace(kept, professional_id=viewer.professional_id, teams=named, daily=daily)
            await work.rounds.put(kept)
            work.tell(
                RoundSet(
                    person_id="",
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    teams=", ".join(sorted(named)),
                    daily="yes" if daily else "no",
                )
            )
        return kept
