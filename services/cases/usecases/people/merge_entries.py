"""An agency's system says that two of its local ids are one person's (HL7 A40; FHIR `Patient.link`, replaced-by)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from chassis.clock import Clock
from chassis.errors import Conflict
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.access.held_item import ItemKind
from services.cases.domain.days import day
from services.cases.domain.feeds.arrival import possible
from services.cases.domain.feeds.caseload import Refused
from services.cases.domain.people.events import EntriesMerged
from services.cases.domain.people.likeness import Described
from services.cases.domain.people.matching import KnownAs, Likely, said_to_be_one
from services.cases.domain.people.person import Knowledge, Particulars
from services.cases.domain.people.possible_link import AT_SOURCE, Decided, PossibleLink
from services.cases.ports.keys import Keys
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.feeds.feed_manager import sending
from services.cases.usecases.people.join_entry import JoinEntry
from services.cases.usecases.people.particulars import particulars_of

MERGED = "merged_at_source"
_COMES_OR_STAYS = {ItemKind.INVOLVEMENT, ItemKind.DISCLOSURE}
"""Looks stay in the log of whom they were at."""


@dataclass(frozen=True, slots=True)
class MergedRow:
    """`local_id` is the one that went, `merged_into` the one that stays."""

    line: int
    local_id: str
    merged_into: str


@dataclass(slots=True)
class MergeReport:
    """`taken` are one person from now on, `to_decide` wait for a manager."""

    taken: int = 0
    unchanged: int = 0
    to_decide: int = 0
    refused: list[Refused] = field(default_factory=list)


class MergeEntries:
    """Both entries stay, and are of one person from then on: what comes late under the old id is hers too. Nobody
    else's entry moves. The entry moves on which nothing hangs; cases, shares and an account stay where they are.

    Where the two contradict each other, or something hangs on both, a manager decides (`DecidePossibleLink`); whom he
    told apart stays apart. A merge is undone by `SeparatePerson`.
    """

    def __init__(self, work: OpenWork, keys: Keys, ids: Ids, clock: Clock) -> None:
        self._work, self._keys, self._ids, self._clock = work, keys, ids, clock
        self._join = JoinEntry(ids, clock)

    async def __call__(self, caller: Caller, organisation_id: str, rows: Sequence[MergedRow]) -> MergeReport:
        """The same again changes nothing. Raises Denied for another organisation's entries."""
        sending(caller, organisation_id)
        report = MergeReport()
        for row in rows:
            while not await self._take(caller, organisation_id, row, report):
                continue  # an entry of the two was changed meanwhile: look again
        return report

    async def _take(self, caller: Caller, own: str, row: MergedRow, report: MergeReport) -> bool:
        old, into = row.local_id.strip(), row.merged_into.strip()
        async with self._work() as work:
            known = await work.people.known(own, {old, into})
        if refused := _refused(row, known):
            report.refused.append(refused)
            return True
        opened = await particulars_of(self._keys, list(known.values()))
        async with self._work() as work:
            await work.people.match_alone()
            if await work.people.known(own, {old, into}) != known:
                return False
            outcome = await self._merge(work, caller, known[old], known[into], opened)
        match outcome:
            case "told-apart":
                reason = "and the other were told apart by a manager of yours: they stay two people"
                report.refused.append(Refused(row.line, "local_id", reason))
            case "unchanged":
                report.unchanged += 1
            case "to-decide":
                report.to_decide += 1
            case _:
                report.taken += 1
        return True

    async def _merge(
        self, work: Work, caller: Caller, old: Knowledge, into: Knowledge, opened: Mapping[str, Particulars]
    ) -> str:
        if old.person_id == into.person_id:
            return "unchanged"
        said = [one for entry in (old, into) for one in await work.possible_links.of(entry.id)]
        between = [one for one in said if one.person_id in (old.person_id, into.person_id)]
        if any(one.decided is Decided.REFUSED for one in between):
            return "told-apart"
        if any(one.decided is Decided.NOT and one.merging for one in between):
            return "unchanged"
        free = [pair for pair in ((old, into), (into, old)) if await self._free(work, *pair)]
        moving, staying = free[0] if free else (old, into)
        known = KnownAs(staying.person_id, staying.identity, opened[staying.id])
        likely, agree = said_to_be_one(Described(moving.identity, opened[moving.id]), known)
        joined = bool(free) and agree and await self._joined(work, caller, moving, likely)
        found = possible(moving, likely, self._ids, self._clock.now())
        await self._keep(work, replace(found, said={AT_SOURCE: "agree", **found.said}), between, joined=joined)
        outcome = "joined" if joined else "to-decide"
        work.tell(
            EntriesMerged(
                person_id=moving.person_id,
                organisation_id=old.organisation_id,
                by=caller.subject,
                knowledge_id=old.id,
                into_knowledge_id=into.id,
                outcome=outcome,
            )
        )
        return outcome

    async def _keep(self, work: Work, found: PossibleLink, between: Sequence[PossibleLink], *, joined: bool) -> None:
        """For a manager to decide, or to undo; in the place of what waited for him because the two are alike."""
        waiting = [one for one in between if one.decided is Decided.NOT]
        if joined:
            found = replace(found, decided=Decided.LINKED, decided_at=found.found_at)
        mine = [one for one in waiting if one.knowledge_id == found.knowledge_id]
        if not mine:
            await work.possible_links.add([found])
        for one in mine:
            await work.possible_links.put([replace(found, id=one.id)])
        if joined:
            settled = [replace(one, decided=Decided.LINKED, decided_at=found.found_at) for one in waiting]
            await work.possible_links.put([one for one in settled if one.knowledge_id != found.knowledge_id])

    async def _free(self, work: Work, entry: Knowledge, other: Knowledge) -> bool:
        """Whether the entry stands alone: no account hangs on it, and nothing but the agency's work and its looks;
        nobody else it may know of is one with it, and nobody is to look whether it is of a third.
        """
        own, today = entry.organisation_id, day(self._clock.now())
        held = await work.holdings.of(own, entry.person_id, today)
        known = await work.people.known_of([entry.person_id], own)
        waits = [one for one in await work.possible_links.of(entry.id) if one.decided is Decided.NOT]
        return (
            [one.id for one in known] == [entry.id]
            and all(one.person_id == other.person_id for one in waits)
            and not await work.account_links.taken(entry.person_id)
            and {item.kind for item in await work.held_items.of(own, entry.person_id)} <= _COMES_OR_STAYS
            and not any(one.on_hold or one.asked_for or one.died for one in held)
            and not any(one.organisation_id == own for one in await work.confidences.live([entry.person_id]))
        )

    async def _joined(self, work: Work, caller: Caller, moving: Knowledge, likely: Likely) -> bool:
        try:
            await self._join(work, caller, moving, likely, MERGED, merging=True)
        except Conflict:
            return False
        return True


def _refused(row: MergedRow, known: Mapping[str, Knowledge]) -> Refused | None:
    old, into = row.local_id.strip(), row.merged_into.strip()
    if old == into:
        return Refused(row.line, "merged_into", "is the same local id")
    for column, local_id in (("local_id", old), ("merged_into", into)):
        if local_id not in known:
            return Refused(row.line, column, "is nobody's here: send that row of the caseload first")
    if known[old].shielded != known[into].shielded:
        return Refused(row.line, "merged_into", "is a private service's entry, and the other is not")
    return None
