"""People, involvements and account links over the wire."""

from collections.abc import Mapping
from datetime import date

from kith.cases.v1 import networks_pb2
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Invalid
from services.cases.api.rpc.instants import day_in, stamp
from services.cases.domain.account_link import AccountLink
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.feeds.caseload import Row
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.networks.network import Feed, Network, Seat
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.domain.people.person import Identity
from services.cases.domain.people.possible_link import PossibleLink


def network(seen: Network, today: date) -> pb.Network:
    return pb.Network(
        person_id=seen.person_id,
        given_name=seen.given_name,
        family_name=seen.family_name,
        date_of_birth=seen.date_of_birth.isoformat(),
        involvements=[seat(one, today) for one in seen.seats],
        feeds=[feed(one) for one in seen.feeds],
        because=seen.because,
    )


def seat(seen: Seat, today: date) -> pb.Involvement:
    shown = involvement(seen.involvement, today, seen.organisation_name)
    shown.covered_by = seen.covered_by
    shown.covered_until = seen.covered_until.isoformat() if seen.covered_until else ""
    return shown


def feed(one: Feed) -> pb.Feed:
    return pb.Feed(
        organisation_name=one.organisation_name,
        name=one.name,
        as_of=one.as_of.isoformat(),
        coverage=one.coverage,
        silent_since=_said(one.silent_since),
    )


def involvement(one: Involvement, today: date, organisation_name: str = "") -> pb.Involvement:
    return pb.Involvement(
        id=one.id,
        person_id=one.person_id,
        organisation_id=one.organisation_id,
        organisation_name=organisation_name,
        professional_id=one.professional_id,
        team=one.team,
        role=one.role,
        status=one.status(today),
        since=one.since.isoformat(),
        until=one.until.isoformat() if one.until else "",
        source=one.source,
        as_of=one.as_of.isoformat() if one.as_of else "",
        confirmed=one.confirmed,
        shielded=one.shielded,
        case_status=one.case_status,
        last_contact=_said(one.last_contact),
        next_contact=_said(one.contact_to_come(today)),
        version=one.version,
    )


def _said(day: date | None) -> str:
    return day.isoformat() if day else ""


def possible_link(link: PossibleLink, own: Mapping[str, str] | None = None) -> pb.PossibleLink:
    said = own or {}
    return pb.PossibleLink(
        id=link.id,
        local_id=link.local_id,
        fields=[pb.FieldSays(field=field, says=says, own=said.get(field, "")) for field, says in link.said.items()],
        found_at=stamp(link.found_at),
        decided=link.decided,
    )


def account_link(link: AccountLink, identity: Identity | None = None) -> pb.AccountLink:
    return pb.AccountLink(
        id=link.id,
        account_id=link.account_id,
        person_id=link.person_id,
        state=link.state,
        given_name=identity.given_name if identity else "",
        family_name=identity.family_name if identity else "",
        date_of_birth=identity.date_of_birth.isoformat() if identity else "",
        proposed_at=stamp(link.proposed_at),
    )


def confidence(one: Confidence) -> pb.Confidence:
    return pb.Confidence(
        id=one.id,
        person_id=one.person_id,
        data_classes=sorted(one.data_classes),
        assessed_on=one.assessed_on.isoformat(),
        assessor=one.assessor,
        recorded_at=stamp(one.recorded_at),
        state="ended" if one.ended_at else "kept",
    )


def whom(person_id: str, identity: Identity) -> pb.Whom:
    return pb.Whom(
        person_id=person_id,
        given_name=identity.given_name,
        family_name=identity.family_name,
        date_of_birth=identity.date_of_birth.isoformat(),
    )


def row_in(row: pb.CaseloadRow) -> Row:
    return Row(
        line=row.line,
        local_id=row.local_id,
        given_name=row.given_name,
        family_name=row.family_name,
        date_of_birth=row.date_of_birth,
        sex=row.sex,
        nhs_number=row.nhs_number,
        address=row.address,
        town=row.town,
        postcode=row.postcode,
        uprn=row.uprn,
        phone=row.phone,
        status=row.status,
        since=row.since,
        until=row.until,
        last_contact=row.last_contact,
        next_contact=row.next_contact,
    )


def meant(request: pb.FindPersonRequest | networks_pb2.AcceptInvitationRequest) -> ByIdentifier | ByNameAndBirth:
    """Whom somebody means. Raises Invalid for half of it."""
    if request.HasField("identifier"):
        return ByIdentifier(request.identifier.scheme, request.identifier.value)
    asked = request.name_and_birth
    birth = day_in("name_and_birth.date_of_birth", asked.date_of_birth)
    if birth is None:
        raise Invalid.field("name_and_birth.date_of_birth", "must be given, with the full name; or an identifier")
    return ByNameAndBirth(asked.given_name, asked.family_name, birth)
