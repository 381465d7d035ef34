"""A worker records that somebody asked aloud or by letter for a copy: the person, or whoever has authority for her."""

from dataclasses import dataclass
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.access.events import AccessAsked
from services.cases.domain.access.request import AccessRequest, asked_on, way
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.authority import Mandate, Situation, asks_for_her
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import hidden
from services.cases.domain.objection import words
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.sharing import Mandates
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.consents.consent_situation import NOT_ASSESSED, CompetenceWish
from services.cases.usecases.consents.kept_from_proxies import kept_from_proxies


@dataclass(frozen=True, slots=True)
class AccessWish:
    """As it came: words and a day (YYYY-MM-DD). `mandate_id` is empty where the person asked herself."""

    person_id: str
    way: str
    wanted: str
    asked_on: str
    mandate_id: str = ""
    competence: CompetenceWish = NOT_ASSESSED


class RecordAccessRequest:
    """At the worker's own organisation, about somebody it works with or did."""

    def __init__(self, work: OpenWork, mandates: Mandates, ids: Ids, clock: Clock) -> None:
        self._work, self._mandates, self._ids, self._clock = work, mandates, ids, clock

    async def __call__(self, caller: Caller, wish: AccessWish) -> AccessRequest:
        """Raises Invalid naming what is wrong; Denied for whom the organisation does not work with, where she asks for
        herself, and to who acts for her himself; Conflict once she has died.
        """
        caller.must("access-requests:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers record what somebody asked them for")
        # Asked for before a unit of work opens: identity may be slow.
        mandate = await self._mandates.now(wish.mandate_id) if wish.mandate_id else None
        if mandate and mandate.proxy_id == caller.actor:
            raise Denied("ask a colleague to record what you ask for somebody yourself", code="own-mandate")
        async with self._work() as work:
            await _must_work_with(work, viewer, wish.person_id, now)
            await work.people.locked(wish.person_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.access_requests.get(earlier)
            reach = await self._reach(work, viewer, wish, mandate) if wish.mandate_id else frozenset()
            request = AccessRequest(
                id=self._ids.new("sar"),
                person_id=wish.person_id,
                organisation_id=viewer.organisation_id,
                way=way(wish.way),
                wanted=words("wanted", wish.wanted) if wish.wanted.strip() else "",
                asked_on=asked_on(wish.asked_on, day(now)),
                made_by=caller.subject,
                made_at=now,
                mandate_id=wish.mandate_id,
                reach=reach,
            )
            await work.access_requests.add(request)
            await work.idempotency.keep(caller, request.id)
            work.tell(
                AccessAsked(
                    person_id=request.person_id,
                    organisation_id=request.organisation_id,
                    by=caller.subject,
                    request_id=request.id,
                    way=request.way,
                )
            )
        return request

    async def _reach(
        self, work: Work, viewer: Viewer, wish: AccessWish, mandate: Mandate | None
    ) -> frozenset[DataClass]:
        today = day(self._clock.now())
        brought = wish.competence.checked(viewer, today)
        if mandate is None or await work.account_links.person_of(mandate.account_id) != wish.person_id:
            raise Invalid.field("mandate_id", "gives no authority today")
        kept = await kept_from_proxies(work, wish.person_id, [viewer.organisation_id])
        if kept is None:
            raise Invalid.field("mandate_id", "gives no authority today")
        known = await work.people.known_as(wish.person_id, viewer.organisation_id)
        now = Situation(
            born_on=known.date_of_birth,
            nation=(await work.organisations.get(viewer.organisation_id)).nation,
            today=today,
            died=await work.deaths.died_on(wish.person_id) is not None,
            evidence=(brought,) if brought else (),
        )
        return asks_for_her(mandate, kept, now)


async def _must_work_with(work: Work, viewer: Viewer, person_id: str, now: datetime) -> None:
    facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
    told = await work.involvements.of_person(person_id)
    theirs = [one for one in told if one.confirmed and (viewer.audits or not hidden(one, viewer))]
    if facts.herself or viewer.organisation_id not in {one.organisation_id for one in theirs}:
        raise Denied("your organisation does not work with this person, and did not", code="not-a-member")
