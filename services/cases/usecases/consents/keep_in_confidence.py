"""A worker records that a person who can decide it herself keeps something from whoever acts for her."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import data_class
from services.cases.domain.consents.confidence import Confidence, kept
from services.cases.domain.people.events import ConfidenceMoved
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.about_oneself import about_oneself
from services.cases.usecases.consents.end_consents_on_mandate import OVER
from services.cases.usecases.consents.take_back import take_back


@dataclass(frozen=True, slots=True)
class ConfidenceWish:
    """As it came: words and a day (YYYY-MM-DD); no data class where only the organisation's own work is kept."""

    person_id: str
    data_classes: Collection[str]
    assessed_on: str
    assessor: str


class KeepInConfidence:
    """By an organisation that works with her, private ones too. Proxies are not told: what is kept is not there, and
    what one agreed to of it in her stead ends, as it does when his authority is over.
    """

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: ConfidenceWish) -> Confidence:
        """Raises Invalid naming the field, NotFound for whom the organisation does not know, Denied."""
        caller.must("people:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers record what a person keeps in confidence")
        one = kept(
            Confidence(
                id=self._ids.new("cnf"),
                person_id=wish.person_id,
                organisation_id=viewer.organisation_id,
                data_classes=frozenset(data_class("data_classes", word) for word in wish.data_classes),
                assessed_on=_date(wish.assessed_on),
                assessor=wish.assessor.strip(),
                recorded_by=viewer.subject,
                recorded_at=now,
            )
        )
        async with self._work() as work:
            await work.people.locked(wish.person_id)
            await work.people.shown_as(wish.person_id, viewer, now)
            if await about_oneself(work, viewer.subject, wish.person_id):
                raise Denied("somebody else has to say that you can decide this yourself", code="own-person")
            if not (await work.gate.facts(viewer, [wish.person_id], now))[wish.person_id].member:
                raise Denied("your organisation has no confirmed involvement with this person", code="not-a-member")
            if earlier := await work.idempotency.earlier(caller):
                return await work.confidences.get(earlier)
            await work.confidences.add(one)
            await self._end_what_was_agreed(work, one)
            await work.idempotency.keep(caller, one.id)
            work.tell(
                ConfidenceMoved(
                    person_id=one.person_id,
                    organisation_id=one.organisation_id,
                    by=viewer.subject,
                    confidence_id=one.id,
                    step="kept",
                )
            )
        return one

    async def _end_what_was_agreed(self, work: Work, one: Confidence) -> None:
        consents = [each for each in await work.consents.of(one.person_id) if each.withdrawn_at is None]
        records = await work.consent_records.these(consents)
        for consent in consents:
            record = records.get(consent.id)
            named = {consent.from_organisation_id, *consent.to_organisation_ids}
            kept_now = one.organisation_id in named or one.data_classes & consent.data_classes
            if record and record.mandate_id and kept_now:
                person = await work.people.locked(one.person_id)
                await take_back(work, person, consent, OVER, self._ids, self._clock.now())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid.field("assessed_on", "must be a date written YYYY-MM-DD") from None
