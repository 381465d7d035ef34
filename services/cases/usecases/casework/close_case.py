"""A worker of the organisation that holds a case closes it, with its outcome."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.casework.case import Case
from services.cases.domain.events import CaseClosed
from services.cases.domain.referrals.events import share_ended
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.casework.held_case import held_case


class CloseCase:
    """The shares of that case end with it, and their recipients hear; those of every case about the person go on."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, case_id: str, version: int, outcome: str, reason: str) -> Case:
        """Raises Invalid without an outcome and a reason, NotFound, Denied for another organisation's, Stale, Conflict
        when it is closed already.
        """
        caller.must("cases:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            case = await held_case(work, viewer, case_id, now)
            case.must_be(version)
            case = case.closed(outcome, reason, now)
            await work.cases.put(case)
            await self._end_shares(work, caller, case)
            work.tell(
                CaseClosed(
                    person_id=case.person_id,
                    organisation_id=case.organisation_id,
                    by=caller.subject,
                    case_id=case.id,
                    private=case.private,
                )
            )
        return case

    async def _end_shares(self, work: Work, caller: Caller, case: Case) -> None:
        for standing in await work.shares.between(case.organisation_id, case.person_id):
            share = standing.share
            if share.case_id != case.id or share.ended is not Ended.NOT:
                continue
            await work.shares.put(share.over(Ended.BY_GIVER, self._clock.now()))
            work.tell(share_ended(share, caller.subject, "The case is closed."))
