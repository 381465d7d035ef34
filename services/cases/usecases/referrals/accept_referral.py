"""The organisation that was asked takes on the work."""

from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.cases.domain.days import day
from services.cases.domain.gate.asking import no_longer
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.referrals.referral import Referral, must_speak
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import Viewer, viewer_of
from services.cases.ports.work import OpenWork, Work
from services.cases.usecases.referrals.referral_told import asked, keep
from services.cases.usecases.referrals.take_on import take_on

BY_REFERRAL = "referral"
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes it on: a professional, or a team. `shielded`: the work is itself sensitive, as it always is where the
    referral is private; None for as the organisation works with the person already.
    """

    professional_id: str = ""
    team: str = ""
    role: str = ""
    shielded: bool | None = None


class AcceptReferral:
    """By its duty desk or a manager. The involvement is confirmed: another agency has said that it is wanted."""

    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, caller: Caller, referral_id: str, taking: Taking) -> Referral:
        """Raises NotFound, Denied for whoever does not speak for it or once what went with it is over, Conflict where
        it was answered or taken back, Invalid.
        """
        caller.must("shares:write")
        viewer, now = viewer_of(caller), self._clock.now()
        if not taking.professional_id and not taking.team:
            raise Invalid.field("professional_id", "must be given, or a team")
        for field in ("team", "role"):
            if len(getattr(taking, field)) > _LONGEST:
                raise Invalid.field(field, f"must be at most {_LONGEST} characters")
        async with self._work() as work:
            referral, standing = await asked(work, viewer, referral_id, now)
            must_speak(viewer)
            accepted = referral.accepted(self._ids.new("inv"), caller.subject, now)
            if (ended := standing.ended(day(now))) is not Ended.NOT:
                raise no_longer(ended).problem()
            accepted = replace(accepted, involvement_id=await self._involve(work, viewer, accepted, taking))
            await keep(work, viewer, accepted)
        return accepted

    async def _involve(self, work: Work, viewer: Viewer, referral: Referral, taking: Taking) -> str:
        """The involvement's id: a new one, or the current one that says the same."""
        today = day(self._clock.now())
        one = Involvement(
            id=referral.involvement_id,
            person_id=referral.person_id,
            organisation_id=viewer.organisation_id,
            professional_id=taking.professional_id,
            team=taking.team,
            role=taking.role,
            since=today,
            until=None,
            source=BY_REFERRAL,
            as_of=None,
            confirmed=True,
            declared_by=viewer.subject,
            shielded=referral.private,
        )
        return await take_on(work, viewer, one, referral.private or taking.shielded, today)
