"""The people a worker works with, and how much changed around each since she looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.people.person import Identity
from services.cases.domain.rounds.round import OnRound, Round, fresh
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.held_page import held_page
from services.cases.usecases.permit import permitted
from services.cases.usecases.rounds.begin_round import begin_round

_BECAUSE = "On the list of the people they work with."


@dataclass(frozen=True, slots=True)
class Listed:
    """`stale`: not looked at for 14 days, and something changed."""

    on: OnRound
    identity: Identity
    stale: bool


@dataclass(frozen=True, slots=True)
class RoundList:
    """`after` is where the next page begins; empty on the last."""

    round: Round
    people: Sequence[Listed]
    after: str


class ListRound:
    """Of one acting context. Counts are of what the gate lets her see, so that nothing shielded moves one. Each listing
    leaves a disclosure of each person on it."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, Disclose(ids, clock), clock

    async def __call__(self, caller: Caller, after: str, limit: int) -> RoundList:
        """Raises Denied to who is no worker."""
        caller.must("people:read")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers have people they work with")
        async with self._work() as work:
            hers = await work.rounds.of(viewer.subject, viewer.organisation_id)
            if hers is None:
                hers = fresh(viewer, now)
                await begin_round(work, hers)
            read = partial(work.rounds.people, viewer, hers, now, after, limit + 1)
            found, people = await held_page(work, read)
            shown = found[:limit]
            facts = await work.gate.facts(viewer, [one.person_id for one in shown], now)
            asks = [Ask(What.NETWORK, one.person_id, holder_id=viewer.organisation_id) for one in shown]
            leaving = permitted(viewer, asks, facts)
            for one in leaving:
                one.classes.add(DataClass.IDENTITY)
                one.permit = one.permit._replace(because=_BECAUSE)
            seen = {one.person_id: one.seen_by(viewer) for one in shown}
            for what in sorted(set(seen.values())):
                these = [one for one in leaving if seen[one.person_id] == what]
                await self._disclose.page(work, viewer, people, these, what)
            known = await work.people.shown_as_each({one.person_id for one in shown}, viewer, now)
        return RoundList(
            hers,
            [Listed(one, known[one.person_id], one.stale(now)) for one in shown],
            shown[-1].person_id if len(found) > limit else "",
        )
