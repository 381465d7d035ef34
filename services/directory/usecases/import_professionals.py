"""Professionals come in from a feed: an operator's, or one organisation's own."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.directory.domain.column import BadColumn
from services.directory.domain.employer import Employer
from services.directory.domain.events import ProfessionalsImported
from services.directory.domain.feed import Feed
from services.directory.domain.ids import OrganisationId, ProfessionalId
from services.directory.domain.professional import Professional, ProfessionalFacts, ProfessionalRow, parse
from services.directory.domain.report import Rejection, Report
from services.directory.ports import OpenReading, OpenWork, Work
from services.directory.usecases.place_employers import PlaceEmployers
from services.directory.usecases.rows import CHUNK, bounded

_Parsed = tuple[int, Employer, ProfessionalFacts]


class ImportProfessionals:
    """New professionals are made, known ones (by the feed's external id) updated, rows that cannot be taken named.

    The same file again changes nothing. Each `CHUNK` rows are one unit of work, so that others need not wait long, and
    an interrupted import is taken up by sending the file again.
    """

    def __init__(self, work: OpenWork, reading: OpenReading, clock: Clock, ids: Ids) -> None:
        self._work, self._reading, self._clock, self._ids = work, reading, clock, ids
        self._place_employers = PlaceEmployers(clock, ids)

    async def __call__(self, caller: Caller, rows: Sequence[ProfessionalRow]) -> Report:
        """Raises Denied to all but operators and an organisation's own administrators, Invalid for too many rows."""
        caller.must("directory:write")
        feed = await self._feed(caller)
        bounded(rows)
        report = Report()
        for start in range(0, len(rows), CHUNK):
            parsed = _parsed(feed, rows[start : start + CHUNK], report)
            async with self._work() as work:
                await self._chunk(work, feed, parsed, report, caller.subject)
        report.rejected.sort(key=lambda rejection: rejection.line)
        return report

    async def _feed(self, caller: Caller) -> Feed:
        if caller.kind == "operator":
            return Feed(owner=None)
        if not caller.claim("org"):
            raise Denied("this needs an organisation to act for")
        async with self._reading() as reading:
            return Feed(owner=await reading.organisations.get(OrganisationId(caller.claim("org"))))

    async def _chunk(self, work: Work, feed: Feed, rows: Sequence[_Parsed], report: Report, by: str) -> None:
        places = await self._place_employers(work, feed, [employer for _, employer, _ in rows], by)
        known = await work.professionals.fed(feed.name, {facts.external_id for _, _, facts in rows})
        after, now = dict(known), self._clock.now()
        for (line, _, facts), place in zip(rows, places, strict=True):
            if isinstance(place, BadColumn):
                report.rejected.append(Rejection(line, place.column, place.reason))
                continue
            before = after.get(facts.external_id)
            if before and (before.facts, before.organisation, before.team) == (facts, place.organisation, place.team):
                report.unchanged += 1
                continue
            after[facts.external_id] = Professional(
                id=before.id if before else ProfessionalId(self._ids.new("prf")),
                feed=feed.name,
                organisation=place.organisation,
                team=place.team,
                facts=facts,
                updated_at=now,
                # A feed that still names a leaver does not bring her back; enabling her does.
                disabled_at=before.disabled_at if before else None,
            )
            report.taken += 1
        new = [each for key, each in after.items() if key not in known]
        changed = [each for key, each in after.items() if key in known and each != known[key]]
        await work.professionals.add(new)
        await work.professionals.put(changed)
        if new or changed:
            left = [was for key, was in known.items() if was.organisation != after[key].organisation]
            work.tell(ProfessionalsImported(feed.name, new, changed, left), by)


def _parsed(feed: Feed, rows: Sequence[ProfessionalRow], report: Report) -> list[_Parsed]:
    parsed = list[_Parsed]()
    for row in rows:
        try:
            employer, facts = parse(row)
            feed.admits(employer)
            parsed.append((row.line, employer, facts))
        except BadColumn as bad:
            report.rejected.append(Rejection(row.line, bad.column, bad.reason))
    return parsed
