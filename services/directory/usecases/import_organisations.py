"""An operator brings organisations in from a register."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.directory.domain.column import BadColumn
from services.directory.domain.events import OrganisationChanged
from services.directory.domain.ids import OrganisationId
from services.directory.domain.organisation import Organisation, OrganisationFacts, OrganisationRow, parse
from services.directory.domain.register import Register, updated
from services.directory.domain.report import Rejection, Report
from services.directory.ports import OpenWork, Work
from services.directory.usecases.rows import CHUNK, bounded

_Parsed = tuple[int, OrganisationFacts]


class ImportOrganisations:
    """New organisations are made, known ones updated, rows that cannot be taken named; the rest is kept.

    The same file again changes nothing. Each `CHUNK` rows are one unit of work, so that others need not wait long, and
    an interrupted import is taken up by sending the file again.
    """

    def __init__(self, work: OpenWork, clock: Clock, ids: Ids) -> None:
        self._work, self._clock, self._ids = work, clock, ids

    async def __call__(self, caller: Caller, rows: Sequence[OrganisationRow]) -> Report:
        """Raises Denied to all but operators, Invalid for too many rows."""
        caller.must("directory:write")
        if caller.kind != "operator":
            raise Denied("only an operator registers organisations")
        bounded(rows)
        report = Report()
        for start in range(0, len(rows), CHUNK):
            parsed = _parsed(rows[start : start + CHUNK], report)
            async with self._work() as work:
                await self._chunk(work, parsed, report, caller.subject)
        report.rejected.sort(key=lambda rejection: rejection.line)
        return report

    async def _chunk(self, work: Work, rows: Sequence[_Parsed], report: Report, by: str) -> None:
        named = await work.organisations.named({facts.key for _, facts in rows})
        identified = await work.organisations.identified({facts.identifier for _, facts in rows if facts.identifier})
        register, now = Register([*named, *identified]), self._clock.now()
        for line, facts in rows:
            try:
                known = register.find(facts)
            except BadColumn as bad:
                report.rejected.append(Rejection(line, bad.column, bad.reason))
                continue
            facts = updated(known.facts, facts) if known else facts
            if known and known.facts == facts:
                report.unchanged += 1
                continue
            which = known.id if known else OrganisationId(self._ids.new("org"))
            register.enter(Organisation(which, facts, updated_at=now), before=known)
            report.taken += 1
        await work.organisations.put(register.changed)
        await work.organisations.add(register.new)
        for organisation in (*register.changed, *register.new):
            work.tell(OrganisationChanged(organisation), by)


def _parsed(rows: Sequence[OrganisationRow], report: Report) -> list[_Parsed]:
    parsed = list[_Parsed]()
    for row in rows:
        try:
            parsed.append((row.line, parse(row)))
        except BadColumn as bad:
            report.rejected.append(Rejection(row.line, bad.column, bad.reason))
    return parsed
