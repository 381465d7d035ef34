"""Somebody whom a consent concerns reads all that is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.cases.domain.consents.consent import Consent
from services.cases.domain.consents.consent_record import ConsentEvent, ConsentRecord
from services.cases.domain.consents.notices import text_of
from services.cases.domain.consents.receipt import discreet, spoken_of
from services.cases.domain.days import end_of
from services.cases.domain.gate.disclosure import Permit
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.sharing import Signatures
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.disclose import Disclose


@dataclass(frozen=True, slots=True)
class Recorded:
    """`record` is None for a consent of before 0.2.0. `notice` is the text that was seen."""

    consent: Consent
    record: ConsentRecord | None
    notice: str
    events: Sequence[ConsentEvent]


class GetConsentRecord:
    """A worker's look leaves a disclosure: of what was said aloud to a service that must not show on a shared screen,
    withheld from her. What a recipient is told is signed for it: the kept signature is of all that she named.
    """

    def __init__(self, work: OpenWork, disclose: Disclose, records: Signatures, clock: Clock) -> None:
        self._work, self._disclose, self._records, self._clock = work, disclose, records, clock

    async def __call__(self, caller: Caller, consent_id: str) -> Recorded:
        """Raises NotFound for anybody but the person and the organisations that the consent names."""
        caller.must("consents:write")
        viewer = viewer_of(caller)
        async with self._work() as work:
            people = await work.people.held([(await work.consents.get(consent_id)).person_id])
            consent = await work.consents.get(consent_id)
            hidden = discreet(await work.involvements.of_person(consent.person_id))
            if not await _concerns(work, viewer, consent, hidden):
                raise NotFound("there is no such consent")
            record = (await work.consent_records.these([consent])).get(consent_id)
            events = await work.consent_records.events(consent)
            if viewer.kind is ViewerKind.WORKER:
                await self._disclose(
                    work,
                    viewer,
                    people[consent.person_id],
                    self._permit(consent, hidden),
                    what="consent",
                    holder_id=consent.from_organisation_id,
                    classes=consent.data_classes,
                )
            new = await work.consents.get(consent.renewed_by) if consent.renewed_by else None
            if new and not await _concerns(work, viewer, new, hidden):
                consent, events = consent.told(()), [each.told() for each in events]
        if viewer.kind is ViewerKind.WORKER and viewer.organisation_id != consent.from_organisation_id:
            consent = consent.seen_by(viewer.organisation_id)
            record = record and replace(record, signature=self._records.sign(record.claims(consent)))
        return Recorded(consent, record, text_of(consent.notice.hash), events)

    def _permit(self, consent: Consent, hidden: frozenset[str]) -> Permit:
        return Permit(
            "party",
            "Read the record of what you agreed to, in which this organisation is named.",
            consent.purpose,
            consent_id=consent.id,
            valid_until=max(end_of(consent.expires_on), self._clock.now()),
            withheld=spoken_of(consent, hidden),
        )


async def _concerns(work: Work, viewer: Viewer, consent: Consent, hidden: frozenset[str]) -> bool:
    if viewer.kind is ViewerKind.RESIDENT:
        own = await work.account_links.person_of(viewer.subject) == consent.person_id
        return own and not spoken_of(consent, hidden)
    named = {consent.from_organisation_id, *consent.to_organisation_ids}
    return viewer.kind is ViewerKind.WORKER and viewer.organisation_id in named
