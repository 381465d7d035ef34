"""Looks of the caller's own that may have been at two people: the link by which he saw what he saw was wrong."""

from dataclasses import dataclass

from chassis.tokens import Caller
from services.cases.domain.retention.recall import Recall
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page
from services.cases.ports.work import OpenWork
from services.cases.usecases.paged import Paged, paged
from services.cases.usecases.retention.list_recalls import recalled_at


@dataclass(frozen=True, slots=True)
class MisreadLook:
    """With the local ids under which his organisation knows whom he was after; whom else he saw is told to nobody."""

    recall: Recall
    local_ids: tuple[str, ...]


class ListMisreadLooks:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, page: Page) -> Paged[MisreadLook]:
        """The oldest first, until he says that he knows."""
        caller.must("people:read")
        viewer = viewer_of(caller)
        own = viewer.organisation_id
        async with self._work() as work:
            found = paged(await work.recalls.of_looker(viewer.subject, own, page.and_one), page, recalled_at)
            known = await work.people.known_of({one.person_id for one in found.items}, own) if found.items else []
        theirs = [one for one in known if one.organisation_id == own]
        looks = [
            MisreadLook(look, tuple(one.local_id for one in theirs if one.person_id == look.person_id))
            for look in found.items
        ]
        return Paged(looks, found.after)
