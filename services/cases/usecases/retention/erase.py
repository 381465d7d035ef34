"""A guardian or DPO decides that what the organisation holds of a person in one class of retention goes."""

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.casework.case import why
from services.cases.domain.choice import choice
from services.cases.domain.days import day
from services.cases.domain.events import ErasureDecided, RecordErased
from services.cases.domain.retention.erasure import Erasure
from services.cases.domain.retention.held import Held
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.viewer import Viewer, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.retention.finish_erasures import FinishErasures
from services.cases.usecases.retention.held_by import held_by


class Erase:
    """The rows go in the transaction that records the decision, the keys right after it: where a process dies between
    the two, nothing that is still sealed can be reached, and the timer destroys the keys. Leaves of the log stay.
    """

    def __init__(self, work: OpenWork, finish: FinishErasures, ids: Ids, clock: Clock) -> None:
        self._work, self._finish, self._ids, self._clock = work, finish, ids, clock

    async def __call__(self, caller: Caller, person_id: str, retention: str, reason: str) -> Erasure:
        """Raises Invalid, NotFound where the organisation holds nothing of that class, and about oneself, Conflict with
        every reason why it must be kept.
        """
        caller.must("retention:decide")
        viewer = viewer_of(caller)
        said = why(reason)
        async with self._work() as work:
            await work.people.locked(person_id)
            if earlier := await work.idempotency.earlier(caller):
                erasure = await work.erasures.get(earlier)
            else:
                held = await self._may_go(work, viewer, person_id, _class(retention))
                erasure = await self._let_go(work, viewer, held, said)
                await work.idempotency.keep(caller, erasure.id)
        return erasure if erasure.finished_at else await self._finish.finish(erasure)

    async def _may_go(self, work: Work, viewer: Viewer, person_id: str, kept: Retention) -> Held:
        today = day(self._clock.now())
        held = {one.retention: one for one in await held_by(work, viewer, person_id, today)}
        if kept not in held:
            raise Invalid.field("retention", "your organisation holds nothing of this class of this person")
        verdict = held[kept].verdict(today)
        if not verdict.may_go:
            raise Conflict(" ".join(verdict.reasons), code="kept")
        return held[kept]

    async def _let_go(self, work: Work, viewer: Viewer, held: Held, said: str) -> Erasure:
        id_, now = self._ids.new("ers"), self._clock.now()
        recalled = await work.recalls.erased(held.organisation_id, held.person_id, held.retention, id_, now)
        erasure = Erasure(
            id=id_,
            person_id=held.person_id,
            organisation_id=held.organisation_id,
            retention=held.retention,
            why=said,
            decided_by=viewer.subject,
            decided_at=now,
            keys=await work.holdings.erase(held.organisation_id, held.person_id, held.retention),
        )
        await work.erasures.add(erasure)
        work.tell(
            ErasureDecided(
                person_id=held.person_id,
                organisation_id=held.organisation_id,
                by=viewer.subject,
                erasure_id=erasure.id,
                retention=held.retention,
                cases=str(len(held.case_ids)),
            ),
            *(
                RecordErased(
                    person_id=held.person_id,
                    organisation_id=held.organisation_id,
                    by=viewer.subject,
                    record_id=record_id,
                )
                for record_id in recalled
            ),
        )
        return erasure


def _class(word: str) -> Retention:
    return choice(Retention, "retention", word)
