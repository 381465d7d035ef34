"""Somebody has looked: the agency's entry is of a person others know, or is not."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.people.events import PossibleLinkDecided
from services.cases.domain.people.matching import Likely
from services.cases.domain.people.possible_link import Decided, PossibleLink
from services.cases.ports.work import OpenWork
from services.cases.usecases.people.join_entry import JoinEntry
from services.cases.usecases.people.linking_manager import linking_manager, possible_link_of, reason_of

BY_SOMEBODY = "decided_by_a_person"


class DecidePossibleLink:
    """A manager decides about his own agency's entry. A link takes with it the agency's involvements and what it
    recorded of safe contact, and can be undone (`SeparatePerson`); the entry's other possible links are refused.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._clock, self._join = work, clock, JoinEntry(ids, clock)

    async def __call__(self, caller: Caller, link_id: str, same: bool | None, reason: str) -> PossibleLink:
        """Raises NotFound, Denied, Invalid without decision or reason, Conflict for what was decided or has changed."""
        viewer = linking_manager(caller)
        if same is None:
            raise Invalid.field("same", "must say whether they are one person")
        why = reason_of(reason)
        async with self._work() as work:
            await work.people.match_alone()
            link = await possible_link_of(work, caller, viewer, link_id)
            if await work.idempotency.earlier(caller):
                return link
            if link.decided is not Decided.NOT:
                raise Conflict("this was decided already", code="decided")
            now = self._clock.now()
            decided = replace(link, decided=Decided.LINKED if same else Decided.REFUSED, decided_at=now)
            settled = [decided]
            if same:
                entry = (await work.people.known(link.organisation_id, [link.local_id]))[link.local_id]
                likely = Likely(link.person_id, link.score)
                await self._join(work, caller, entry, likely, BY_SOMEBODY, merging=link.merging)
                others = [one for one in await work.possible_links.of(link.knowledge_id) if one.id != link.id]
                still = [one for one in others if one.decided is Decided.NOT]
                settled += [replace(one, decided=Decided.REFUSED, decided_at=now) for one in still]
            await work.possible_links.put(settled)
            await work.idempotency.keep(caller, link.id)
            work.tell(
                PossibleLinkDecided(
                    person_id=link.person_id,
                    organisation_id=link.organisation_id,
                    by=caller.subject,
                    knowledge_id=link.knowledge_id,
                    decided=decided.decided,
                    reason=why,
                )
            )
        return decided
