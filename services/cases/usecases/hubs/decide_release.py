"""The organisation that contributed decides whether another takes it home: a share, or a decision not to share."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.clock import Clock
from chassis.errors import Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day, last_day
from services.cases.domain.events import Act, DecidedNotToShare, ShareGranted
from services.cases.domain.hubs.enquiry import LONGEST, Contribution, Enquiry, Refers, Release, ReleaseState
from services.cases.domain.hubs.events import ReleaseMoved
from services.cases.domain.sharing.basis import BasisKind, Circumstances, checked
from services.cases.domain.sharing.not_sharing import DecisionNotToShare, decided
from services.cases.domain.sharing.share import Share, granted
from services.cases.domain.viewer import Viewer, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.hubs.bring import must_broker, must_speak
from services.cases.usecases.hubs.permit_enquiry import sitting
from services.cases.usecases.sharing.create_share import BasisWish, basis_in


@dataclass(frozen=True, slots=True)
class ReleaseWish:
    """As it came. `outcome` is "released" or "refused"; `review_on` (YYYY-MM-DD) is when to look again: a release ends
    that day. `basis` is for a release, `reason` for a refusal.
    """

    release_id: str
    outcome: str
    basis: BasisWish
    reason: str
    review_on: str
    advice_sought: str


class DecideRelease:
    """`duty_16la_from` is the day section 16LA of the Children Act 2004 came into force, if it has."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock, duty_16la_from: date | None) -> None:
        self._work, self._ids, self._clock, self._duty_16la_from = work, ids, clock, duty_16la_from

    async def __call__(self, caller: Caller, wish: ReleaseWish) -> Release:
        """Raises Invalid naming the field and the rule, Denied, NotFound, Conflict when it was decided before."""
        caller.must("enquiries:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if wish.outcome not in (ReleaseState.RELEASED, ReleaseState.REFUSED):
            raise Invalid.field("outcome", "must be released or refused")
        async with self._work() as work:
            enquiry = await sitting(work, viewer, (await work.enquiries.release(wish.release_id)).enquiry_id, now)
            release = await work.enquiries.release(wish.release_id)
            if release.from_organisation_id != viewer.organisation_id:
                raise NotFound("there is nothing here that you may see")
            await must_speak(work, viewer, enquiry.person_id)
            if earlier := await work.idempotency.earlier(caller):
                return await work.enquiries.release(earlier)
            state = ReleaseState(wish.outcome)
            made_id = self._ids.new("shr" if state is ReleaseState.RELEASED else "dns")
            decision = release.decided(state, made_id, viewer.subject, now)
            made = await work.enquiries.contribution(release.contribution_id)
            if state is ReleaseState.RELEASED:
                told = await self._share(work, viewer, wish, enquiry, made, decision, now)
            else:
                told = await self._refuse(work, wish, enquiry, made, decision, now)
            await work.enquiries.decide(decision)
            await work.idempotency.keep(caller, decision.id)
            work.tell(
                told,
                ReleaseMoved(
                    person_id=made.person_id,
                    organisation_id=viewer.organisation_id,
                    by=caller.subject,
                    release_id=decision.id,
                    state=state,
                ),
            )
        return decision

    async def _share(
        self,
        work: Work,
        viewer: Viewer,
        wish: ReleaseWish,
        enquiry: Enquiry,
        made: Contribution,
        decision: Release,
        now: datetime,
    ) -> Act:
        own, basis = await work.organisations.get(viewer.organisation_id), basis_in(wish.basis)
        classes = frozenset({made.data_class})
        enquiry.must_keep_from_her(basis)
        around = Circumstances(own.kind, own.nation, classes, enquiry.purpose, day(now), self._duty_16la_from)
        share = Share(
            id=decision.made_id,
            person_id=made.person_id,
            case_id="",
            involvement_id=await _private(work, viewer, made),
            from_organisation_id=own.id,
            to_organisation_ids=frozenset({decision.to_organisation_id}),
            data_classes=classes,
            purpose=enquiry.purpose,
            until=last_day("review_on", wish.review_on, now, LONGEST),
            basis=checked(basis, around),
            agreement_id="",
            created_at=now,
            created_by=viewer.subject,
            advice_sought=wish.advice_sought.strip(),
            contribution_id=made.id,
        )
        consent = await work.consents.find(basis.consent_id) if basis.kind is BasisKind.CONSENT else None
        await work.shares.add(granted(share, consent, None, day(now)))
        return ShareGranted(
            person_id=made.person_id, organisation_id=own.id, by=viewer.subject, share_id=decision.made_id
        )

    async def _refuse(
        self, work: Work, wish: ReleaseWish, enquiry: Enquiry, made: Contribution, decision: Release, now: datetime
    ) -> Act:
        refusal = DecisionNotToShare(
            id=decision.made_id,
            person_id=made.person_id,
            case_id="",
            organisation_id=made.organisation_id,
            to_organisation_ids=frozenset({decision.to_organisation_id}),
            data_classes=frozenset({made.data_class}),
            purpose=enquiry.purpose,
            reason=wish.reason.strip(),
            advice_sought=wish.advice_sought.strip(),
            review_on=last_day("review_on", wish.review_on, now, LONGEST),
            decided_at=now,
            decided_by=decision.decided_by,
        )
        await work.decisions.add(decided(refusal))
        return DecidedNotToShare(
            person_id=made.person_id,
            organisation_id=made.organisation_id,
            by=decision.decided_by,
            decision_id=decision.made_id,
        )


async def _private(work: Work, viewer: Viewer, made: Contribution) -> str:
    """The shielded involvement that is opened by it, if it is about one: on no page of hers, and a broker's to open."""
    if made.refers is not Refers.INVOLVEMENT:
        return ""
    involvement = await work.involvements.get(made.object_id, made.organisation_id)
    must_broker(viewer, involvement)
    return involvement.id if involvement.shielded else ""
