"""A worker's part in a person's life goes over to a colleague or a team."""

from datetime import date

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.hand_over import Successor, handed_over, must_hand_over
from services.cases.domain.networks.involvement import Involvement, Status, same
from services.cases.domain.people.events import InvolvementNoted
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.about_oneself import about_oneself
from services.cases.usecases.networks.announce_involvement import announce
from services.cases.usecases.sent_about import sent_about


class HandOverInvolvement:
    """Inside its organisation, by whom it names or a manager. The network hears of both halves, of a private one
    nobody. Shares that opened a private one stay with the old: whom it was opened to is asked anew.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(
        self, caller: Caller, involvement_id: str, to: Successor, since: date | None = None, person_id: str = ""
    ) -> Involvement:
        """Answers the one that begins; `since` is its first day, None for today. `person_id` is whom the form was
        about, where one was.

        Raises NotFound, Denied, Invalid, Conflict where it is over, or where who is to carry on works with her already.
        """
        caller.must("people:write")
        viewer, today = viewer_of(caller), day(self._clock.now())
        async with self._work() as work:
            found = await work.involvements.get(involvement_id, viewer.organisation_id)
            must_hand_over(found, viewer)
            if not sent_about(person_id, found.person_id):
                raise NotFound("there is no such involvement")
            if earlier := await work.idempotency.earlier(caller):
                return await work.involvements.get(earlier, viewer.organisation_id)
            await work.people.locked(found.person_id)
            if await about_oneself(work, caller.subject, found.person_id):
                raise NotFound("there is no such involvement")
            one = await work.involvements.get(involvement_id, viewer.organisation_id)
            around = await work.involvements.of_person(one.person_id)
            over, new = handed_over(one, to, since or today, viewer, self._ids.new("inv"), today)
            alike = [other for other in around if same(new, other) and other.shielded == new.shielded]
            if any(other.status(today) is Status.CURRENT for other in alike):
                raise Conflict("whoever is to carry on works with this person already", code="involvement-exists")
            await work.involvements.put([over])
            await work.involvements.add([new])
            for half, step in ((over, "handed-over"), (new, "recorded")):
                work.tell(
                    InvolvementNoted(
                        person_id=half.person_id,
                        organisation_id=half.organisation_id,
                        by=caller.subject,
                        involvement_id=half.id,
                        step=step,
                    )
                )
                announce(work, half, caller.subject)
            await work.idempotency.keep(caller, new.id)
        return new
