"""Consent is taken back, in one step: what rests on it stops at once, and the receipt says what goes on."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.consents.consent import Consent, withdrawal
from services.cases.domain.consents.receipt import WithdrawalReceipt, continuing, discreet, ended_by, showable
from services.cases.domain.days import day
from services.cases.domain.sharing.share import Share, Standing
from services.cases.domain.viewer import Viewer, ViewerKind, viewer_of
from services.cases.ports.disclosures import Receipts
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.consents.take_back import TakenBack, take_back
from services.cases.usecases.sent_about import sent_about

PATIENCE = timedelta(seconds=2)
_LOOK_AGAIN = timedelta(milliseconds=50)
_TOLD_OF_THE_END = "share.ended"


@dataclass(frozen=True, slots=True)
class _Withdrawn:
    consent: Consent
    leaving: frozenset[str]


class WithdrawConsent:
    """The withdrawal commits a new epoch under the person's lock: whoever disclosed on the consent committed before
    it, and whoever decides after it is refused. What had left is waited for, for `PATIENCE` at the most. Taking back
    what was taken back before answers the receipt again; what was renewed is taken back as what took its place.
    """

    def __init__(
        self, work: OpenWork, receipts: Receipts, ids: Ids, clock: Clock, patience: timedelta = PATIENCE
    ) -> None:
        self._work, self._receipts, self._ids, self._clock, self._patience = work, receipts, ids, clock, patience

    async def __call__(
        self, caller: Caller, consent_id: str, method: str = "", evidence: str = "", person_id: str = ""
    ) -> WithdrawalReceipt:
        """`person_id`, where one is named, is whom it has to be about.

        Raises NotFound for anybody but the person, and the organisations that the consent names; Invalid where
        another's hand does not say how she told them.
        """
        caller.must("consents:write")
        viewer = viewer_of(caller)
        async with self._work() as work:
            withdrawn = await self._withdraw(work, caller, viewer, consent_id, method, evidence, person_id)
        still = await self._landed(withdrawn.consent.person_id, withdrawn.leaving)
        async with self._work() as work:
            receipt = await self._receipt(work, viewer, withdrawn.consent, still)
        return replace(receipt, signature=self._receipts.sign(receipt.claims()))

    async def _withdraw(
        self, work: Work, caller: Caller, viewer: Viewer, consent_id: str, method: str, evidence: str, about: str
    ) -> _Withdrawn:
        person = await work.people.locked((await work.consents.get(consent_id)).person_id)
        consent = await work.consents.get(consent_id)
        await self._must_concern(work, viewer, consent, about)
        consent = await _newest(work, viewer, consent)
        if consent.withdrawn_at is not None:
            return _Withdrawn(consent, frozenset())
        hers = viewer.kind is ViewerKind.RESIDENT
        told = withdrawal(method, evidence, own_hand=hers and caller.actor == caller.subject, with_her_there=hers)
        act = TakenBack(told, caller.actor, viewer.organisation_id)
        consent, shares = await take_back(work, person, consent, act, self._ids, self._clock.now())
        shown = {s.share.id for s in await _told(work, viewer, await work.shares.of(person.id), consent)}
        return _Withdrawn(consent, await _leaving(work, person.id, [share for share in shares if share.id in shown]))

    async def _must_concern(self, work: Work, viewer: Viewer, consent: Consent, about: str) -> None:
        """Hers, or an organisation's that the consent names: an officer withdraws for her as easily as he recorded
        it.
        """
        if viewer.kind is ViewerKind.RESIDENT:
            concerned = await work.account_links.person_of(viewer.subject) == consent.person_id
        else:
            named = {consent.from_organisation_id, *consent.to_organisation_ids}
            concerned = viewer.kind is ViewerKind.WORKER and viewer.organisation_id in named
        if not (concerned and sent_about(about, consent.person_id)):
            raise NotFound("there is no such consent")

    async def _landed(self, person_id: str, leaving: frozenset[str]) -> frozenset[str]:
        """Which of the deliveries that had left have not ended when our patience has."""
        deadline = asyncio.get_running_loop().time() + self._patience.total_seconds()
        while leaving:
            async with self._work() as work:
                leaving &= set(await work.deliveries.in_flight(person_id))
            if not leaving or asyncio.get_running_loop().time() >= deadline:
                return leaving
            await asyncio.sleep(_LOOK_AGAIN.total_seconds())
        return leaving

    async def _receipt(self, work: Work, viewer: Viewer, consent: Consent, still: frozenset[str]) -> WithdrawalReceipt:
        safe = await _told(work, viewer, await work.shares.of(consent.person_id), consent)
        recipients = {to for standing in safe for to in standing.share.to_organisation_ids}
        assert consent.withdrawn_at is not None
        return WithdrawalReceipt(
            id=consent.id.replace("con_", "rct_", 1),
            consent_id=consent.id,
            withdrawn_at=consent.withdrawn_at,
            epoch=consent.withdrawn_epoch,
            ended_share_ids=ended_by(safe, consent.id),
            continuing=continuing(safe, await work.organisations.known(recipients), day(self._clock.now())),
            still_in_flight=tuple(sorted(still)),
        )


async def _told(work: Work, viewer: Viewer, standings: Sequence[Standing], consent: Consent) -> Sequence[Standing]:
    """Those that her receipt may show: an officer learns from it of his own organisation's shares only, and of what
    ends with the consent that names it.
    """
    safe = showable(standings, discreet(await work.involvements.of_person(consent.person_id)))
    if viewer.kind is ViewerKind.RESIDENT:
        return safe
    own = viewer.organisation_id
    return [
        s
        for s in safe
        if own in (s.share.from_organisation_id, *s.share.to_organisation_ids) or s.share.basis.consent_id == consent.id
    ]


async def _newest(work: Work, viewer: Viewer, consent: Consent) -> Consent:
    """What took its place, as far as whoever withdraws may know of it."""
    if viewer.kind is ViewerKind.RESIDENT:
        known = await work.consents.shown(viewer, consent.person_id)
    else:
        known = [each for each in await work.consents.of(consent.person_id) if each.names(viewer.organisation_id)]
    after = {each.id: each for each in known}
    while consent.renewed_by in after:
        consent = after[consent.renewed_by]
    return consent


async def _leaving(work: Work, person_id: str, shares: Sequence[Share]) -> frozenset[str]:
    """The deliveries in flight to those who lose a share; of others, hers or not to know, the receipt says
    nothing.
    """
    losing = {to for share in shares for to in share.to_organisation_ids}
    found = [await work.deliveries.get(one) for one in await work.deliveries.in_flight(person_id)]
    return frozenset(one.id for one in found if one.recipient_id in losing and one.type != _TOLD_OF_THE_END)
