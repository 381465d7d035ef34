"""An organisation decides not to share what it holds about a person, and says why."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import data_classes
from services.cases.domain.days import last_day
from services.cases.domain.events import DecidedNotToShare
from services.cases.domain.purposes import purpose
from services.cases.domain.sharing.not_sharing import LONGEST, DecisionNotToShare, decided
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.must_hold import must_hold


@dataclass(frozen=True, slots=True)
class NotSharingWish:
    """As it came: words and a day (YYYY-MM-DD)."""

    person_id: str
    case_id: str
    to_organisation_ids: Collection[str]
    data_classes: Collection[str]
    purpose: str
    reason: str
    advice_sought: str
    review_on: str


class DecideNotToShare:
    """Whoever may share may decide not to, and nobody else: the same is asked of both."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: NotSharingWish) -> DecisionNotToShare:
        """Raises Invalid naming the field, Denied, NotFound."""
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers decide about what their organisation holds")
        async with self._work() as work:
            await work.people.locked(wish.person_id)
            # A person that only a shielded service knows is nobody to others.
            await work.people.shown_as(wish.person_id, viewer, now)
            await must_hold(work, viewer, wish.person_id, wish.case_id, now)
            if earlier := await work.idempotency.earlier(caller):
                return await work.decisions.get(earlier)
            recipients = frozenset(wish.to_organisation_ids)
            if unknown := recipients - (await work.organisations.known(recipients)).keys():
                raise Invalid.field("to_organisation_ids", f"there is no organisation {min(unknown)}")
            decision = decided(
                DecisionNotToShare(
                    id=self._ids.new("dns"),
                    person_id=wish.person_id,
                    case_id=wish.case_id,
                    organisation_id=viewer.organisation_id,
                    to_organisation_ids=recipients,
                    data_classes=data_classes("data_classes", wish.data_classes),
                    purpose=purpose(wish.purpose),
                    reason=wish.reason.strip(),
                    advice_sought=wish.advice_sought.strip(),
                    review_on=last_day("review_on", wish.review_on, now, LONGEST),
                    decided_at=now,
                    decided_by=viewer.subject,
                )
            )
            await work.decisions.add(decision)
            await work.idempotency.keep(caller, decision.id)
            work.tell(
                DecidedNotToShare(
                    person_id=decision.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    decision_id=decision.id,
                )
            )
        return decision
