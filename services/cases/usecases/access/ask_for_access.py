"""A resident asks an organisation for a copy of what it holds about her."""

from chassis.clock import Clock
from chassis.errors import Conflict, Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.access.events import AccessAsked
from services.cases.domain.access.request import MOST_OPEN, AccessRequest, Way
from services.cases.domain.days import day
from services.cases.domain.objection import words
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class AskForAccess:
    """She names an organisation: the answer is the same whether it holds anything of her or not."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, organisation_id: str, wanted: str) -> AccessRequest:
        """`wanted` may be empty: all of it. Raises Invalid, Denied for whose account is linked to nobody, NotFound for
        no organisation, Conflict where many wait for the answer already.
        """
        caller.must("me:write")
        now = self._clock.now()
        async with self._work() as work:
            person_id = await work.account_links.person_of(caller.subject)
            if viewer_of(caller).kind is not ViewerKind.RESIDENT or person_id is None:
                raise Denied("your account is not linked to what organisations know of you yet", code="not-linked")
            await work.people.locked(person_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.access_requests.get(earlier)
            organisation = await work.organisations.get(organisation_id)
            request = AccessRequest(
                id=self._ids.new("sar"),
                person_id=person_id,
                organisation_id=organisation.id,
                way=Way.ONLINE if caller.actor == caller.subject else Way.SPOKEN,
                wanted=words("wanted", wanted) if wanted.strip() else "",
                asked_on=day(now),
                made_by=caller.actor,
                made_at=now,
            )
            before = [one for one in await work.access_requests.of(person_id) if one.organisation_id == organisation.id]
            # What she said elsewhere does not count here: a refusal would tell of it.
            if sum(one.released_at is None and one.way is request.way for one in before) >= MOST_OPEN:
                raise Conflict("they have yet to answer what you asked for before", code="too-many-open")
            await work.access_requests.add(request)
            await work.idempotency.keep(caller, request.id)
            work.tell(
                AccessAsked(
                    person_id=person_id,
                    organisation_id=organisation.id,
                    by=caller.actor,
                    request_id=request.id,
                    way=request.way,
                )
            )
        return request
