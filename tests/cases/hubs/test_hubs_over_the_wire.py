"""The story of one enquiry in the messages of `kith.cases.v1.Hubs`, from a proposal to what was taken home."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from kith.cases.v1 import hubs_pb2 as pb
from kith.cases.v1.sharing_pb2 import Basis

from chassis.tokens import Caller
from services.cases.api.rpc.hubs import HubsServicer, HubVerbs
from tests.cases.hubs.hub_town import CHAIR, DETECTIVE, NURSE, POLICE, PURPOSE, HubTown, hub_town, runs
from tests.cases.town import COUNCIL, NHS

NONE: object = None
LAW = Basis(
    kind="public_task",
    condition="sch1_18",
    reason="Care Act 2014 section 42 asks for it.",
    para_18_reason="would_prejudice",
    not_informed_reason="He reads her messages.",
)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[HubTown]:
    async with hub_town(database_url, tmp_path) as there:
        yield there


def servicer(town: HubTown) -> HubsServicer:
    there = town.there.town
    return HubsServicer(HubVerbs.over(there.work, there.ids, there.clock, None))


async def test_what_was_proposed_enquired_contributed_and_taken_home_reads_the_same(
    town: HubTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    hubs = servicer(town)

    def as_(caller: Caller) -> None:
        monkeypatch.setattr("services.cases.api.rpc.hubs.caller", lambda: caller)

    as_(runs(COUNCIL))
    hub = await hubs.ProposeHub(pb.ProposeHubRequest(name="Two", terms="Terms.", members=[NHS, POLICE]), NONE)  # type: ignore[arg-type]
    await hubs.TakeSeat(pb.TakeSeatRequest(hub_id=hub.id, professional_id="pro_acc_chair"), NONE)  # type: ignore[arg-type]
    for member, professional in ((NHS, ""), (POLICE, "pro_acc_detective")):
        as_(runs(member))
        accepted = await hubs.AcceptHubTerms(pb.AcceptHubTermsRequest(hub_id=hub.id), NONE)  # type: ignore[arg-type]
        role = "" if professional else "duty"
        wish = pb.TakeSeatRequest(hub_id=hub.id, professional_id=professional, role=role)
        seat = await hubs.TakeSeat(wish, NONE)  # type: ignore[arg-type]
        assert (seat.organisation_id, seat.professional_id, seat.role) == (member, professional, role)
    assert (accepted.host_id, list(accepted.accepted_by)) == (COUNCIL, [COUNCIL, NHS, POLICE])
    listed = await hubs.ListHubs(pb.ListHubsRequest(), NONE)  # type: ignore[arg-type]
    assert {one.name for one in listed.hubs} == {"Two", "Lichfield MASH"}

    as_(CHAIR)
    opening = pb.OpenEnquiryRequest(
        hub_id=hub.id,
        person_id=town.there.amina,
        purpose=PURPOSE,
        reason="Neighbours heard shouting.",
        basis=LAW,
        sources=["pro_accused"],
        until="2026-12-31",
    )
    enquiry = await hubs.OpenEnquiry(opening, NONE)  # type: ignore[arg-type]
    assert (enquiry.state, list(enquiry.sources), enquiry.basis) == ("open", ["pro_accused"], LAW)

    as_(NURSE)
    bringing = pb.ContributeRequest(enquiry_id=enquiry.id, data_class="health", text="A broken wrist.", basis=LAW)
    made = await hubs.Contribute(bringing, NONE)  # type: ignore[arg-type]
    assert (made.organisation_id, made.data_class, made.text) == (NHS, "health", "")

    as_(DETECTIVE)
    read = await hubs.GetContribution(pb.GetContributionRequest(contribution_id=made.id, purpose=PURPOSE), NONE)  # type: ignore[arg-type]
    assert (read.text, read.because) == ("A broken wrist.", "In a multi-agency hub that is safeguarding an adult.")
    asked = await hubs.AskRelease(pb.AskReleaseRequest(contribution_id=made.id, reason="To charge him."), NONE)  # type: ignore[arg-type]
    assert (asked.state, asked.to_organisation_id) == ("asked", POLICE)

    as_(NURSE)
    deciding = pb.DecideReleaseRequest(release_id=asked.id, outcome="released", basis=LAW, review_on="2027-01-31")
    released = await hubs.DecideRelease(deciding, NONE)  # type: ignore[arg-type]
    assert (released.state, released.share_id[:4], released.decision_id) == ("released", "shr_", "")
    seen = await hubs.GetEnquiry(pb.GetEnquiryRequest(enquiry_id=enquiry.id, purpose=PURPOSE), NONE)  # type: ignore[arg-type]
    assert ([one.id for one in seen.contributions], list(seen.releases)) == ([made.id], [released])

    as_(CHAIR)
    closed = await hubs.CloseEnquiry(pb.CloseEnquiryRequest(enquiry_id=enquiry.id, outcome="A plan."), NONE)  # type: ignore[arg-type]
    assert (closed.state, closed.outcome) == ("closed", "A plan.")
    assert not (await hubs.ListEnquiries(pb.ListEnquiriesRequest(), NONE)).enquiries  # type: ignore[arg-type]
    as_(DETECTIVE)
    home = await hubs.GetContribution(pb.GetContributionRequest(contribution_id=made.id, purpose=PURPOSE), NONE)  # type: ignore[arg-type]
    assert home.because.startswith("Shared on a public task")
    as_(runs(POLICE))
    await hubs.EndSeat(pb.EndSeatRequest(hub_id=hub.id, seat_id=seat.id), NONE)  # type: ignore[arg-type]
    [left] = [one for one in (await hubs.ListHubs(pb.ListHubsRequest(), NONE)).hubs if one.id == hub.id]  # type: ignore[arg-type]
    assert seat.id not in {one.id for one in left.seats}
