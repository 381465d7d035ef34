"""Between protocol messages and the domain's values."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp
from kith.directory.v1 import directory_pb2 as pb

from services.directory.domain.card import Card
from services.directory.domain.organisation import Organisation, OrganisationRow, Team
from services.directory.domain.professional import Professional, ProfessionalRow
from services.directory.domain.report import Report


def organisation_row(row: pb.OrganisationRow) -> OrganisationRow:
    return OrganisationRow(
        line=row.line,
        name=row.name,
        kind=row.kind,
        identifier=row.identifier,
        area=row.area_gss,
        latitude=row.latitude,
        longitude=row.longitude,
        nation=row.nation,
    )


def professional_row(row: pb.ProfessionalRow) -> ProfessionalRow:
    return ProfessionalRow(
        line=row.line,
        external_id=row.external_id,
        given_name=row.given_name,
        family_name=row.family_name,
        known_as=row.known_as,
        role=row.role,
        team=row.team,
        organisation=row.organisation,
        organisation_kind=row.organisation_kind,
        area=row.area_gss,
        registration_body=row.registration_body,
        registration_number=row.registration_number,
        email=row.email,
        phone=row.phone,
        mobile=row.mobile,
        share_mobile=row.share_mobile,
        working_days=row.working_days,
        postcode=row.postcode,
    )


def import_report(report: Report) -> pb.ImportReport:
    return pb.ImportReport(
        taken=report.taken,
        unchanged=report.unchanged,
        rejected=[pb.RejectedRow(line=r.line, column=r.column, reason=r.reason) for r in report.rejected],
    )


def professional(card: Card) -> pb.Professional:
    known, facts = card.professional, card.professional.facts
    message = pb.Professional(
        id=known.id,
        given_name=facts.given_name,
        family_name=facts.family_name,
        known_as=facts.known_as,
        role=facts.role,
        team_id=known.team or "",
        team_name=card.team_name,
        organisation_id=known.organisation,
        organisation_name=card.organisation_name,
        organisation_kind=card.organisation_kind.value,
        area_gss=facts.area,
        registration_body=facts.registration.body.value if facts.registration else "",
        registration_number=facts.registration.number if facts.registration else "",
        email=facts.email,
        phone=facts.phone,
        mobile=facts.mobile,
        working_days=facts.days,
        updated_at=_timestamp(known.updated_at),
        external_id=facts.external_id,
    )
    if known.disabled_at:
        message.disabled_at.CopyFrom(_timestamp(known.disabled_at))
    return message


def employment_state(known: Professional) -> pb.EmploymentState:
    message = pb.EmploymentState(id=known.id, organisation_id=known.organisation)
    if known.disabled_at:
        message.disabled_at.CopyFrom(_timestamp(known.disabled_at))
    return message


def organisation(known: Organisation) -> pb.Organisation:
    return pb.Organisation(
        id=known.id,
        name=known.facts.name,
        kind=known.facts.kind.value,
        identifier=known.facts.identifier,
        area_gss=known.facts.area,
        nation=known.facts.nation.value,
        updated_at=_timestamp(known.updated_at),
    )


def team(known: Team) -> pb.Team:
    return pb.Team(id=known.id, organisation_id=known.organisation, name=known.name)


def _timestamp(at: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(at)
    return message
