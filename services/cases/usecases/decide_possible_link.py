"""Somebody has looked: the agency's entry is of a person others know, or is not."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.people_events import KnowledgeLinked, PossibleLinkDecided, SafeContactRecorded
from services.cases.domain.person import IdentityLink
from services.cases.domain.possible_link import Decided, PossibleLink
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.announce_involvement import announce
from services.cases.usecases.holding_nothing import must_hold_nothing

BY_SOMEBODY = "decided_by_a_person"
_LONGEST_REASON = 500


class DecidePossibleLink:
    """A manager decides about his own agency's entry. A link takes with it the agency's involvements and what it
    recorded of safe contact, and can be undone (`SeparatePerson`); the entry's other possible links are refused.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, link_id: str, same: bool | None, reason: str) -> PossibleLink:
        """Raises NotFound, Denied, Invalid without decision or reason, Conflict for what was decided or has changed."""
        caller.must("links:write")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER or viewer.role != "manager":
            raise Denied("a manager has to decide on possible links")
        if same is None:
            raise Invalid.field("same", "must say whether they are one person")
        if not 0 < len(reason.strip()) <= _LONGEST_REASON:
            raise Invalid.field("reason", f"must say why, in at most {_LONGEST_REASON} characters")
        async with self._work() as work:
            await work.people.match_alone()
            link = await work.possible_links.get(link_id, viewer.organisation_id)
            if link.decided is not Decided.NOT:
                raise Conflict("this was decided already", code="decided")
            now = self._clock.now()
            decided = replace(link, decided=Decided.LINKED if same else Decided.REFUSED, decided_at=now)
            settled = [decided]
            if same:
                await self._link(work, caller, link)
                others = [one for one in await work.possible_links.open_of(link.knowledge_id) if one.id != link.id]
                settled += [replace(one, decided=Decided.REFUSED, decided_at=now) for one in others]
            await work.possible_links.put(settled)
            work.tell(
                PossibleLinkDecided(
                    person_id=link.person_id,
                    organisation_id=link.organisation_id,
                    by=caller.subject,
                    knowledge_id=link.knowledge_id,
                    decided=decided.decided,
                    reason=reason.strip(),
                )
            )
        return decided

    async def _link(self, work: Work, caller: Caller, link: PossibleLink) -> None:
        own, to = link.organisation_id, link.person_id
        entry = (await work.people.known(own, [link.local_id]))[link.local_id]
        if await work.people.link_of(entry.id) is not None:
            raise Conflict("this entry is linked already; separate it first", code="linked")
        if not (await work.people.agencies([to])).get(to):
            raise Conflict("nobody else knows that person any more", code="gone")
        for person_id in sorted((entry.person_id, to)):
            await work.people.locked(person_id)
        await must_hold_nothing(work, own, entry.person_id)
        if await work.account_links.taken(entry.person_id):
            raise Conflict("an account was linked with your entry; end that link first", code="account-linked")
        if any(one.organisation_id == own for one in await work.involvements.of_person(to)):
            raise Conflict("your organisation knows that person under another local id", code="known-already")
        made = IdentityLink(
            self._ids.new("lnk"), entry.id, to, entry.person_id, BY_SOMEBODY, link.score, self._clock.now()
        )
        await work.people.link([made])
        await work.people.learn([], [replace(entry, person_id=to)])
        work.tell(
            KnowledgeLinked(
                person_id=to, organisation_id=own, by=caller.subject, knowledge_id=entry.id, rule=BY_SOMEBODY
            )
        )
        for one in await work.involvements.of_person(entry.person_id):
            if one.organisation_id == own:
                moved = replace(one, person_id=to)
                await work.involvements.put([moved])
                announce(work, moved, caller.subject)
        await self._forbid_still(work, caller, entry.person_id, to)

    async def _forbid_still(self, work: Work, caller: Caller, before: str, to: str) -> None:
        """What the agency recorded of how she may be contacted goes with its entry: what is not safe stays so."""
        own = viewer_of(caller).organisation_id
        recorded = [one for one in await work.safe_contacts.of(before) if one.organisation_id == own]
        if not recorded:
            return
        await work.safe_contacts.forget(before, own)
        carried = replace(recorded[-1], id=self._ids.new("sct"), person_id=to)
        await work.safe_contacts.add(carried)
        work.tell(SafeContactRecorded(person_id=to, organisation_id=own, by=caller.subject, contact_id=carried.id))
