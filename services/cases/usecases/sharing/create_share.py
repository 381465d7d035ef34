"""An organisation shares data classes of a person or case with named others, on a recorded basis."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from chassis.clock import Clock
from chassis.errors import Denied, Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.choice import choice
from services.cases.domain.classes import DataClass, data_classes
from services.cases.domain.days import day, last_day
from services.cases.domain.purposes import purpose
from services.cases.domain.referrals.events import share_granted
from services.cases.domain.sharing.basis import Basis, BasisKind, Circumstances, Condition, Para18, checked
from services.cases.domain.sharing.share import LONGEST, Share, Standing, granted
from services.cases.domain.viewer import BROKERS, Viewer, ViewerKind, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.must_hold import must_hold


@dataclass(frozen=True, slots=True)
class BasisWish:
    """As it came."""

    kind: str
    consent_id: str
    condition: str
    reason: str
    para_18: str
    informed: bool
    not_informed_reason: str


@dataclass(frozen=True, slots=True)
class ShareWish:
    """As it came: words and a day (YYYY-MM-DD)."""

    person_id: str
    case_id: str
    involvement_id: str
    to_organisation_ids: Collection[str]
    data_classes: Collection[str]
    purpose: str
    until: str
    basis: BasisWish
    agreement_id: str
    advice_sought: str = ""
    private: bool = False
    to_professional_id: str = ""


class CreateShare:
    """`duty_16la_from` is the day section 16LA of the Children Act 2004 came into force, if it has."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock, duty_16la_from: date | None) -> None:
        self._work, self._ids, self._clock, self._duty_16la_from = work, ids, clock, duty_16la_from

    async def __call__(self, caller: Caller, wish: ShareWish) -> Standing:
        """Raises Invalid naming the field and the rule, Denied, NotFound."""
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if viewer.kind is not ViewerKind.WORKER:
            raise Denied("only workers share what their organisation holds")
        async with self._work() as work:
            await work.people.locked(wish.person_id)
            await self._may(work, viewer, wish, now)
            if earlier := await work.idempotency.earlier(caller):
                return await _again(work, viewer, earlier)
            standing = await self._made(work, viewer, wish, now)
            await work.idempotency.keep(caller, standing.share.id)
        return standing

    async def within(self, work: Work, viewer: Viewer, wish: ShareWish, now: datetime) -> Standing:
        """Part of what brings a share with it; the person is locked by this unit of work. Raises as above."""
        await self._may(work, viewer, wish, now)
        return await self._made(work, viewer, wish, now)

    async def _made(self, work: Work, viewer: Viewer, wish: ShareWish, now: datetime) -> Standing:
        consent = await work.consents.find(wish.basis.consent_id) if wish.basis.kind == BasisKind.CONSENT else None
        agreement = await work.agreements.find(wish.agreement_id) if wish.agreement_id else None
        share = granted(await self._share(work, viewer, wish, now), consent, agreement, day(now))
        await work.shares.add(share)
        work.tell(share_granted(share))
        return Standing(share, consent, agreement)

    async def _may(self, work: Work, viewer: Viewer, wish: ShareWish, now: datetime) -> None:
        # A person that only a shielded service knows is nobody to others.
        await work.people.shown_as(wish.person_id, viewer, now)
        await must_hold(work, viewer, wish.person_id, wish.case_id, now)
        if wish.involvement_id:
            involvement = await work.involvements.get(wish.involvement_id, viewer.organisation_id)
            if involvement.organisation_id != viewer.organisation_id or involvement.person_id != wish.person_id:
                raise NotFound("there is nothing here that you may see")
        if (wish.involvement_id or wish.private) and viewer.role not in BROKERS:
            raise Denied("only your duty desk or a manager speaks to or for a private service", code="not-a-broker")

    async def _share(self, work: Work, viewer: Viewer, wish: ShareWish, now: datetime) -> Share:
        organisation = await work.organisations.get(viewer.organisation_id)
        recipients = frozenset(wish.to_organisation_ids)
        if unknown := recipients - (await work.organisations.known(recipients)).keys():
            raise Invalid.field("to_organisation_ids", f"there is no organisation {min(unknown)}")
        classes, reason = _classes(wish), purpose(wish.purpose)
        around = Circumstances(organisation.kind, organisation.nation, classes, reason, day(now), self._duty_16la_from)
        return Share(
            id=self._ids.new("shr"),
            person_id=wish.person_id,
            case_id=wish.case_id,
            involvement_id=wish.involvement_id,
            from_organisation_id=viewer.organisation_id,
            to_organisation_ids=recipients,
            data_classes=classes,
            purpose=reason,
            until=last_day("until", wish.until, now, LONGEST),
            basis=checked(basis_in(wish.basis), around),
            agreement_id=wish.agreement_id,
            created_at=now,
            created_by=viewer.subject,
            advice_sought=wish.advice_sought.strip(),
            private=wish.private,
            to_professional_id=wish.to_professional_id,
        )


async def _again(work: Work, viewer: Viewer, share_id: str) -> Standing:
    share = await work.shares.get(share_id)
    between = await work.shares.between(viewer.organisation_id, share.person_id)
    return next(standing for standing in between if standing.share.id == share_id)


def _classes(wish: ShareWish) -> frozenset[DataClass]:
    if wish.private and wish.case_id:
        raise Invalid.field("case_id", "a referral to a private service opens no case")
    if not (wish.involvement_id or wish.private):
        return data_classes("data_classes", wish.data_classes)
    if wish.data_classes:
        raise Invalid.field("data_classes", "what opens a private service, or goes to one, carries no data class")
    return frozenset()


def basis_in(wish: BasisWish) -> Basis:
    """Raises Invalid naming the field."""
    kind = choice(BasisKind, "basis.kind", wish.kind)
    condition = choice(Condition, "basis.condition", wish.condition)
    para_18 = choice(Para18, "basis.para_18_reason", wish.para_18)
    # Whoever consents knows; an id of a consent means nothing with any other basis.
    consented = kind is BasisKind.CONSENT
    return Basis(
        kind=kind,
        consent_id=wish.consent_id if consented else "",
        condition=condition,
        reason=wish.reason.strip(),
        para_18=para_18,
        informed=consented or wish.informed,
        not_informed_reason=wish.not_informed_reason.strip(),
    )
