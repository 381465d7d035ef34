"""A link was wrong."""

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.account_link import AccountLink
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.account_links.knowing_agency import must_know
from services.cases.usecases.account_links.tell_of_link import tell_of_link
from services.cases.usecases.disclose import Disclose

_LONGEST_REASON = 500
_BECAUSE = "Said that an account is not yours."


class EndAccountLink:
    """An agency that knows the person refuses a proposed link, or reverses a live one. From then on the account sees
    what an unlinked one does."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock
        self._disclose = Disclose(ids, clock)

    async def __call__(self, caller: Caller, link_id: str, reason: str) -> AccountLink:
        """Raises NotFound where the agency does not know the person, Conflict when it is over, Invalid without
        reason."""
        caller.must("links:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers can end the link of an account")
        if not 0 < len(reason.strip()) <= _LONGEST_REASON:
            raise Invalid.field("reason", f"must say why, in at most {_LONGEST_REASON} characters")
        async with self._work() as work:
            link, now = await work.account_links.get(link_id), self._clock.now()
            await must_know(work, self._disclose, viewer, link, link.person_id, _BECAUSE, now)
            ended = link.ended(reason.strip())
            await work.account_links.put(ended)
            await tell_of_link(work, link, ended, caller.subject, viewer.organisation_id, self._ids, now)
        return ended
