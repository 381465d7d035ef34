"""An agency's entry becomes one of a person others know, with all that hangs on it."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Conflict
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.matching import Likely
from services.cases.domain.people_events import KnowledgeLinked, SafeContactRecorded
from services.cases.domain.person import IdentityLink, Knowledge
from services.cases.ports.work import Work
from services.cases.usecases.announce_involvement import announce
from services.cases.usecases.holding_nothing import must_hold_nothing


class JoinEntry:
    """With the agency's involvements and what it recorded of safe contact; undone by `SeparatePerson`."""

    def __init__(self, ids: Ids, clock: Clock) -> None:
        self._ids, self._clock = ids, clock

    async def __call__(self, work: Work, caller: Caller, entry: Knowledge, likely: Likely, rule: str) -> None:
        """Raises Conflict, with nothing changed, where the entry is linked, something hangs on it that is not moved by
        guesswork, or the agency knows that person already.
        """
        own, to = entry.organisation_id, likely.person_id
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
        made = IdentityLink(self._ids.new("lnk"), entry.id, to, entry.person_id, rule, likely.score, self._clock.now())
        await work.people.link([made])
        await work.people.learn([], [replace(entry, person_id=to)])
        work.tell(
            KnowledgeLinked(person_id=to, organisation_id=own, by=caller.subject, knowledge_id=entry.id, rule=rule)
        )
        for one in await work.involvements.of_person(entry.person_id):
            if one.organisation_id == own:
                moved = replace(one, person_id=to)
                await work.involvements.put([moved])
                announce(work, moved, caller.subject)
        await work.family.move(own, entry.person_id, to)
        await self._forbid_still(work, caller, entry, to)

    async def _forbid_still(self, work: Work, caller: Caller, entry: Knowledge, to: str) -> None:
        """What the agency recorded of how she may be contacted goes with its entry: what is not safe stays so."""
        own, before = entry.organisation_id, entry.person_id
        recorded = [one for one in await work.safe_contacts.of(before) if one.organisation_id == own]
        if not recorded:
            return
        await work.safe_contacts.forget(before, own)
        carried = replace(recorded[-1], id=self._ids.new("sct"), person_id=to)
        await work.safe_contacts.add(carried)
        work.tell(SafeContactRecorded(person_id=to, organisation_id=own, by=caller.subject, contact_id=carried.id))
