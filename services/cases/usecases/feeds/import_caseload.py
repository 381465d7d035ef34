"""An agency's system sends its caseload: each row makes or updates what the agency knows, and says it is involved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chassis.clock import Clock
from chassis.errors import Conflict, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.events import InvolvementChanged
from services.cases.domain.feeds.arrival import Arrivals, Entry, Feed, arrive, involve, possible, stale, to_be_counted
from services.cases.domain.feeds.caseload import Good, Refused, Row, read
from services.cases.domain.feeds.declared_feed import LONGEST_NAME, DeclaredFeed, delivered
from services.cases.domain.feeds.mistaken import mistaken
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.people.events import CaseloadTaken, KnowledgeLinked
from services.cases.domain.people.matching import KnownAs
from services.cases.domain.people.person import Knowledge
from services.cases.ports.keys import Keys, knowledge_key, log_key
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.feeds.feed_manager import sending
from services.cases.usecases.people.join_entry import JoinEntry
from services.cases.usecases.people.particulars import particulars_of

CHUNK = 50
"""Rows a transaction: it holds the one lock under which people are matched for less than 200 ms."""


@dataclass(slots=True)
class CaseloadReport:
    """`linked` counts the people that this batch made known to more than one agency, `likely` the new entries that are
    perhaps of somebody others know, for somebody to look at.
    """

    taken: int = 0
    unchanged: int = 0
    linked: int = 0
    likely: int = 0
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Written:
    """How many people are known to several agencies since, and of which entries the agency's work stands otherwise."""

    linked: int
    said: set[str]


