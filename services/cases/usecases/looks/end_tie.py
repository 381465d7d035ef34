"""A tie is over, or was never one: a reviewer lets go of it, never of one of his own."""

from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.looks.events import TieMoved
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class EndTie:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, tie_id: str) -> None:
        """What was said in it is gone; that it was, stays in the log. Raises NotFound, and Denied for one's own."""
        caller.must("looks:review")
        async with self._work() as work:
            tie = await work.ties.get(tie_id)
            if tie.organisation_id != viewer_of(caller).organisation_id:
                raise NotFound("there is no such tie")
            if tie.account_id == caller.subject:
                raise Denied("somebody else has to end a tie of yours", code="own-tie")
            await work.ties.remove(tie)
            work.tell(
                TieMoved(
                    person_id="",
                    organisation_id=tie.organisation_id,
                    by=caller.subject,
                    tie_id=tie.id,
                    account_id=tie.account_id,
                    step="ended",
                )
            )
