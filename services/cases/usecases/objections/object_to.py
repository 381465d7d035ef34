"""A resident objects to what an organisation does with what it knows of her, or disputes what it has written."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Conflict, Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import data_classes
from services.cases.domain.events import ObjectionMade
from services.cases.domain.objection import MOST_OPEN, Objection, Outcome, due, kind, words
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


@dataclass(frozen=True, slots=True)
class ObjectionWish:
    organisation_id: str
    kind: str
    data_classes: Collection[str]
    words: str


class ObjectTo:
    """She names an organisation, never a record: the answer is the same whether it holds anything of her or not."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: ObjectionWish) -> Objection:
        """Raises Invalid, Denied for whose account is linked to nobody, NotFound for no organisation, Conflict where
        many wait for the answer already.
        """
        caller.must("me:write")
        now = self._clock.now()
        async with self._work() as work:
            person_id = await work.account_links.person_of(caller.subject)
            if viewer_of(caller).kind is not ViewerKind.RESIDENT or person_id is None:
                raise Denied("your account is not linked to what organisations know of you yet", code="not-linked")
            await work.people.locked(person_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.objections.get(earlier)
            organisation = await work.organisations.get(wish.organisation_id)
            objection = Objection(
                id=self._ids.new("obj"),
                person_id=person_id,
                organisation_id=organisation.id,
                kind=kind(wish.kind),
                data_classes=data_classes("data_classes", wish.data_classes),
                words=words("words", wish.words),
                made_at=now,
                made_by=caller.actor,
                spoken=caller.actor != caller.subject,
                due_on=due(now),
            )
            before = await work.objections.towards(organisation.id, person_id)
            if sum(one.outcome is Outcome.NONE for one in before) >= MOST_OPEN:
                raise Conflict("they have yet to answer what you said before", code="too-many-open")
            await work.objections.add(objection)
            await work.idempotency.keep(caller, objection.id)
            work.tell(
                ObjectionMade(
                    person_id=person_id, organisation_id=organisation.id, by=caller.actor, objection_id=objection.id
                )
            )
        return objection
