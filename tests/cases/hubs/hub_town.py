"""A multi-agency hub in the sharing town: the council hosts it, the NHS trust and the police sit in it, a charity was
named and has not accepted.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chassis.tokens import Caller
from services.cases.domain.hubs.enquiry import Contribution, Enquiry, Release
from services.cases.domain.hubs.hub import Hub, Seat
from services.cases.domain.organisation import Organisation
from services.cases.ports.casework import Page
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.hubs.accept_hub_terms import AcceptHubTerms
from services.cases.usecases.hubs.ask_release import AskRelease
from services.cases.usecases.hubs.close_enquiry import CloseEnquiry
from services.cases.usecases.hubs.contribute import Contribute, ContributionWish
from services.cases.usecases.hubs.decide_release import DecideRelease, ReleaseWish
from services.cases.usecases.hubs.end_seat import EndSeat
from services.cases.usecases.hubs.get_contribution import ContributionRead, GetContribution
from services.cases.usecases.hubs.get_enquiry import EnquirySeen, GetEnquiry
from services.cases.usecases.hubs.list_enquiries import EnquiryList, ListEnquiries
from services.cases.usecases.hubs.open_enquiry import EnquiryWish, OpenEnquiry
from services.cases.usecases.hubs.propose_hub import HubWish, ProposeHub
from services.cases.usecases.hubs.take_seat import TakeSeat
from services.cases.usecases.sharing.create_share import BasisWish
from tests.cases.sharing_town import SharingTown, holding, sharing_town
from tests.cases.town import AMINA, COUNCIL, NHS, PARTNER, worker

POLICE = "org_police"
PURPOSE = "safeguarding_adult"
LAW = BasisWish("public_task", "", "sch1_18", "Care Act 2014 section 42 asks for it.", "would_prejudice", True, "")
COVERT = replace(LAW, informed=False, not_informed_reason="He reads her messages.")
_INSIDE = ("enquiries:read", "enquiries:write")

# Who sits there: by name for the council and the police, all of the duty desk for the NHS trust.
CHAIR = holding(worker(COUNCIL, "acc_chair"), *_INSIDE)
NURSE = holding(worker(NHS, "acc_duty_nurse", "duty"), *_INSIDE)
DETECTIVE = holding(worker(POLICE, "acc_detective"), *_INSIDE)
# Who does not.
COLLEAGUE = holding(worker(COUNCIL, "acc_colleague"), *_INSIDE)
HELPER = holding(worker(PARTNER, "acc_helper", "duty"), *_INSIDE)
GUARDIAN = holding(worker(COUNCIL, "acc_guardian", "guardian"), *_INSIDE)


def runs(organisation: str) -> Caller:
    """A manager who may speak for the organisation in hubs."""
    return holding(worker(organisation, f"acc_manager_of_{organisation}", "manager"), "hubs:read", "hubs:write")


@dataclass(slots=True)
class HubTown:
    there: SharingTown
    hub: Hub

    @property
    def _disclose(self) -> Disclose:
        return Disclose(self.there.town.ids, self.there.town.clock)

    async def take_seat(self, organisation: str, professional: str = "", role: str = "", hub: str = "") -> Seat:
        take = TakeSeat(self.there.town.work, self.there.town.ids, self.there.town.clock)
        return await take(runs(organisation), hub or self.hub.id, professional, role)

    async def end_seat(self, seat: Seat, caller: Caller) -> None:
        await EndSeat(self.there.town.work, self.there.town.clock)(caller, self.hub.id, seat.id)

    async def open(self, caller: Caller = CHAIR, **wish: Any) -> Enquiry:
        wanted: dict[str, Any] = {
            "hub_id": self.hub.id,
            "person_id": self.there.amina,
            "purpose": PURPOSE,
            "reason": "Neighbours heard shouting, twice.",
            "basis": COVERT,
            "sources": [],
            "until": "2026-12-31",
        }
        town = self.there.town
        return await OpenEnquiry(town.work, town.ids, town.clock, None)(caller, EnquiryWish(**(wanted | wish)))

    async def contribute(self, enquiry: Enquiry, caller: Caller = NURSE, **wish: Any) -> Contribution:
        wanted: dict[str, Any] = {
            "enquiry_id": enquiry.id,
            "data_class": "health",
            "text": "She came in with a broken wrist.",
            "refers": "",
            "object_id": "",
            "basis": replace(LAW, informed=enquiry.basis.informed, not_informed_reason="As the enquiry."),
        }
        if wish.get("refers"):
            wanted |= {"text": "", "data_class": ""}
        town = self.there.town
        return await Contribute(town.work, town.ids, town.clock, None)(caller, ContributionWish(**(wanted | wish)))

    async def see(self, enquiry: Enquiry, caller: Caller = DETECTIVE, why: str = PURPOSE) -> EnquirySeen:
        return await GetEnquiry(self.there.town.work, self._disclose, self.there.town.clock)(caller, enquiry.id, why)

    async def read(self, made: Contribution, caller: Caller = DETECTIVE, why: str = PURPOSE) -> ContributionRead:
        get = GetContribution(self.there.town.work, self._disclose, self.there.town.clock)
        return await get(caller, made.id, why)

    async def listed(self, caller: Caller = DETECTIVE, why: str = "", page: Page = Page(50)) -> EnquiryList:
        return await ListEnquiries(self.there.town.work, self._disclose, self.there.town.clock)(caller, why, page)

    async def ask(self, made: Contribution, caller: Caller = DETECTIVE, why: str = "To charge him.") -> Release:
        ask = AskRelease(self.there.town.work, self.there.town.ids, self.there.town.clock)
        return await ask(caller, made.id, why)

    async def decide(self, release: Release, caller: Caller = NURSE, **wish: Any) -> Release:
        wanted: dict[str, Any] = {
            "release_id": release.id,
            "outcome": "released",
            "basis": COVERT,
            "reason": "",
            "review_on": "2027-01-31",
            "advice_sought": "",
        }
        town = self.there.town
        return await DecideRelease(town.work, town.ids, town.clock, None)(caller, ReleaseWish(**(wanted | wish)))

    async def close(self, enquiry: Enquiry, caller: Caller = CHAIR, outcome: str = "A plan was made.") -> Enquiry:
        return await CloseEnquiry(self.there.town.work, self.there.town.clock)(caller, enquiry.id, outcome)


@asynccontextmanager
async def hub_town(url: str, folder: Path) -> AsyncIterator[HubTown]:
    async with sharing_town(url, folder) as there:
        town = there.town
        async with town.work() as work:
            await work.organisations.put(Organisation(POLICE, "Staffordshire Police", "police", "England"))
        await town.take(POLICE, [AMINA])
        propose = ProposeHub(town.work, town.ids, town.clock)
        hub = await propose(
            runs(COUNCIL), HubWish("Lichfield MASH", "What is said here stays.", [NHS, POLICE, PARTNER])
        )
        made = HubTown(there, hub)
        for member in (NHS, POLICE):
            await AcceptHubTerms(town.work, town.clock)(runs(member), hub.id)
        await made.take_seat(COUNCIL, "pro_acc_chair")
        await made.take_seat(POLICE, "pro_acc_detective")
        await made.take_seat(NHS, role="duty")
        yield made
