"""`kith.cases.v1.Hubs`: request in, use case, answer out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import hubs_pb2 as pb
from kith.cases.v1 import hubs_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.hubs_messages import contribution, enquiry, hub, read, release, seat
from services.cases.api.rpc.pages import cursor, page
from services.cases.api.rpc.sharing_messages import basis_wish
from services.cases.domain.days import day
from services.cases.ports.work import OpenWork
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.hubs.accept_hub_terms import AcceptHubTerms
from services.cases.usecases.hubs.ask_release import AskRelease
from services.cases.usecases.hubs.close_enquiry import CloseEnquiry
from services.cases.usecases.hubs.contribute import Contribute, ContributionWish
from services.cases.usecases.hubs.decide_release import DecideRelease, ReleaseWish
from services.cases.usecases.hubs.end_seat import EndSeat
from services.cases.usecases.hubs.get_contribution import GetContribution
from services.cases.usecases.hubs.get_enquiry import GetEnquiry
from services.cases.usecases.hubs.list_enquiries import ListEnquiries
from services.cases.usecases.hubs.list_hubs import ListHubs
from services.cases.usecases.hubs.open_enquiry import EnquiryWish, OpenEnquiry
from services.cases.usecases.hubs.propose_hub import HubWish, ProposeHub
from services.cases.usecases.hubs.take_seat import TakeSeat

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class HubVerbs:
    propose_hub: ProposeHub
    accept_hub_terms: AcceptHubTerms
    list_hubs: ListHubs
    take_seat: TakeSeat
    end_seat: EndSeat
    open_enquiry: OpenEnquiry
    list_enquiries: ListEnquiries
    get_enquiry: GetEnquiry
    contribute: Contribute
    get_contribution: GetContribution
    ask_release: AskRelease
    decide_release: DecideRelease
    close_enquiry: CloseEnquiry
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock, duty_16la_from: date | None) -> "HubVerbs":
        disclose, duty = Disclose(ids, clock), duty_16la_from
        return cls(
            propose_hub=ProposeHub(work, ids, clock),
            accept_hub_terms=AcceptHubTerms(work, clock),
            list_hubs=ListHubs(work),
            take_seat=TakeSeat(work, ids, clock),
            end_seat=EndSeat(work, clock),
            open_enquiry=OpenEnquiry(work, ids, clock, duty),
            list_enquiries=ListEnquiries(work, disclose, clock),
            get_enquiry=GetEnquiry(work, disclose, clock),
            contribute=Contribute(work, ids, clock, duty),
            get_contribution=GetContribution(work, disclose, clock),
            ask_release=AskRelease(work, ids, clock),
            decide_release=DecideRelease(work, ids, clock, duty),
            close_enquiry=CloseEnquiry(work, clock),
            clock=clock,
        )


class HubsServicer(pb_grpc.HubsServicer):
    def __init__(self, verbs: HubVerbs) -> None:
        self._verbs = verbs

    async def ProposeHub(self, request: pb.ProposeHubRequest, context: Context) -> pb.Hub:
        return hub(await self._verbs.propose_hub(caller(), HubWish(request.name, request.terms, request.members)))

    async def AcceptHubTerms(self, request: pb.AcceptHubTermsRequest, context: Context) -> pb.Hub:
        return hub(await self._verbs.accept_hub_terms(caller(), request.hub_id))

    async def ListHubs(self, request: pb.ListHubsRequest, context: Context) -> pb.ListHubsResponse:
        return pb.ListHubsResponse(hubs=map(hub, await self._verbs.list_hubs(caller())))

    async def TakeSeat(self, request: pb.TakeSeatRequest, context: Context) -> pb.Seat:
        taken = await self._verbs.take_seat(caller(), request.hub_id, request.professional_id, request.role)
        return seat(taken)

    async def EndSeat(self, request: pb.EndSeatRequest, context: Context) -> pb.EndSeatResponse:
        await self._verbs.end_seat(caller(), request.hub_id, request.seat_id)
        return pb.EndSeatResponse()

    async def OpenEnquiry(self, request: pb.OpenEnquiryRequest, context: Context) -> pb.Enquiry:
        wish = EnquiryWish(
            hub_id=request.hub_id,
            person_id=request.person_id,
            purpose=request.purpose,
            reason=request.reason,
            basis=basis_wish(request.basis),
            sources=request.sources,
            until=request.until,
        )
        return enquiry(await self._verbs.open_enquiry(caller(), wish), day(self._verbs.clock.now()))

    async def ListEnquiries(self, request: pb.ListEnquiriesRequest, context: Context) -> pb.ListEnquiriesResponse:
        place = page(request.limit, request.cursor)
        found = await self._verbs.list_enquiries(caller(), request.purpose, place)
        today = day(self._verbs.clock.now())
        return pb.ListEnquiriesResponse(
            enquiries=[enquiry(one, today) for one in found.enquiries], next_cursor=cursor(found.after)
        )

    async def GetEnquiry(self, request: pb.GetEnquiryRequest, context: Context) -> pb.Enquiry:
        seen = await self._verbs.get_enquiry(caller(), request.enquiry_id, request.purpose)
        shown = enquiry(seen.enquiry, day(self._verbs.clock.now()))
        shown.contributions.extend(map(contribution, seen.contributions))
        shown.releases.extend(map(release, seen.releases))
        return shown

    async def Contribute(self, request: pb.ContributeRequest, context: Context) -> pb.Contribution:
        wish = ContributionWish(
            enquiry_id=request.enquiry_id,
            data_class=request.data_class,
            text=request.text,
            refers=request.refers,
            object_id=request.object_id,
            basis=basis_wish(request.basis),
        )
        return contribution(await self._verbs.contribute(caller(), wish))

    async def GetContribution(self, request: pb.GetContributionRequest, context: Context) -> pb.Contribution:
        return read(await self._verbs.get_contribution(caller(), request.contribution_id, request.purpose))

    async def AskRelease(self, request: pb.AskReleaseRequest, context: Context) -> pb.Release:
        return release(await self._verbs.ask_release(caller(), request.contribution_id, request.reason))

    async def DecideRelease(self, request: pb.DecideReleaseRequest, context: Context) -> pb.Release:
        wish = ReleaseWish(
            release_id=request.release_id,
            outcome=request.outcome,
            basis=basis_wish(request.basis),
            reason=request.reason,
            review_on=request.review_on,
            advice_sought=request.advice_sought,
        )
        return release(await self._verbs.decide_release(caller(), wish))

    async def CloseEnquiry(self, request: pb.CloseEnquiryRequest, context: Context) -> pb.Enquiry:
        closed = await self._verbs.close_enquiry(caller(), request.enquiry_id, request.outcome)
        return enquiry(closed, day(self._verbs.clock.now()))
