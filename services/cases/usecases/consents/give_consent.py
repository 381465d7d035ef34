"""A resident consents for herself, or a worker records consent given aloud: hers, or of somebody with authority."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import data_classes
from services.cases.domain.consents.authority import Authority, Mandate, consents_for_her, consents_herself
from services.cases.domain.consents.consent import LONGEST, Consent, ConsentState, Method, given
from services.cases.domain.consents.consent_record import SCHEMA, ConsentEvent, ConsentRecord, EventType
from services.cases.domain.consents.notices import notice
from services.cases.domain.days import day, last_day
from services.cases.domain.events import ConsentGiven
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.sharing import Mandates, Signatures
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.consents.consent_situation import (
    NOT_ASSESSED,
    CompetenceWish,
    nation,
    own_hand,
    shown,
    situation,
    whose,
)
from services.cases.usecases.consents.kept_from_proxies import kept_from_proxies
from services.cases.usecases.consents.renew_consent import renew, to_renew


@dataclass(frozen=True, slots=True)
class ConsentWish:
    """As it came: words and a day (YYYY-MM-DD). `person_id` is empty for the resident's own, `renews` where it takes
    no other's place; `evidence` is what shows a yes that was said aloud.
    """

    person_id: str
    from_organisation_id: str
    to_organisation_ids: Collection[str]
    data_classes: Collection[str]
    purpose: str
    expires_on: str
    notice_language: str
    method: str
    mandate_id: str = ""
    competence: CompetenceWish = NOT_ASSESSED
    refuses: bool = False
    renews: str = ""
    evidence: str = ""


class GiveConsent:
    def __init__(self, work: OpenWork, mandates: Mandates, records: Signatures, ids: Ids, clock: Clock) -> None:
        self._work, self._mandates, self._records, self._ids, self._clock = work, mandates, records, ids, clock

    async def __call__(self, caller: Caller, wish: ConsentWish) -> Consent:
        """Raises Invalid naming what is wrong, NotFound for an account that is linked to nobody, Denied and Conflict
        as `authority` does.
        """
        caller.must("consents:write")
        viewer, now = viewer_of(caller), self._clock.now()
        mandate = await self._mandate(caller, viewer, wish)
        async with self._work() as work:
            person_id = await whose(
                work, viewer, wish.person_id, {wish.from_organisation_id, *wish.to_organisation_ids}, now
            )
            evidence = shown(caller, viewer, wish.evidence)
            person = await work.people.locked(person_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.consents.get(earlier)
            consent = given(
                Consent(
                    id=self._ids.new("con"),
                    person_id=person_id,
                    from_organisation_id=wish.from_organisation_id,
                    to_organisation_ids=frozenset(wish.to_organisation_ids),
                    data_classes=data_classes("data_classes", wish.data_classes),
                    purpose=purpose(wish.purpose),
                    expires_on=last_day("expires_on", wish.expires_on, now, LONGEST),
                    method=_method(caller, viewer, wish.method),
                    notice=notice(wish.notice_language),
                    given_at=now,
                    given_by=caller.actor,
                )
            )
            jurisdiction = await nation(work, consent)
            record = await self._record(work, viewer, wish, consent, mandate, jurisdiction)
            old = await to_renew(work, viewer, wish.renews, consent, day(now)) if wish.renews else None
            await work.consents.add(consent)
            await work.consent_records.add(consent, record)
            given_now = ConsentEvent(EventType.GIVEN, now, caller.actor, ConsentState.GIVEN, consent.method, evidence)
            await work.consent_records.append(consent, given_now)
            if old:
                await renew(work, caller, viewer, person, old, consent)
            await work.idempotency.keep(caller, consent.id)
            work.tell(
                ConsentGiven(
                    person_id=consent.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.actor,
                    consent_id=consent.id,
                )
            )
        return consent

    async def _mandate(self, caller: Caller, viewer: Viewer, wish: ConsentWish) -> Mandate | None:
        """Asked for before a unit of work opens: identity may be slow. Raises Invalid where there is no authority,
        Denied where it is the worker's own.
        """
        if not wish.mandate_id:
            return None
        if viewer.kind is not ViewerKind.WORKER:
            raise Invalid.field("mandate_id", "a worker records what somebody says for another")
        mandate = await self._mandates.now(wish.mandate_id)
        if mandate is None:
            raise Invalid.field("mandate_id", "gives no authority today")
        if mandate.proxy_id == caller.actor:
            raise Denied("ask a colleague to record what you say for somebody yourself", code="own-mandate")
        return mandate

    async def _record(
        self,
        work: Work,
        viewer: Viewer,
        wish: ConsentWish,
        consent: Consent,
        mandate: Mandate | None,
        jurisdiction: str,
    ) -> ConsentRecord:
        today = day(self._clock.now())
        brought = wish.competence.checked(viewer, today)
        now = await situation(work, consent, jurisdiction, brought, wish.refuses, today)
        found = (*((brought,) if brought else ()), *(mandate.found if mandate else ()))
        if mandate is None:
            consents_herself(now)
            grantor, authority = _herself(viewer, consent), Authority.SELF
        else:
            if await work.account_links.person_of(mandate.account_id) != consent.person_id:
                raise Invalid.field("mandate_id", "gives no authority today")
            # Nobody lets others have for her what she keeps from him.
            named = {consent.from_organisation_id, *consent.to_organisation_ids}
            kept = await kept_from_proxies(work, consent.person_id, named)
            if kept is None:
                raise Invalid.field("mandate_id", "gives no authority today")
            reaching = replace(mandate, reach=mandate.reach - kept)
            authority = consents_for_her(reaching, consent.data_classes, consent.expires_on, now)
            grantor = mandate.proxy_id
        record = ConsentRecord(consent.id, SCHEMA, authority, grantor, wish.mandate_id, found, jurisdiction)
        return replace(record, signature=self._records.sign(record.claims(consent)))


def _herself(viewer: Viewer, consent: Consent) -> str:
    return viewer.subject if viewer.kind is ViewerKind.RESIDENT else consent.person_id


def _method(caller: Caller, viewer: Viewer, word: str) -> Method:
    """Said aloud wherever another hand writes it down: a worker's, or an officer's with her there."""
    method = Method.ONLINE if own_hand(caller, viewer) else Method.SPOKEN
    if word not in ("", method):
        raise Invalid.field("method", f"must be {method}")
    return method
