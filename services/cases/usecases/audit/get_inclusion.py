"""Proof that a leaf is in the log, for those it concerns."""

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.disclosures import Proven, Transparency
from services.cases.ports.work import OpenWork


class GetInclusion:
    def __init__(self, work: OpenWork, transparency: Transparency) -> None:
        self._work, self._transparency = work, transparency

    async def __call__(self, caller: Caller, leaf_id: str, size: int) -> Proven:
        """Among the first `size` leaves, or all that are signed where `size` is 0.

        A resident proves her own disclosures that are not withheld; an organisation those towards it, and of what it
        holds those that neither another keeps back, nor tell of a private service or a hub; an operator any leaf. For
        everybody else, and for what is withheld, there is no such leaf: NotFound.
        """
        caller.must("audit:read")
        if not await self._concerned(caller, leaf_id):
            raise NotFound("There is no such entry in the log.")
        if size == 0:
            _, size = await self._transparency.checkpoint()
        return await self._transparency.inclusion(leaf_id, size)

    async def _concerned(self, caller: Caller, leaf_id: str) -> bool:
        viewer = viewer_of(caller)
        if caller.kind == "operator":
            return True
        async with self._work() as work:
            if viewer.kind is ViewerKind.RESIDENT:
                person_id = await work.account_links.person_of(caller.subject)
                return person_id is not None and await work.disclosures.shown_to(person_id, leaf_id)
            if viewer.kind not in (ViewerKind.WORKER, ViewerKind.PARTNER):
                return False
            return await work.disclosures.of_organisation(viewer.organisation_id, leaf_id)
