"""One referral, with whom it is about and what is asked."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.gate.asking import no_longer
from services.cases.domain.gate.disclosure import Permit, resting_on
from services.cases.domain.people.person import Identity
from services.cases.domain.referrals.referral import Referral
from services.cases.domain.sharing.share import Ended, Standing
from services.cases.domain.viewer import Viewer, viewer_of
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.referrals.referral_told import told


@dataclass(frozen=True, slots=True)
class ReadReferral:
    """`identity` is whom it is about, as the asking organisation knows her."""

    referral: Referral
    standing: Standing
    identity: Identity


class GetReferral:
    """Whoever was asked reads it while what goes with it is shared; whoever asked, always. Each look leaves a
    disclosure: of a private one, or of what the person was not told of, withheld from her.
    """

    def __init__(self, work: OpenWork, disclose: Disclose, clock: Clock) -> None:
        self._work, self._disclose, self._clock = work, disclose, clock

    async def __call__(self, caller: Caller, referral_id: str) -> ReadReferral:
        """Raises NotFound, Denied to whoever was asked once what went with it is over."""
        caller.must("shares:read")
        viewer, now = viewer_of(caller), self._clock.now()
        async with self._work() as work:
            referral, standing = await told(work, viewer, referral_id, now)
            permit = self._permit(viewer, referral, standing)
            person = (await work.people.held([referral.person_id]))[referral.person_id]
            identity = await work.people.known_as(referral.person_id, referral.from_organisation_id)
            await self._disclose(
                work,
                viewer,
                person,
                permit,
                what="referral",
                holder_id=referral.from_organisation_id,
                classes=[DataClass.IDENTITY],
            )
        return ReadReferral(referral, standing, identity)

    def _permit(self, viewer: Viewer, referral: Referral, standing: Standing) -> Permit:
        shared = resting_on(standing)
        if viewer.organisation_id == referral.from_organisation_id:
            because = "Looked at a referral of you that they made."
            return Permit("own", because, shared.purpose, valid_until=shared.valid_until, withheld=shared.withheld)
        if (ended := standing.ended(day(self._clock.now()))) is not Ended.NOT:
            raise no_longer(ended).problem()
        return shared
