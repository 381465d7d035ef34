"""Looks of the caller's own that may have been at two people: the link by which he saw what he saw was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.tokens import Caller
from services.cases.domain.recall import Recall
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class MisreadLook:
    """With the local ids under which his organisation knows whom he was after; whom else he saw is told to nobody."""

    recall: Recall
    local_ids: tuple[str, ...]


class ListMisreadLooks:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, limit: int) -> Sequence[MisreadLook]:
        """The oldest first, until he says that he knows."""
        caller.must("people:read")
        viewer = viewer_of(caller)
        own = viewer.organisation_id
        async with self._work() as work:
            found = await work.recalls.of_looker(viewer.subject, own, limit)
            known = await work.people.known_of({one.person_id for one in found}, own) if found else []
        theirs = [one for one in known if one.organisation_id == own]
        return [
            MisreadLook(look, tuple(one.local_id for one in theirs if one.person_id == look.person_id))
            for look in found
        ]
