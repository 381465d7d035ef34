"""A worker, or her manager for her, declares whom she knows privately, or where she lives."""

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.looks.events import TieMoved
from services.cases.domain.looks.tie import Subject, Tie, checked
from services.cases.domain.viewer import AUDITORS, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork

_FOR_OTHERS = AUDITORS | {"manager"}


class DeclareTie:
    """Looks nobody up: the same answer, by the same statements, whether or not anybody knows of such a person."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, account_id: str, subject: Subject) -> str:
        """Answers the tie's id. `account_id` is empty for oneself.

        Raises Invalid naming what is missing, Denied for another's tie unless a manager, guardian or DPO tells of it.
        """
        caller.must("ties:declare")
        viewer = viewer_of(caller)
        whose = account_id or caller.subject
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers have ties to declare")
        if whose != caller.subject and viewer.role not in _FOR_OTHERS:
            raise Denied("only a manager, guardian or data protection officer tells of another's tie")
        made = Tie(
            self._ids.new("tie"), whose, viewer.organisation_id, checked(subject), caller.subject, self._clock.now()
        )
        async with self._work() as work:
            if earlier := await work.idempotency.earlier(caller):
                return earlier
            await work.ties.add(made)
            await work.idempotency.keep(caller, made.id)
            work.tell(
                TieMoved(
                    person_id="",
                    organisation_id=made.organisation_id,
                    by=caller.subject,
                    tie_id=made.id,
                    account_id=whose,
                    step="declared",
                )
            )
        return made.id
