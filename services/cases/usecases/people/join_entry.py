"""An agency's entry becomes one of a person others know, with all that hangs on it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from chassis.clock import Clock
from chassis.errors import Conflict
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.contacts.safe_contact import as_both_allow
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import Involvement, by_feed
from services.cases.domain.people.events import KnowledgeLinked, SafeContactRecorded
from services.cases.domain.people.matching import Likely
from services.cases.domain.people.person import Carried, IdentityLink, Knowledge
from services.cases.ports.work import Work
from services.cases.usecases.networks.announce_involvement import announce
from services.cases.usecases.people.holding_nothing import must_hold_nothing


class JoinEntry:
    """With the agency's involvements and what it recorded of safe contact; undone by `SeparatePerson`.

    `merging`: the agency's own system says that the entry is of somebody it knows by another. Of two involvements of
    one feed the one that was hers stays, and the other ends where it was.
    """

    def __init__(self, ids: Ids, clock: Clock) -> None:
        self._ids, self._clock = ids, clock

    async def __call__(
        self, work: Work, caller: Caller, entry: Knowledge, likely: Likely, rule: str, *, merging: bool = False
    ) -> None:
        """Raises Conflict, with nothing changed, where the entry is linked, something hangs on it that is not moved by
        guesswork, or the agency knows that person already.
        """
        own, to = entry.organisation_id, likely.person_id
        await self._must_be_free(work, entry, to, merging=merging)
        mine = [one for one in await work.involvements.of_person(entry.person_id) if one.organisation_id == own]
        theirs = [one for one in await work.involvements.of_person(to) if one.organisation_id == own]
        if theirs and not merging:
            raise Conflict("your organisation knows that person under another local id", code="known-already")
        taken = {one.source for one in theirs if by_feed(one)}
        left = [one for one in mine if by_feed(one) and one.source in taken]
        come = [one for one in mine if one not in left]
        carried = Carried(frozenset(one.id for one in come), {one.id: one.until for one in left}) if merging else None
        now = self._clock.now()
        made = IdentityLink(
            self._ids.new("lnk"), entry.id, to, entry.person_id, rule, likely.score, now, carried=carried
        )
        await work.people.link([made])
        await work.people.learn([], [replace(entry, person_id=to)])
        work.tell(
            KnowledgeLinked(person_id=to, organisation_id=own, by=caller.subject, knowledge_id=entry.id, rule=rule)
        )
        await self._move(work, caller, come, to)
        await self._end(work, caller, left, day(now))
        if not merging:
            await work.family.move(own, entry.person_id, to)
        await self._forbid_still(work, caller, entry, to)

    async def _must_be_free(self, work: Work, entry: Knowledge, to: str, *, merging: bool) -> None:
        own = entry.organisation_id
        if await work.people.link_of(entry.id) is not None:
            raise Conflict("this entry is linked already; separate it first", code="linked")
        if not merging and not (await work.people.agencies([to])).get(to):
            raise Conflict("nobody else knows that person any more", code="gone")
        for person_id in sorted((entry.person_id, to)):
            await work.people.locked(person_id)
        await must_hold_nothing(work, own, entry.person_id)
        if await work.account_links.taken(entry.person_id):
            raise Conflict("an account was linked with your entry; end that link first", code="account-linked")
        if merging and await work.family.recorded(own, entry.person_id):
            raise Conflict(
                "your organisation has recorded who belongs to whom your entry is of; end that first, record it anew",
                code="in-use",
            )

    async def _move(self, work: Work, caller: Caller, come: Sequence[Involvement], to: str) -> None:
        for one in come:
            moved = replace(one, person_id=to)
            await work.involvements.put([moved])
            announce(work, moved, caller.subject)

    async def _end(self, work: Work, caller: Caller, left: Sequence[Involvement], today: date) -> None:
        yesterday = today - timedelta(days=1)
        for one in left:
            if one.until is None or one.until > yesterday:
                ended = replace(one, until=max(one.since, yesterday))
                await work.involvements.put([ended])
                announce(work, ended, caller.subject)

    async def _forbid_still(self, work: Work, caller: Caller, entry: Knowledge, to: str) -> None:
        """What the agency recorded of how she may be contacted goes with its entry: what is not safe stays so, and
        where it recorded something under the other entry too, what both allow.
        """
        own, before = entry.organisation_id, entry.person_id
        recorded = [one for one in await work.safe_contacts.of(before) if one.organisation_id == own]
        if not recorded:
            return
        there = [one for one in await work.safe_contacts.of(to) if one.organisation_id == own]
        await work.safe_contacts.forget(before, own)
        carried = replace(recorded[-1], id=self._ids.new("sct"), person_id=to)
        if there:
            carried = as_both_allow(there[-1], carried, self._clock.now())
        await work.safe_contacts.add(carried)
        work.tell(SafeContactRecorded(person_id=to, organisation_id=own, by=caller.subject, contact_id=carried.id))
