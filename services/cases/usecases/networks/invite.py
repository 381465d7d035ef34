"""A member of a person's network asks somebody of another organisation to join it."""

from chassis.clock import Clock
from chassis.errors import Conflict, Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.networks.events import InvitationMoved
from services.cases.domain.networks.invitation import Invitation, InvitationState, Inviting, invited, seen_to_work
from services.cases.domain.networks.involvement import same
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.permit import permitted_or_raise


class Invite:
    """By a worker of an organisation that others may see work with her. It shows and opens nothing until a manager of
    the organisation invited accepts.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, person_id: str, to: Inviting) -> Invitation:
        """Raises NotFound for whom the caller may not see and for an organisation that there is not, Denied, Invalid,
        Conflict where they are in the network, or invited, already.
        """
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers invite")
        one = invited(self._ids.new("ivt"), person_id, to, (caller.subject, viewer.organisation_id), now)
        async with self._work() as work:
            await work.people.locked(person_id)
            # A person that only a shielded service knows is nobody to others.
            await work.people.shown_as(person_id, viewer, now)
            facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
            permitted_or_raise(viewer, Ask(What.NETWORK, person_id, purpose=to.purpose), facts)
            if earlier := await work.idempotency.earlier(caller):
                return await work.invitations.get(earlier)
            network = await work.involvements.seen_by_others(person_id, day(now))
            if not one.holds(network, day(now)):
                raise Denied("only an organisation that others see work with this person invites", code="not-a-member")
            await work.organisations.get(to.to_organisation_id)
            wanted = one.involvement("", caller.subject, day(now))
            if any(same(wanted, other) for other in network if seen_to_work(other, day(now))):
                raise Conflict("they work with this person already", code="involvement-exists")
            sent = await work.invitations.of_person(viewer.organisation_id, person_id)
            waiting = [other for other in sent if other.stands(day(now)) is InvitationState.WAITING]
            if any(same(wanted, other.involvement("", caller.subject, day(now))) for other in waiting):
                raise Conflict("you have invited them already", code="invitation-exists")
            await work.invitations.add(one)
            work.tell(moved(one, viewer.organisation_id, caller.subject, "sent"))
            await work.idempotency.keep(caller, one.id)
        return one


def moved(one: Invitation, organisation_id: str, by: str, step: str) -> InvitationMoved:
    return InvitationMoved(
        person_id=one.person_id, organisation_id=organisation_id, by=by, invitation_id=one.id, step=step
    )
