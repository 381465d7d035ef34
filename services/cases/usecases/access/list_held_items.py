"""An officer sees what the organisation holds about the person of a subject access request, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.tokens import Caller
from services.cases.domain.access.events import HeldItemsListed
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.answering import to_answer
from services.cases.usecases.access.held import Held, held


@dataclass(frozen=True, slots=True)
class HeldItems:
    """One page, in the order of kind and id. `after` is where the next begins, if there is one."""

    items: Sequence[Held]
    total: int
    undecided: int
    to_second: int
    after: tuple[str, str] | None


class ListHeldItems:
    def __init__(self, work: OpenWork, mandates: Mandates) -> None:
        self._work, self._mandates = work, mandates

    async def __call__(self, caller: Caller, request_id: str, limit: int, after: tuple[str, str] | None) -> HeldItems:
        """Unopened. Each page leaves a leaf. Raises NotFound outside the organisation and for one's own."""
        caller.must("access-requests:answer")
        acted_for = await self._mandates.acted_for(caller.subject)
        async with self._work() as work:
            request = await to_answer(work, caller, request_id, acted_for)
            every = await held(work, request)
            behind = [one for one in every if after is None or one.item.key > after]
            shown = behind[:limit]
            work.tell(
                HeldItemsListed(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    items=str(len(shown)),
                )
            )
        return HeldItems(
            items=shown,
            total=len(every),
            undecided=sum(one.undecided for one in every),
            to_second=sum(one.wants_second_look for one in every),
            after=shown[-1].item.key if len(behind) > limit else None,
        )
