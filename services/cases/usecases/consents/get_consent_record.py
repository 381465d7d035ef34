"""Somebody whom a consent concerns reads all that is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.consent import Consent
from services.cases.domain.consent_record import ConsentEvent, ConsentRecord
from services.cases.domain.notices import text_of
from services.cases.domain.receipt import discreet, spoken_of
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work


@dataclass(frozen=True, slots=True)
class Recorded:
    """`record` is None for a consent of before 0.2.0. `notice` is the text that was seen."""

    consent: Consent
    record: ConsentRecord | None
    notice: str
    events: Sequence[ConsentEvent]


class GetConsentRecord:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, consent_id: str) -> Recorded:
        """Raises NotFound for anybody but the person and the organisations that the consent names."""
        caller.must("consents:write")
        viewer = viewer_of(caller)
        async with self._work() as work:
            consent = await work.consents.get(consent_id)
            if not await _concerns(work, viewer, consent):
                raise NotFound("there is no such consent")
            record = (await work.consent_records.these([consent])).get(consent_id)
            events = await work.consent_records.events(consent)
            if consent.renewed_by and not await _concerns(work, viewer, await work.consents.get(consent.renewed_by)):
                consent, events = consent.told(()), [each.told() for each in events]
        return Recorded(consent, record, text_of(consent.notice.hash), events)


async def _concerns(work: Work, viewer: Viewer, consent: Consent) -> bool:
    if viewer.kind is ViewerKind.RESIDENT:
        hidden = discreet(await work.involvements.of_person(consent.person_id))
        own = await work.account_links.person_of(viewer.subject) == consent.person_id
        return own and not spoken_of(consent, hidden)
    named = {consent.from_organisation_id, *consent.to_organisation_ids}
    return viewer.kind is ViewerKind.WORKER and viewer.organisation_id in named
