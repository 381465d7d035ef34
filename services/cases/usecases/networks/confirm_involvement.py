"""Somebody else vouches for what a worker declared."""

from chassis.clock import Clock
from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import Confirmer, Involvement, confirmed, hidden
from services.cases.domain.people.events import InvolvementNoted
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.about_oneself import about_oneself
from services.cases.usecases.networks.announce_involvement import announce
from services.cases.usecases.sent_about import sent_about


class ConfirmInvolvement:
    """A manager of the same organisation, or a member of the person's network (`involvement.confirmed` says who that
    is). From then on the involvement shows, and opens the network to its organisation."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, involvement_id: str, person_id: str = "") -> Involvement:
        """`person_id`, where one is named, is whom it has to be about.

        Raises NotFound for a shielded one that the caller is not to know of too, Denied for anybody who may not,
        Conflict when it is confirmed or over."""
        caller.must("people:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers can confirm who works with whom")
        by = Confirmer(caller.subject, viewer.organisation_id, viewer.professional_id, viewer.role)
        async with self._work() as work:
            one = await work.involvements.get(involvement_id, viewer.organisation_id)
            if hidden(one, viewer):
                raise NotFound("there is no such involvement")
            await work.people.locked(one.person_id)
            if await about_oneself(work, caller.subject, one.person_id):
                raise NotFound("there is no such involvement")
            network = await work.involvements.of_person(one.person_id)
            current = next(other for other in network if other.id == one.id)  # as it is under the lock
            if not sent_about(person_id, current.person_id):
                raise NotFound("there is no such involvement")
            done = confirmed(current, by, tuple(network), day(self._clock.now()))
            await work.involvements.put([done])
            work.tell(
                InvolvementNoted(
                    person_id=done.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    involvement_id=done.id,
                    step="confirmed",
                )
            )
            announce(work, done, caller.subject)
        return done
