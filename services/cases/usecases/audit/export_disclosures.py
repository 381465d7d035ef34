"""A guardian or DPO takes out what left, with its proofs, for an inspector."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.days import period
from services.cases.domain.events import DisclosuresExported
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.viewer import AUDITORS, ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.disclosures import Evidence, Transparency, Wanted
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.permit import permitted

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Export:
    """One page, newest first. Every proof leads to `checkpoint`, of `size` leaves; `after` is where the next begins."""

    checkpoint: str
    size: int
    disclosures: Sequence[Evidence]
    after: Place | None


class ExportDisclosures:
    def __init__(self, work: OpenWork, transparency: Transparency, clock: Clock) -> None:
        self._work, self._transparency, self._clock = work, transparency, clock

    async def __call__(self, caller: Caller, from_on: str, to_on: str, size: int, page: Page) -> Export:
        """Of the caller's own organisation; each page is logged before it leaves. `size` 0 is the newest checkpoint.

        Raises:
            Denied: not one of an organisation's own people.
            Invalid: no period, or one longer than a year.
            NotFound: nothing was signed at that size.
        """
        caller.must("disclosures:export")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER or viewer.role not in AUDITORS:
            raise Denied("what left is for an organisation's own officers to take out")
        since, until = period(from_on, to_on, LONGEST)
        if size:
            checkpoint = await self._transparency.signed_at(size)
        else:
            checkpoint, size = await self._transparency.checkpoint()
        wanted = Wanted(viewer, since, until, size)
        async with self._work() as work:
            found = await self._held(work, wanted, Page(page.limit + 1, page.after))
            facts = await work.gate.facts(viewer, [one.person_id for one in found], self._clock.now())
            permitted(viewer, list(map(_asking, found)), facts)
            shown = found[: page.limit]
            work.tell(
                DisclosuresExported(
                    person_id="",
                    organisation_id=viewer.organisation_id,
                    by=viewer.subject,
                    since=from_on,
                    until=to_on,
                    rows=str(len(shown)),
                    withheld=str(sum(one.withheld for one in shown)),
                )
            )
        after = Place(shown[-1].at, shown[-1].id) if len(found) > page.limit else None
        return Export(checkpoint, size, shown, after)

    async def _held(self, work: Work, wanted: Wanted, page: Page) -> Sequence[Evidence]:
        """The page, everybody on it held: read anew after each holding, until it names nobody else."""
        held = set[str]()
        while True:
            found = await work.disclosures.evidence(wanted, page)
            new = {one.person_id for one in found} - held
            if not new:
                return found
            await work.people.held(new)
            held |= new


def _asking(one: Evidence) -> Ask:
    return Ask(
        What.EXPORT,
        one.person_id,
        holder_id=one.holder_id,
        object_id=one.id,
        recipients=frozenset({one.organisation_id}),
        kept_by=one.kept_by,
        host_id=one.host_id,
    )
