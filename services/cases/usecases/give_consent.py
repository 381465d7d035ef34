"""A resident consents for herself, or a worker records consent given aloud."""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.clock import Clock
from chassis.errors import Denied, Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.classes import data_classes
from services.cases.domain.consent import LONGEST, Consent, Method, given, notice
from services.cases.domain.days import last_day
from services.cases.domain.events import ConsentGiven
from services.cases.domain.purposes import purpose
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work


@dataclass(frozen=True, slots=True)
class ConsentWish:
    """As it came: words and a day (YYYY-MM-DD). `person_id` is empty for the resident's own."""

    person_id: str
    from_organisation_id: str
    to_organisation_ids: Collection[str]
    data_classes: Collection[str]
    purpose: str
    expires_on: str
    notice_language: str
    method: str


class GiveConsent:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, wish: ConsentWish) -> Consent:
        """Raises Invalid naming what is wrong, NotFound for an account that is linked to nobody."""
        caller.must("consents:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            person_id = await self._whose(work, viewer, wish)
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
            await self._must_exist(work, consent)
            await work.consents.add(consent)
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

    async def _whose(self, work: Work, viewer: Viewer, wish: ConsentWish) -> str:
        if viewer.kind is ViewerKind.RESIDENT:
            own = await work.account_links.person_of(viewer.subject)
            if own is None or wish.person_id not in ("", own):
                raise NotFound("your account is not linked to what organisations know of you", code="not-linked")
            return own
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("consent is the person's own, or recorded by a worker")
        facts = (await work.gate.facts(viewer, [wish.person_id], self._clock.now()))[wish.person_id]
        if facts.herself or not facts.member:
            raise Denied("your organisation has no confirmed involvement with this person", code="not-a-member")
        if viewer.organisation_id not in (wish.from_organisation_id, *wish.to_organisation_ids):
            raise Invalid.field("from_organisation_id", "you record consent that concerns your own organisation")
        return wish.person_id

    async def _must_exist(self, work: Work, consent: Consent) -> None:
        named = {"from_organisation_id": {consent.from_organisation_id}}
        named["to_organisation_ids"] = set(consent.to_organisation_ids)
        for field, ids in named.items():
            if unknown := ids - (await work.organisations.known(ids)).keys():
                raise Invalid.field(field, f"there is no organisation {min(unknown)}")


def _method(caller: Caller, viewer: Viewer, word: str) -> Method:
    """Said aloud wherever another hand writes it down: a worker's, or an officer's with her there."""
    own_hand = viewer.kind is ViewerKind.RESIDENT and caller.actor == caller.subject
    method = Method.ONLINE if own_hand else Method.SPOKEN
    if word not in ("", method):
        raise Invalid.field("method", f"must be {method}")
    return method
