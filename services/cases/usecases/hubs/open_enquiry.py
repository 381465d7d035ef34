"""Whoever sits for the host of a multi-agency hub opens an enquiry about one person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from chassis.clock import Clock
from chassis.errors import Denied, Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day, last_day
from services.cases.domain.hubs.enquiry import LONGEST, Enquiry, opened
from services.cases.domain.hubs.events import EnquiryOpened
from services.cases.domain.purposes import purpose
from services.cases.domain.sharing.basis import Circumstances
from services.cases.domain.viewer import Viewer, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.hubs.permit_enquiry import sealed_facts, sitting
from services.cases.usecases.sharing.create_share import BasisWish, basis_in


@dataclass(frozen=True, slots=True)
class EnquiryWish:
    """As it came: words and a day (YYYY-MM-DD)."""

    hub_id: str
    person_id: str
    purpose: str
    reason: str
    basis: BasisWish
    sources: Collection[str]
    until: str


class OpenEnquiry:
    """`duty_16la_from` is the day section 16LA of the Children Act 2004 came into force, if it has."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock, duty_16la_from: date | None) -> None:
        self._work, self._ids, self._clock, self._duty_16la_from = work, ids, clock, duty_16la_from

    async def __call__(self, caller: Caller, wish: EnquiryWish) -> Enquiry:
        """Raises Invalid naming the field and the rule, Denied, NotFound."""
        caller.must("enquiries:write")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            await self._must_host(work, viewer, wish.hub_id)
            await work.people.locked(wish.person_id)
            # A person that only a shielded service knows is nobody to others.
            await work.people.shown_as(wish.person_id, viewer, now)
            if (await sealed_facts(work, viewer, wish.person_id, now)).herself:
                raise Denied("somebody else has to enquire about you", code="own-person")
            if earlier := await work.idempotency.earlier(caller):
                return await sitting(work, viewer, earlier, now)
            enquiry = await self._enquiry(work, viewer, wish, now)
            await work.enquiries.add(enquiry)
            await work.idempotency.keep(caller, enquiry.id)
            work.tell(
                EnquiryOpened(
                    person_id=enquiry.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    enquiry_id=enquiry.id,
                )
            )
        return enquiry

    async def _must_host(self, work: Work, viewer: Viewer, hub_id: str) -> None:
        hub = await work.hubs.get(hub_id)
        if viewer.organisation_id not in hub.members:
            raise NotFound("there is no such hub")
        if viewer.organisation_id != hub.host_id or hub_id not in await work.hubs.seats(viewer):
            raise Denied("whoever sits there for its host opens an enquiry", code="not-the-host")

    async def _enquiry(self, work: Work, viewer: Viewer, wish: EnquiryWish, now: datetime) -> Enquiry:
        host, reason = await work.organisations.get(viewer.organisation_id), purpose(wish.purpose)
        if "" in wish.sources:
            raise Invalid.field("sources", "must be ids of people or professionals")
        around = Circumstances(host.kind, host.nation, frozenset(), reason, day(now), self._duty_16la_from)
        return opened(
            Enquiry(
                id=self._ids.new("enq"),
                hub_id=wish.hub_id,
                host_id=host.id,
                person_id=wish.person_id,
                purpose=reason,
                basis=basis_in(wish.basis),
                reason=wish.reason.strip(),
                sources=frozenset(wish.sources),
                until=last_day("until", wish.until, now, LONGEST),
                opened_at=now,
                opened_by=viewer.subject,
            ),
            around,
        )
