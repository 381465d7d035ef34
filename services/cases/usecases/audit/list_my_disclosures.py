"""A resident sees who has looked, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.tokens import Caller
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class MyDisclosures:
    """Newest first, without what is withheld; `total` counts without it too. `after` is where the next page
    begins.
    """

    disclosures: Sequence[Disclosure] = ()
    total: int = 0
    after: Place | None = None


class ListMyDisclosures:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, page: Page) -> MyDisclosures:
        caller.must("me:read")
        if viewer_of(caller).kind is not ViewerKind.RESIDENT:
            return MyDisclosures()
        async with self._work() as work:
            person_id = await work.account_links.person_of(caller.subject)
            if person_id is None:
                return MyDisclosures()
            found = await work.disclosures.shown(person_id, Page(page.limit + 1, page.after))
            total = await work.disclosures.shown_count(person_id)
        shown = found[: page.limit]
        after = Place(shown[-1].at, shown[-1].id) if len(found) > page.limit else None
        return MyDisclosures(shown, total, after)
