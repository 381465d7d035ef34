"""An officer takes the copy out on paper, for who asked by letter or aloud."""

from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.access.copy import document
from services.cases.domain.access.events import AccessCopyHandedOver
from services.cases.domain.access.request import AccessRequest, AccessState, Way
from services.cases.domain.consents.authority import Mandate
from services.cases.domain.days import day
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.access.answering import to_answer
from services.cases.usecases.access.still_reached import still_reached
from services.cases.usecases.disclose import Disclose


async def must_be_handed_over(work: Work, request: AccessRequest, mandate: Mandate | None, now: datetime) -> None:
    """Raises as `HandOverAccessCopy` does."""
    if request.state(day(now)) is not AccessState.READY:
        raise NotFound("there is no such copy")
    if request.way is Way.ONLINE:
        raise Denied("she fetches it on her own pages", code="hers-to-fetch")
    if await still_reached(work, request, mandate) != request.reach:
        raise Conflict("their authority reaches less than when the copy was made", code="authority-ended")


class HandOverAccessCopy:
    """Whoever asked in her stead must still have the authority, and stands on her page as one who looked. Each part
    leaves a leaf.
    """

    def __init__(self, work: OpenWork, mandates: Mandates, disclose: Disclose, clock: Clock) -> None:
        self._work, self._mandates, self._disclose, self._clock = work, mandates, disclose, clock

    async def __call__(self, caller: Caller, request_id: str, part: int) -> str:
        """JSON text. Raises NotFound for what is not there yet, or there no more; Denied where she asked on her pages
        and fetches it there herself; Conflict where authority ended, or reaches less than it did.
        """
        caller.must("access-requests:answer")
        async with self._work() as work:
            mandate_id = (await work.access_requests.get(request_id)).mandate_id
        mandate = await self._mandates.now(mandate_id) if mandate_id else None
        acted_for = await self._mandates.acted_for(caller.subject)
        async with self._work() as work:
            request = await to_answer(work, caller, request_id, acted_for)
            await must_be_handed_over(work, request, mandate, self._clock.now())
            text = await work.access_answers.copy(request, part)
            if mandate:
                await self._on_her_page(work, request, mandate)
            organisation = await work.organisations.get(request.organisation_id)
            work.tell(
                AccessCopyHandedOver(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    part=str(part),
                )
            )
        return document(request, organisation, part, text)

    async def _on_her_page(self, work: Work, request: AccessRequest, mandate: Mandate) -> None:
        person = (await work.people.held([request.person_id]))[request.person_id]
        proxy = Viewer(ViewerKind.PROXY, mandate.account_id, role=mandate.kind, hand=mandate.proxy_id)
        permit = Permit("proxy", "A copy was handed to somebody who acts for you.")
        holder, classes = request.organisation_id, request.reach
        await self._disclose(work, proxy, person, permit, what="copy", holder_id=holder, classes=classes)
