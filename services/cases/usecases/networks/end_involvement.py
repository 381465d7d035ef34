"""A working link ends on a day."""

from datetime import date

from chassis.clock import Clock
from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import Involvement, hidden
from services.cases.domain.people.events import InvolvementNoted
from services.cases.domain.viewer import BROKERS, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.about_oneself import about_oneself
from services.cases.usecases.networks.announce_involvement import announce
from services.cases.usecases.sent_about import sent_about


class EndInvolvement:
    """Ended by the professional named in it, whoever declared it, or the duty desk, a manager or a feed of its own
    organisation. To every other organisation's workers, and of a private service to colleagues, it is not there to end.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(
        self, caller: Caller, involvement_id: str, until: date | None, person_id: str = ""
    ) -> Involvement:
        """`until` is its last day, None for today; `person_id`, where one is named, is whom it has to be about.

        Raises NotFound, Denied, Conflict when it has ended, Invalid.
        """
        feed = "people:import" in caller.scopes
        if not feed:
            caller.must("people:write")
        viewer, today = viewer_of(caller), day(self._clock.now())
        async with self._work() as work:
            one = await work.involvements.get(involvement_id, viewer.organisation_id)
            elsewhere = not viewer.organisation_id or one.organisation_id != viewer.organisation_id
            if elsewhere or (hidden(one, viewer) and not feed):
                raise NotFound("there is no such involvement")
            await work.people.locked(one.person_id)
            if await about_oneself(work, caller.subject, one.person_id):
                raise NotFound("there is no such involvement")
            one = await work.involvements.get(involvement_id, viewer.organisation_id)
            if not sent_about(person_id, one.person_id):
                raise NotFound("there is no such involvement")
            named = viewer.professional_id != "" and viewer.professional_id == one.professional_id
            if not (feed or named or viewer.role in BROKERS or one.declared_by == caller.subject):
                raise Denied("the professional it names, the duty desk or a manager can end it", code="not-yours")
            ended = one.ended(until or today, today)
            await work.involvements.put([ended])
            work.tell(
                InvolvementNoted(
                    person_id=ended.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    involvement_id=ended.id,
                    step="ended",
                )
            )
            announce(work, ended, caller.subject)
        return ended
