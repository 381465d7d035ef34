"""A manager of the organisation that was invited accepts, or declines."""

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.networks.invitation import Invitation, not_whom
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth, found
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.invite import moved
from services.cases.usecases.people.find_person import confirm, known_by, missed
from services.cases.usecases.referrals.take_on import take_on


class AcceptInvitation:
    """Says whom he means by what he has to find her, since the invitation does not; only if it is she whom it is about,
    the involvement begins. Any other answer is one and the same, and counts as a guess.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock
        self._disclose = Disclose(ids, clock)

    async def __call__(self, caller: Caller, invitation_id: str, by: ByIdentifier | ByNameAndBirth) -> Involvement:
        """Raises NotFound for another organisation's, Denied, Invalid with half a name, Conflict where it was answered
        or has lapsed. Denied is the same whoever else was meant, himself too, and where nobody is known so.
        """
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            one = await _to_answer(work, viewer, invitation_id)
            accepted = one.accepted(caller.subject, now)
            if not one.holds(await work.involvements.seen_by_others(one.person_id, day(now)), day(now)):
                raise Conflict("this invitation is lapsed", code="invitation-lapsed")
            outcome = found(await known_by(work, viewer, by, now))
            meant = outcome.person_id == one.person_id
            if meant and not await confirm(work, self._disclose, viewer, one.person_id, one.purpose, now):
                wanted = one.involvement(self._ids.new("inv"), caller.subject, day(now))
                involvement_id = await take_on(work, viewer, wanted, None, day(now))
                await work.invitations.put(accepted)
                work.tell(moved(accepted, viewer.organisation_id, caller.subject, "accepted"))
                return await work.involvements.get(involvement_id, viewer.organisation_id)
            await missed(work, viewer, "other" if outcome.person_id else outcome.outcome, self._ids, now)
        raise not_whom()


class DeclineInvitation:
    """Whoever invited sees that it was declined, and why."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, invitation_id: str, reason: str) -> Invitation:
        """Raises NotFound, Denied, Invalid without a reason, Conflict where it was answered or has lapsed."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            one = await _to_answer(work, viewer, invitation_id)
            declined = one.declined(reason, caller.subject, now)
            await work.invitations.put(declined)
            work.tell(moved(declined, viewer.organisation_id, caller.subject, "declined"))
        return declined.to_invited()


async def _to_answer(work: Work, viewer: Viewer, invitation_id: str) -> Invitation:
    """As it is while this unit of work holds the person."""
    if viewer.kind is not ViewerKind.WORKER:
        raise NotFound("there is no such invitation")
    one = await work.invitations.get(invitation_id)
    if one.to_organisation_id != viewer.organisation_id:
        raise NotFound("there is no such invitation")
    if viewer.role != "manager":
        raise Denied("a manager answers for the organisation that is invited", code="not-a-manager")
    await work.people.locked(one.person_id)
    return await work.invitations.get(invitation_id)
