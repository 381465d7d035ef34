"""Hubs, enquiries, contributions and releases as messages."""

from datetime import date

from kith.cases.v1 import hubs_pb2 as pb

from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.sharing_messages import basis
from services.cases.domain.hubs.enquiry import Contribution, Enquiry, Release, ReleaseState
from services.cases.domain.hubs.hub import Hub, Seat
from services.cases.usecases.hubs.get_contribution import ContributionRead


def hub(one: Hub) -> pb.Hub:
    return pb.Hub(
        id=one.id,
        name=one.name,
        terms=one.terms,
        host_id=one.host_id,
        members=sorted(one.members),
        accepted_by=sorted(one.accepted_by),
        seats=map(seat, one.seats),
    )


def seat(one: Seat) -> pb.Seat:
    return pb.Seat(id=one.id, organisation_id=one.organisation_id, professional_id=one.professional_id, role=one.role)


def enquiry(one: Enquiry, today: date) -> pb.Enquiry:
    return pb.Enquiry(
        id=one.id,
        hub_id=one.hub_id,
        host_id=one.host_id,
        person_id=one.person_id,
        purpose=one.purpose,
        reason=one.reason,
        basis=basis(one.basis),
        sources=sorted(one.sources),
        until=one.until.isoformat(),
        opened_at=stamp(one.opened_at),
        state="open" if one.is_open(today) else "closed",
        outcome=one.outcome,
        closed_at=stamp(one.closed_at) if one.closed_at else None,
    )


def contribution(one: Contribution) -> pb.Contribution:
    """Without what it says."""
    return pb.Contribution(
        id=one.id,
        enquiry_id=one.enquiry_id,
        person_id=one.person_id,
        organisation_id=one.organisation_id,
        data_class=one.data_class,
        basis=basis(one.basis),
        refers=one.refers,
        object_id=one.object_id,
        contributed_at=stamp(one.contributed_at),
    )


def read(one: ContributionRead) -> pb.Contribution:
    said = contribution(one.contribution)
    said.title, said.text, said.because = one.brought.title, one.brought.text, one.because
    return said


def release(one: Release) -> pb.Release:
    return pb.Release(
        id=one.id,
        contribution_id=one.contribution_id,
        enquiry_id=one.enquiry_id,
        from_organisation_id=one.from_organisation_id,
        to_organisation_id=one.to_organisation_id,
        reason=one.why,
        asked_at=stamp(one.asked_at),
        state=one.state,
        share_id=one.made_id if one.state is ReleaseState.RELEASED else "",
        decision_id=one.made_id if one.state is ReleaseState.REFUSED else "",
        decided_at=stamp(one.decided_at) if one.decided_at else None,
    )
