"""A second officer looks at what is left out for fear of serious harm."""

from collections.abc import Sequence

from chassis.errors import Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.access.events import SecondLookTaken
from services.cases.domain.access.held_item import key
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.answering import to_answer
from services.cases.usecases.access.held import held


class TakeSecondLook:
    """Where they agree it may stay out; where not, it has to be decided anew."""

    def __init__(self, work: OpenWork, mandates: Mandates) -> None:
        self._work, self._mandates = work, mandates

    async def __call__(
        self, caller: Caller, request_id: str, items: Sequence[tuple[str, str]], agrees: bool, reason: str
    ) -> None:
        """Raises Invalid without a reason or items, NotFound, Denied for who decided it, Conflict where no second look
        is wanted.
        """
        caller.must("access-requests:answer")
        if not reason.strip():
            raise Invalid.field("reason", "is missing")
        keys = list(dict.fromkeys(key(*each) for each in items))
        if not keys:
            raise Invalid.field("items", "must be 1 at the least")
        acted_for = await self._mandates.acted_for(caller.subject)
        async with self._work() as work:
            request = await to_answer(work, caller, request_id, acted_for)
            request.must_wait()
            decisions = {one.item.key: one.decision for one in await held(work, request) if one.decision}
            if not decisions.keys() >= set(keys):
                raise NotFound("there is no such decision")
            seconded = [decisions[each].seconded(caller.subject) for each in keys]
            if agrees:
                await work.access_answers.decide(request, seconded)
            else:
                await work.access_answers.undecide(request, keys)
            work.tell(
                SecondLookTaken(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    outcome="agreed" if agrees else "disagreed",
                    reason=reason.strip(),
                    items=" ".join(f"{kind}:{id_}" for kind, id_ in keys),
                )
            )
