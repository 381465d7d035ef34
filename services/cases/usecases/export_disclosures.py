"""A guardian or DPO takes out what left, with its proofs, for an inspector."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.days import period
from services.cases.domain.events import DisclosuresExported
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.disclosures import Evidence, Transparency, Wanted
from services.cases.ports.work import OpenWork

LONGEST = timedelta(days=366)
_TOLD_ALL = "dpo"
"""The role that is shown what its organisation keeps back from residents."""


@dataclass(frozen=True, slots=True)
class Export:
    """One page, newest first. Every proof leads to `checkpoint`, of `size` leaves; `after` is where the next begins."""

    checkpoint: str
    size: int
    disclosures: Sequence[Evidence]
    after: Place | None


class ExportDisclosures:
    def __init__(self, work: OpenWork, transparency: Transparency) -> None:
        self._work, self._transparency = work, transparency

    async def __call__(self, caller: Caller, from_on: str, to_on: str, size: int, page: Page) -> Export:
        """Of the caller's own organisation; each page is logged before it leaves. `size` 0 is the newest checkpoint.

        Raises:
            Denied: not one of an organisation's own people.
            Invalid: no period, or one longer than a year.
            NotFound: nothing was signed at that size.
        """
        caller.must("disclosures:export")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("what left is for an organisation's own officers to take out")
        since, until = period(from_on, to_on, LONGEST)
        if size:
            checkpoint = await self._transparency.signed_at(size)
        else:
            checkpoint, size = await self._transparency.checkpoint()
        told_all = viewer.role == _TOLD_ALL
        wanted = Wanted(viewer.organisation_id, viewer.subject, since, until, size, withheld=told_all)
        async with self._work() as work:
            found = await work.disclosures.evidence(wanted, Page(page.limit + 1, page.after))
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
