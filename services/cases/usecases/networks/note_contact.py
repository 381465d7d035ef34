"""A worker notes when there was contact with a person, and when there will be."""

from datetime import date

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import Involvement, Status, hidden
from services.cases.domain.people.events import InvolvementNoted
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.about_oneself import about_oneself
from services.cases.usecases.sent_about import sent_about


class NoteContact:
    """Any worker of the organisation, of its teams' involvements and its professionals'; of a private service, its
    brokers and the professional named. To everybody else it is not there.
    """

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(
        self,
        caller: Caller,
        involvement_id: str,
        version: int,
        last: date | None,
        following: date | None,
        person_id: str = "",
    ) -> Involvement:
        """`person_id`, where one is named, is whom it has to be about.

        Raises NotFound, Denied, Invalid for a last contact to come or a next one that is past, Conflict for what is
        over, Stale where it was noted since.
        """
        caller.must("people:write")
        viewer, today = viewer_of(caller), day(self._clock.now())
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("a worker has to note contact")
        if last and last > today:
            raise Invalid.field("last_contact", "must not be in the future")
        if following and following < today:
            raise Invalid.field("next_contact", "must not be in the past")
        async with self._work() as work:
            one = await work.involvements.get(involvement_id, viewer.organisation_id)
            own = one.organisation_id == viewer.organisation_id and not hidden(one, viewer)
            if not own or not sent_about(person_id, one.person_id):
                raise NotFound("there is no such involvement")
            await work.people.locked(one.person_id)
            if await about_oneself(work, caller.subject, one.person_id):
                raise NotFound("there is no such involvement")
            one = await work.involvements.get(involvement_id, viewer.organisation_id)
            one.must_be(version)
            if one.status(today) is Status.HISTORIC:
                raise Conflict("this involvement is over", code="involvement-ended")
            noted = one.contacted(last, following)
            if noted != one:
                await work.involvements.put([noted])
                work.tell(
                    InvolvementNoted(
                        person_id=noted.person_id,
                        organisation_id=viewer.organisation_id,
                        by=caller.subject,
                        involvement_id=noted.id,
                        step="contact",
                    )
                )
        return noted