class ImportCaseload:
    """Takes good rows, names bad ones. The same row again changes nothing, so a batch that broke off is sent
    again.
    """

    def __init__(self, work: OpenWork, keys: Keys, ids: Ids, clock: Clock) -> None:
        self._work, self._keys, self._ids, self._clock = work, keys, ids, clock
        self._join = JoinEntry(ids, clock)

    async def __call__(self, caller: Caller, feed: Feed, rows: Sequence[Row]) -> CaseloadReport:
        """Raises Denied for another organisation's caseload, Invalid for a feed without name or with a future
        date.
        """
        sending(caller, feed.organisation_id)
        today = day(self._clock.now())
        delivered(feed.name, feed.as_of, today)
        if len(feed.team) > LONGEST_NAME:
            raise Invalid.field("team", f"must be at most {LONGEST_NAME} characters")
        report, good = CaseloadReport(), dict[str, Good]()
        for row in rows:
            found = read(row, today)
            if isinstance(found, Good) and found.local_id not in good:
                good[found.local_id] = found
            else:
                again = Refused(row.line, "local_id", "was in an earlier row of this batch")
                report.refused.append(found if isinstance(found, Refused) else again)
        taken = list(good.values())
        for start in range(0, len(taken), CHUNK):
            while not await self._take(caller, feed, taken[start : start + CHUNK], report):
                continue  # another batch changed these entries or their candidates meanwhile: look again
        return report

    async def _take(self, caller: Caller, feed: Feed, sent: Sequence[Good], report: CaseloadReport) -> bool:
        local_ids = [row.local_id for row in sent]
        async with self._work() as work:
            await work.organisations.get(feed.organisation_id)
            known = await work.people.known(feed.organisation_id, local_ids)
            fed = await self._fed(work, feed, known)
            rows = [row for row in sent if not ((one := fed.get(row.local_id)) and stale(one, feed))]
            mistakes = mistaken(rows, known, fed)
            rows = [row for row in rows if row.local_id not in mistakes]
            changed = [k.id for row in rows if (k := known.get(row.local_id)) and k.identity != row.identity]
            lonely = await work.people.lonely(changed, feed.organisation_id)
            new = [row.identity for row in rows if (k := known.get(row.local_id)) is None or k.id in lonely]
            candidates = await work.people.likely(new, feed.organisation_id)
        described = await self._described(candidates)
        likely = {one.person_id for one in candidates}
        # Keys are durable at once, each at the cost of a transaction: made before others wait for our locks.
        await self._keys.make(*(log_key(person_id, feed.organisation_id) for person_id in sorted(likely)))
        entries = await self._entries(feed, rows, known)
        async with self._work() as work:
            await work.people.match_alone()
            if await work.people.known(feed.organisation_id, local_ids) != known:
                return False
            if await work.people.likely(new, feed.organisation_id) != candidates:
                return False
            if await work.people.lonely(changed, feed.organisation_id) != lonely:
                return False
            if await self._fed(work, feed, known) != fed:
                return False
            await self._note(work, feed)
            others = [k.identity for k in candidates]
            bearers = await work.people.bearers(to_be_counted(new, others), feed.organisation_id)
            crowds = await work.people.crowds([*new, *others], feed.organisation_id)
            anew = await self._told_apart(work, [k for k in known.values() if k.id in lonely], candidates)
            arrivals = arrive(feed, entries, known, described, bearers, crowds, self._ids, self._clock.now(), anew)
            written = await self._write(caller, work, feed, arrivals, known, rows)
            taken = len(written.said | {entry.local_id for entry in entries})
            if taken:
                work.tell(
                    CaseloadTaken(
                        person_id="",
                        organisation_id=feed.organisation_id,
                        by=caller.subject,
                        feed=feed.name,
                        taken=str(taken),
                    )
                )
        report.taken += taken
        report.unchanged += len(sent) - len(mistakes) - taken
        report.refused += mistakes.values()
        report.linked += written.linked
        report.likely += len({one.knowledge_id for one in arrivals.possible})
        return True

    async def _fed(self, work: Work, feed: Feed, known: Mapping[str, Knowledge]) -> dict[str, Involvement]:
        """What this feed has said before, by local id."""
        people = {k.person_id for k in known.values()}
        newest = await work.involvements.by_feed(feed.organisation_id, feed.name, people)
        return {id_: newest[k.person_id] for id_, k in known.items() if k.person_id in newest}

    async def _note(self, work: Work, feed: Feed) -> None:
        """How new the feed is; one that nobody declared is taken all the same. Raises Conflict for one that was of a
        private service and is not, or the other way round.
        """
        noted = await work.feeds.find(feed.organisation_id, feed.name)
        if noted and noted.shielded != feed.shielded:
            kind = "a private service's" if noted.shielded else "not a private service's"
            raise Conflict(f"this feed is {kind}; send this caseload under another name", code="feed-shielded")
        known = noted or DeclaredFeed(feed.organisation_id, feed.name, shielded=feed.shielded)
        if known.as_of is None or known.as_of < feed.as_of:
            await work.feeds.put(replace(known, as_of=feed.as_of))

    async def _told_apart(
        self, work: Work, lonely: Sequence[Knowledge], candidates: Sequence[Knowledge]
    ) -> dict[str, set[str]]:
        """Whom each entry is not of, as somebody decided about it or about an entry of theirs."""
        if not lonely:
            return {}
        refused = await work.possible_links.refused([k.id for k in (*lonely, *candidates)])
        came_from = await work.people.came_from([k.id for k in candidates])

        def apart(entry: Knowledge, other: Knowledge) -> bool:
            theirs = {(entry.id, other.person_id), (entry.id, came_from.get(other.id, ""))}
            return bool(refused & (theirs | {(other.id, entry.person_id)}))

        return {entry.id: {other.person_id for other in candidates if apart(entry, other)} for entry in lonely}

    async def _described(self, candidates: Sequence[Knowledge]) -> list[KnownAs]:
        """The candidates with their particulars, which leave only as "agrees" or "differs"."""
        opened = await particulars_of(self._keys, candidates)
        return [KnownAs(k.person_id, k.identity, opened[k.id], k.organisation_id) for k in candidates]

    async def _entries(self, feed: Feed, rows: Sequence[Good], known: Mapping[str, Knowledge]) -> list[Entry]:
        """The rows that are new or say something new."""
        kept = {row.local_id: known[row.local_id].id for row in rows if row.local_id in known}
        which = {row.local_id: kept.get(row.local_id) or self._ids.new("kno") for row in rows}
        await self._keys.make(*(knowledge_key(one, feed.organisation_id) for one in which.values()))
        entries: list[Entry] = []
        for row in rows:
            knowledge_id, plaintext = which[row.local_id], row.particulars.plaintext()
            key, before = knowledge_key(knowledge_id, feed.organisation_id), known.get(row.local_id)
            same = before and before.identity == row.identity and before.shielded == feed.shielded
            if before and same and await self._keys.open(key, before.sealed, knowledge_id.encode()) == plaintext:
                continue
            sealed = await self._keys.seal(key, plaintext, knowledge_id.encode())
            entries.append(Entry(knowledge_id, row.local_id, row.identity, row.particulars, sealed))
        return entries

    async def _write(
        self,
        caller: Caller,
        work: Work,
        feed: Feed,
        arrivals: Arrivals,
        known: Mapping[str, Knowledge],
        rows: Sequence[Good],
    ) -> "_Written":
        made = {link.person_id for link in arrivals.links} | {found.person_id for _, found in arrivals.joining}
        joined = sorted(made - {person.id for person in arrivals.people})
        before = await work.people.agencies(joined)
        for person_id in sorted({*joined, *(entry.person_id for entry, _ in arrivals.joining)}):
            await work.people.locked(person_id)
        await work.people.add(arrivals.people)
        await work.people.learn(arrivals.learnt, arrivals.changed)
        await work.people.link(arrivals.links)
        moved = await self._join_changed(work, caller, arrivals)
        await work.possible_links.add(arrivals.possible)
        after = await work.people.agencies(joined)
        entries = dict(known) | {k.local_id: k for k in arrivals.learnt}
        who = {id_: moved.get(k.id, k.person_id) for id_, k in entries.items()}
        standings = {who[row.local_id]: row.standing for row in rows}
        earlier = await work.involvements.by_feed(feed.organisation_id, feed.name, standings)
        new, changed = involve(feed, standings, earlier, self._ids)
        await work.involvements.add(new)
        await work.involvements.put(changed)
        learnt = {knowledge.id: knowledge for knowledge in arrivals.learnt}
        for link in arrivals.links:
            work.tell(
                KnowledgeLinked(
                    person_id=link.person_id,
                    organisation_id=learnt[link.knowledge_id].organisation_id,
                    by=caller.subject,
                    knowledge_id=link.knowledge_id,
                    rule=link.rule,
                )
            )
        self._announce(caller, work, [one for one in new if one.person_id in joined])
        linked = sum(before.get(person, 0) < 2 <= after.get(person, 0) for person in joined)
        anew = {one.person_id for one in changed if replace(earlier[one.person_id], as_of=one.as_of) != one}
        return _Written(linked, {row.local_id for row in rows if who[row.local_id] in anew})

    async def _join_changed(self, work: Work, caller: Caller, arrivals: Arrivals) -> dict[str, str]:
        """Whom each changed entry is of now, of those that became somebody's. What hangs on one is not moved by
        guesswork: then somebody looks.
        """
        moved = dict[str, str]()
        for entry, found in arrivals.joining:
            try:
                await self._join(work, caller, entry, found.likely, found.rule)
                moved[entry.id] = found.person_id
            except Conflict:
                arrivals.possible.append(possible(entry, found.likely, self._ids, self._clock.now()))
        return moved

    def _announce(self, caller: Caller, work: Work, new: Sequence[Involvement]) -> None:
        """Somebody joined a network that others are in. Of a shielded service nobody hears."""
        for one in new:
            if not one.shielded:
                work.tell(
                    InvolvementChanged(
                        person_id=one.person_id,
                        organisation_id=one.organisation_id,
                        by=caller.subject,
                        involvement_id=one.id,
                    )
                )
