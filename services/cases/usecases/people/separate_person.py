"""Two lives were mixed up: an agency's entry is of somebody else than those it was linked with."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.contacts.safe_contact import told_apart
from services.cases.domain.people.events import KnowledgeSeparated, SafeContactRecorded
from services.cases.domain.people.person import IdentityLink, Knowledge
from services.cases.domain.people.possible_link import Decided, PossibleLink
from services.cases.domain.retention.recall import misled
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.networks.announce_involvement import announce
from services.cases.usecases.people.holding_nothing import must_hold_nothing
from services.cases.usecases.people.linking_manager import linking_manager, reason_of


class SeparatePerson:
    """A manager undoes the link of his own agency's entry; the agency's involvements go with it, and the network it
    leaves hears. The two are never proposed to be one again.

    How it recorded that she may be contacted is asked anew; until then silence wins for the one, and for the other
    what it forbade. What it left for private services, and answered as one, may be of either: it is let go.

    Where its own system had said that two of its entries are one person's, what came with the one goes, and what was
    left is as it was; the agency knew the person by the other all along, so nobody read about the wrong one.

    What the agency read of others about the wrong person since they were linked is told by each record's handle, to
    itself and to who holds the record: neither may have known that it was misread. Whoever looked at that person
    without reading a record, and would not have seen her but for the link, is told of his look; not whom he saw.

    What others share with it about the wrong person stays theirs to end: each giver is told until the share is over.
    Not where it still knows her openly by another entry, nor of a private service's: no giver learns of that.

    What the agency wrote or shares about the wrong person is not moved by guesswork: while there is any, this is
    refused.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, local_id: str, reason: str) -> str:
        """The person the entry is of from now on. Raises NotFound, Denied, Invalid without a reason, Conflict."""
        own, why = linking_manager(caller).organisation_id, reason_of(reason)
        async with self._work() as work:
            await work.people.match_alone()
            if earlier := await work.idempotency.earlier(caller):
                return earlier
            entry = (await work.people.known(own, [local_id])).get(local_id)
            if entry is None:
                raise NotFound("your organisation has nobody under that local id")
            link = await work.people.link_of(entry.id)
            if link is None:
                raise Conflict("this entry is not linked to anybody else's", code="not-linked")
            for person_id in sorted((link.person_id, link.from_person_id)):
                await work.people.locked(person_id)
            await must_hold_nothing(work, own, link.person_id, link.made_at if link.carried else None)
            await self._never_again(work, entry, link)
            if link.carried is None:
                await work.recalls.separated(link.person_id, own, link.made_at, self._clock.now())
                await self._tell_who_shares(work, entry, link)
            await self._tell_who_looked(work, entry, link)
            await work.people.unlink(replace(link, ended_at=self._clock.now()))
            await work.people.learn([], [replace(entry, person_id=link.from_person_id)])
            work.tell(
                KnowledgeSeparated(
                    person_id=link.person_id,
                    organisation_id=own,
                    by=caller.subject,
                    knowledge_id=entry.id,
                    reason=why,
                )
            )
            await self._take_back(work, caller, own, link)
            await work.private_messages.forget(link.person_id, own)
            await self._ask_again(work, caller, link.person_id, link.from_person_id)
            await work.idempotency.keep(caller, link.from_person_id)
        return link.from_person_id

    async def _take_back(self, work: Work, caller: Caller, own: str, link: IdentityLink) -> None:
        """All of the agency's, or what came with an entry that its own system had said was another's."""
        for one in await work.involvements.of_person(link.person_id):
            if one.organisation_id == own and (link.carried is None or one.id in link.carried.came):
                announce(work, one, caller.subject)
                await work.involvements.put([replace(one, person_id=link.from_person_id)])
        if link.carried is None:
            await work.family.move(own, link.person_id, link.from_person_id)
            return
        for one in await work.involvements.of_person(link.from_person_id):
            if one.id in link.carried.left:
                again = replace(one, until=link.carried.left[one.id])
                await work.involvements.put([again])
                announce(work, again, caller.subject)

    async def _tell_who_shares(self, work: Work, entry: Knowledge, link: IdentityLink) -> None:
        own = entry.organisation_id
        known = await work.people.known_of([link.person_id], own)
        openly = any(one.organisation_id == own and one.id != entry.id and not one.shielded for one in known)
        if not entry.shielded and not openly:
            await work.recalls.parted(link.person_id, own, self._clock.now())

    async def _tell_who_looked(self, work: Work, entry: Knowledge, link: IdentityLink) -> None:
        known = await work.people.known_of([link.person_id], entry.organisation_id)
        others = [one.id for one in known if one.organisation_id == entry.organisation_id and one.id != entry.id]
        since = [found.made_at if (found := await work.people.link_of(one)) else link.made_at for one in others]
        looks = await work.disclosures.since(link.person_id, entry.organisation_id, link.made_at)
        told = misled(looks, min(since, default=None), privately=entry.shielded)
        await work.recalls.looked(told, link.from_person_id, self._clock.now())

    async def _never_again(self, work: Work, entry: Knowledge, link: IdentityLink) -> None:
        """It is kept as a possible link that somebody refused."""
        now = self._clock.now()
        decided = [one for one in await work.possible_links.of(entry.id) if one.person_id == link.person_id]
        await work.possible_links.put([replace(one, decided=Decided.REFUSED, decided_at=now) for one in decided])
        if not decided:
            refused = PossibleLink(
                self._ids.new("lnk"),
                entry.organisation_id,
                entry.id,
                entry.local_id,
                link.person_id,
                link.score,
                {},
                now,
                Decided.REFUSED,
                now,
            )
            await work.possible_links.add([refused])

    async def _ask_again(self, work: Work, caller: Caller, wrong: str, right: str) -> None:
        """What the agency recorded of how she may be contacted may be of either: its words are taken out."""
        viewer, now = viewer_of(caller), self._clock.now()
        recorded = [one for one in await work.safe_contacts.of(wrong) if one.organisation_id == viewer.organisation_id]
        if not recorded:
            return
        await work.safe_contacts.forget(wrong, viewer.organisation_id)
        for contact in told_apart(recorded[-1], right, self._ids, caller.subject, now):
            await work.safe_contacts.add(contact)
            work.tell(
                SafeContactRecorded(
                    person_id=contact.person_id,
                    organisation_id=contact.organisation_id,
                    by=caller.subject,
                    contact_id=contact.id,
                )
            )
