"""An agency that knows the person says: yes, this account is hers."""

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.account_links.knowing_agency import must_know
from services.cases.usecases.account_links.tell_of_link import tell_of_link
from services.cases.usecases.disclose import Disclose

_BECAUSE = "Confirmed that an account is yours."


class ConfirmAccountLink:
    """By a worker of an agency with a confirmed, current involvement with the person, never for his own account."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock
        self._disclose = Disclose(ids, clock)

    async def __call__(self, caller: Caller, link_id: str, method: str, checked_person_id: str) -> AccountLink:
        """`checked_person_id` only counts where the match was left to an officer. Raises NotFound where the agency
        does not know the person, Conflict, Invalid.
        """
        caller.must("links:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers can confirm whose account it is")
        async with self._work() as work:
            link = await work.account_links.get(link_id)
            if link.account_id == caller.subject:
                raise Denied("somebody else has to confirm your own account", code="own-person")
            whom, now = link.person_id or checked_person_id, self._clock.now()
            await must_know(work, self._disclose, viewer, link, whom, _BECAUSE, now)
            made = link.made(caller.subject, method, checked_person_id)
            if link.state is LinkState.OFFICER and await work.account_links.taken(made.person_id):
                raise Denied("this person has another account; end that link first", code="account-taken")
            await work.account_links.put(made)
            await tell_of_link(work, link, made, caller.subject, viewer.organisation_id, self._ids, now)
        return made
