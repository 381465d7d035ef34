"""What two agencies do with referrals, in a town where they share Amina."""

from dataclasses import dataclass
from typing import Any

from chassis.tokens import Caller
from services.cases.domain.referrals.referral import Referral
from services.cases.ports.casework import Page
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.referrals.accept_referral import AcceptReferral, Taking
from services.cases.usecases.referrals.escalate_referrals import EscalateReferrals
from services.cases.usecases.referrals.finish_referral import FinishReferral
from services.cases.usecases.referrals.get_referral import GetReferral, ReadReferral
from services.cases.usecases.referrals.list_referrals import ListReferrals
from services.cases.usecases.referrals.reject_referral import RejectReferral
from services.cases.usecases.referrals.request_referral import ReferralWish, RequestReferral
from services.cases.usecases.referrals.revoke_referral import RevokeReferral
from services.cases.usecases.sharing.create_share import CreateShare, ShareWish
from tests.cases.sharing_town import SOCIAL_WORKER, TASK, SharingTown
from tests.cases.town import COUNCIL, NHS, REFUGE, worker

ASKS = "Could you see her at home?"
COUNCIL_DUTY = worker(COUNCIL, "acc_council_duty", "duty")
NHS_DUTY = worker(NHS, "acc_nhs_duty", "duty")
HAVEN = worker(REFUGE, "acc_haven_manager", "manager")
TEAM = Taking(team="Community nursing")


@dataclass(slots=True)
class Referrals:
    town: SharingTown

    async def request(self, caller: Caller = SOCIAL_WORKER, to: str = NHS, asks: str = ASKS, **wish: Any) -> Referral:
        wanted: dict[str, Any] = {
            "person_id": self.town.amina,
            "case_id": self.town.case.id,
            "involvement_id": "",
            "to_organisation_ids": [to],
            "data_classes": ["identity", "housing"],
            "purpose": "safeguarding_adult",
            "until": "2026-12-31",
            "basis": TASK,
            "agreement_id": "",
        }
        there = self.town.town
        ask = RequestReferral(there.work, CreateShare(there.work, there.ids, there.clock, None), there.ids, there.clock)
        return await ask(caller, ReferralWish(asks, ShareWish(**(wanted | wish))))

    async def privately(self, caller: Caller = COUNCIL_DUTY, **wish: Any) -> Referral:
        private: dict[str, Any] = {"case_id": "", "data_classes": [], "private": True}
        return await self.request(caller, REFUGE, **(private | wish))

    async def get(self, one: Referral | str, caller: Caller = NHS_DUTY) -> ReadReferral:
        there, which = self.town.town, one if isinstance(one, str) else one.id
        return await GetReferral(there.work, Disclose(there.ids, there.clock), there.clock)(caller, which)

    async def listed(self, caller: Caller = NHS_DUTY) -> list[tuple[str, str]]:
        """Id and state."""
        found = await ListReferrals(self.town.town.work, self.town.town.clock)(caller, Page(50))
        assert not any(one.asks or one.said for one in found.items)
        return [(one.id, one.state) for one in found.items]

    async def accept(self, one: Referral, caller: Caller = NHS_DUTY, taking: Taking = TEAM) -> Referral:
        there = self.town.town
        return await AcceptReferral(there.work, there.ids, there.clock)(caller, one.id, taking)

    async def reject(self, one: Referral, caller: Caller = NHS_DUTY, reason: str = "No room.") -> Referral:
        return await RejectReferral(self.town.town.work, self.town.town.clock)(caller, one.id, reason)

    async def finish(self, one: Referral, caller: Caller = NHS_DUTY, outcome: str = "Seen weekly.") -> Referral:
        return await FinishReferral(self.town.town.work, self.town.town.clock)(caller, one.id, outcome)

    async def revoke(self, one: Referral, caller: Caller = SOCIAL_WORKER, reason: str = "She moved.") -> Referral:
        return await RevokeReferral(self.town.town.work, self.town.town.clock)(caller, one.id, reason)

    async def escalate(self) -> int:
        return await EscalateReferrals(self.town.town.work, self.town.town.clock)()
