"""The officer of a subject access request decides what leaves, what is left out, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.access.decision import decided, opinion, verdict
from services.cases.domain.access.events import HeldItemsDecided
from services.cases.domain.access.held_item import key
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork
from services.cases.usecases.access.answering import to_answer
from services.cases.usecases.access.held import held

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class OpinionWish:
    """As it came: words and a day (YYYY-MM-DD); empty where nobody gave one."""

    given_by: str = ""
    profession: str = ""
    given_on: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class DecisionWish:
    """As it came, for all of the items (kind, id)."""

    items: Sequence[tuple[str, str]]
    outcome: str
    exemption: str = ""
    reason: str = ""
    opinion: OpinionWish = OpinionWish()


class DecideHeldItems:
    """All of them, or none."""

    def __init__(self, work: OpenWork, mandates: Mandates, clock: Clock) -> None:
        self._work, self._mandates, self._clock = work, mandates, clock

    async def __call__(self, caller: Caller, request_id: str, wish: DecisionWish) -> None:
        """Raises Invalid naming what is wrong, NotFound, Denied for anybody but its officer, Conflict."""
        caller.must("access-requests:answer")
        now, said = self._clock.now(), wish.opinion
        given = opinion(said.given_by, said.profession, said.given_on, said.words, now)
        checked = verdict(wish.outcome, wish.exemption, wish.reason, given)
        keys = list(dict.fromkeys(key(*each) for each in wish.items))
        if not 1 <= len(keys) <= MOST_AT_ONCE:
            raise Invalid.field("items", f"must be 1 to {MOST_AT_ONCE}")
        acted_for = await self._mandates.acted_for(caller.subject)
        async with self._work() as work:
            request = await to_answer(work, caller, request_id, acted_for)
            request.must_be_prepared_by(caller.subject)
            items = {one.item.key: one.item for one in await held(work, request)}
            if not items.keys() >= set(keys):
                raise NotFound("there is no such item")
            decisions = [decided(items[each], checked, caller.subject, now) for each in keys]
            await work.access_answers.decide(request, decisions)
            work.tell(
                HeldItemsDecided(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    outcome=checked.outcome,
                    exemption=checked.exemption,
                    items=" ".join(f"{kind}:{id_}" for kind, id_ in keys),
                )
            )
