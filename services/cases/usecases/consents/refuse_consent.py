"""The person says no, and it is kept: what she refuses while she is able to stands against whoever may act for her."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import data_classes
from services.cases.domain.consents.consent_record import Refusal
from services.cases.domain.days import day
from services.cases.domain.events import ConsentRefused
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.consents.consent_situation import NOT_ASSESSED, CompetenceWish, nation, shown, whose


@dataclass(frozen=True, slots=True)
class RefusalWish:
    """As it came. `person_id` is empty for the resident's own; `evidence` is what shows a no that was said aloud."""

    person_id: str
    from_organisation_id: str
    to_organisation_ids: Collection[str]
    data_classes: Collection[str]
    purpose: str
    competence: CompetenceWish = NOT_ASSESSED
    evidence: str = ""


class RefuseConsent:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: RefusalWish) -> Refusal:
        """Raises Invalid naming what is wrong, NotFound, Denied."""
        caller.must("consents:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            named = {wish.from_organisation_id, *wish.to_organisation_ids}
            person_id = await whose(work, viewer, wish.person_id, named, now)
            evidence = shown(caller, viewer, wish.evidence)
            await work.people.locked(person_id)
            if not wish.to_organisation_ids:
                raise Invalid.field("to_organisation_ids", "must name every organisation she was asked about")
            refusal = Refusal(
                id=self._ids.new("ref"),
                person_id=person_id,
                from_organisation_id=wish.from_organisation_id,
                to_organisation_ids=frozenset(wish.to_organisation_ids),
                data_classes=data_classes("data_classes", wish.data_classes),
                purpose=purpose(wish.purpose),
                refused_at=now,
                recorded_by=caller.actor,
                competence=wish.competence.checked(viewer, day(now)),
                evidence=evidence,
            )
            await nation(work, refusal)
            await work.consent_records.refuse(refusal)
            work.tell(
                ConsentRefused(
                    person_id=person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.actor,
                    refusal_id=refusal.id,
                )
            )
        return refusal
