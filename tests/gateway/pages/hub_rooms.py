"""A multi-agency hub of the made-up district, with an enquiry inside."""

from kith.cases.v1 import hubs_pb2
from kith.cases.v1.sharing_pb2 import Basis

from tests.gateway.pages.district import COUNCIL, SCHOOL, TRUST, at

LAW = Basis(
    kind="public_task", reason="Care Act 2014 section 42 asks for it.", not_informed_reason="He reads her messages."
)


def hub(host: str = COUNCIL, accepted: tuple[str, ...] = (COUNCIL, TRUST)) -> hubs_pb2.Hub:
    return hubs_pb2.Hub(
        id="hub_1",
        name="Lichfield MASH",
        terms="What is said here stays here.",
        host_id=host,
        members=[COUNCIL, TRUST, SCHOOL],
        accepted_by=accepted,
        seats=[
            hubs_pb2.Seat(id="sea_1", organisation_id=COUNCIL, professional_id="pro_sam"),
            hubs_pb2.Seat(id="sea_2", organisation_id=TRUST, role="duty"),
        ],
    )


def contribution(key: str = "ctb_1", organisation: str = COUNCIL, data_class: str = "health") -> hubs_pb2.Contribution:
    return hubs_pb2.Contribution(
        id=key,
        enquiry_id="enq_1",
        person_id="per_7f3k",
        organisation_id=organisation,
        data_class=data_class,
        basis=LAW,
        contributed_at=at(hours=2),
        text="She came in with a broken wrist.",
        because="In a multi-agency hub that is safeguarding an adult.",
    )


def release(state: str = "asked") -> hubs_pb2.Release:
    """The trust asks the council for what that brought."""
    return hubs_pb2.Release(
        id="rel_1",
        contribution_id="ctb_1",
        enquiry_id="enq_1",
        from_organisation_id=COUNCIL,
        to_organisation_id=TRUST,
        reason="To plan her care at home.",
        asked_at=at(hours=1),
        state=state,
    )


def enquiry(state: str = "open", host: str = COUNCIL) -> hubs_pb2.Enquiry:
    found = hubs_pb2.Enquiry(
        id="enq_1",
        hub_id="hub_1",
        host_id=host,
        person_id="per_7f3k",
        purpose="safeguarding_adult",
        reason="Shouting was heard, twice.",
        basis=LAW,
        sources=["pro_okafor", "per_other"],
        until="2026-12-31",
        opened_at=at(days=1),
        state=state,
        contributions=[contribution(), contribution("ctb_2", TRUST, "risk")],
        releases=[release()],
    )
    if state == "closed":
        found.outcome = "A plan was made."
        found.closed_at.CopyFrom(at(minutes=5))
    return found
