"""`/v1/imports`: many rows at once. A bad row is named, with its line and column, and the rest are kept."""

from typing import Annotated, Any

from fastapi import APIRouter
from kith.cases.v1 import people_pb2
from kith.directory.v1 import directory_pb2
from pydantic import BeforeValidator, Field, StrictInt, ValidationError, WithJsonSchema

from services.gateway.api.door import Behind, Door
from services.gateway.api.problems import field_path
from services.gateway.api.shapes import Asked, Day, Filled, Id, Line, RejectedRow, Shown

router = APIRouter(route_class=Door, tags=["imports"])

# A batch may take the service longer than a question does.
_SECONDS = 60.0
_MOST_ROWS = 10_000


def _number(value: object) -> object:
    return 0 if value == "" else value


LineNumber = Annotated[StrictInt, Field(ge=0, le=2**31 - 1, description="The line in the file; echoed when rejected.")]
Degrees = Annotated[float, BeforeValidator(_number), Field(ge=-180, le=180, allow_inf_nan=False)]


class OrganisationRow(Asked):
    line: LineNumber = 0
    name: Line = Field(examples=["Lichfield District Council"])
    kind: Line = Field("", examples=["council"])
    identifier: Line = Field("", examples=["gss:E07000194"])
    area_gss: Line = ""
    latitude: Degrees = 0
    longitude: Degrees = 0
    nation: Line = ""


class ProfessionalRow(Asked):
    line: LineNumber = 0
    external_id: Line
    given_name: Line
    family_name: Line
    known_as: Line = ""
    role: Line = ""
    team: Line = ""
    organisation: Line
    organisation_kind: Line = ""
    area_gss: Line = ""
    registration_body: Line = ""
    registration_number: Line = ""
    email: Line = ""
    phone: Line = ""
    mobile: Line = ""
    working_days: Line = Field("", examples=["Mon,Tue"])
    postcode: Line = ""
    share_mobile: bool = Field(default=False, description="Workers of other organisations may see the mobile number.")


class CaseloadRow(Asked):
    line: LineNumber = 0
    local_id: Line
    given_name: Line
    family_name: Line
    date_of_birth: Line = Field(examples=["1992-02-29"])
    sex: Line = ""
    nhs_number: Line = ""
    address: Line = ""
    town: Line = ""
    postcode: Line = ""
    uprn: Line = ""
    phone: Line = ""
    status: Line = Field("", description="How the source system says the work stands.", examples=["open"])
    since: Line = Field("", examples=["2024-04-01"])
    until: Line = Field("", description="The last day of the involvement; empty while it goes on.")
    last_contact: Line = ""
    next_contact: Line = ""


class MergedRow(Asked):
    line: LineNumber = 0
    local_id: Line = Field(description="The one that went.")
    merged_into: Line = Field(description="The one that stays.")


def _rows_of(kind: type[Asked]) -> Any:
    """How the rows look to a reader of the API's description; they are judged one by one, not with the body."""
    items = kind.model_json_schema()
    return WithJsonSchema({"type": "array", "minItems": 1, "maxItems": _MOST_ROWS, "items": items})


Rows = Annotated[list[dict[str, Any]], Field(min_length=1, max_length=_MOST_ROWS)]


class Organisations(Asked):
    rows: Annotated[Rows, _rows_of(OrganisationRow)]


class Professionals(Asked):
    rows: Annotated[Rows, _rows_of(ProfessionalRow)]


class Caseload(Asked):
    """An agency's caseload, current as of a day."""

    organisation_id: Id
    feed: Filled = Field(examples=["social care"])
    as_of: Day
    team: Line = Field("", description="The team the agency answers through; empty for its duty team.")
    shielded: bool = Field(default=False, description="Every involvement of this feed is a private service's.")
    rows: Annotated[Rows, _rows_of(CaseloadRow)]


class Merges(Asked):
    """Local ids that the agency's own system says are one person's: HL7 A40, FHIR Patient.link `replaced-by`."""

    organisation_id: Id
    rows: Annotated[Rows, _rows_of(MergedRow)]


class Report(Shown):
    taken: int
    unchanged: int
    rejected: list[RejectedRow]


class CaseloadReport(Report):
    linked: int = Field(description="People now known to more than one agency because of this batch.")
    likely: int = Field(
        description="New entries that are perhaps of somebody another agency knows; see `/v1/possible-links`."
    )


class MergeReport(Report):
    to_decide: int = Field(
        description="Two that contradict each other, or on both of which something hangs; see `/v1/possible-links`."
    )


@router.post("/v1/imports/organisations")
async def import_organisations(asked: Organisations, behind: Behind) -> Report:
    """Organisations; a row that is there already is updated."""
    good, bad = _judged(asked.rows, OrganisationRow)
    request = directory_pb2.ImportOrganisationsRequest(rows=[directory_pb2.OrganisationRow(**row) for row in good])
    report = Report.of(await behind.directory.ImportOrganisations(request, timeout=_SECONDS))
    report.rejected += bad
    return report


@router.post("/v1/imports/professionals")
async def import_professionals(asked: Professionals, behind: Behind) -> Report:
    """Professionals, by their external id; organisation and team are made where missing."""
    good, bad = _judged(asked.rows, ProfessionalRow)
    request = directory_pb2.ImportProfessionalsRequest(rows=[directory_pb2.ProfessionalRow(**row) for row in good])
    report = Report.of(await behind.directory.ImportProfessionals(request, timeout=_SECONDS))
    report.rejected += bad
    return report


@router.post("/v1/imports/people")
async def import_people(asked: Caseload, behind: Behind) -> CaseloadReport:
    """An agency's caseload: people, and the agency's involvement with each."""
    good, bad = _judged(asked.rows, CaseloadRow)
    request = people_pb2.ImportCaseloadRequest(
        organisation_id=asked.organisation_id,
        feed=asked.feed,
        as_of=asked.as_of.isoformat(),
        team=asked.team,
        shielded=asked.shielded,
        rows=[people_pb2.CaseloadRow(**row) for row in good],
    )
    report = CaseloadReport.of(await behind.people.ImportCaseload(request, timeout=_SECONDS))
    report.rejected += bad
    return report


@router.post("/v1/imports/merges")
async def import_merges(asked: Merges, behind: Behind) -> MergeReport:
    """Two of an agency's entries are one person's. Both stay; it is undone by `/v1/people/separate`."""
    good, bad = _judged(asked.rows, MergedRow)
    request = people_pb2.MergeEntriesRequest(
        organisation_id=asked.organisation_id, rows=[people_pb2.MergedRow(**row) for row in good]
    )
    report = MergeReport.of(await behind.people.MergeEntries(request, timeout=_SECONDS))
    report.rejected += bad
    return report


def _judged(rows: list[dict[str, Any]], kind: type[Asked]) -> tuple[list[dict[str, Any]], list[RejectedRow]]:
    """The rows that can be sent on, and those that cannot, with the first thing wrong with each."""
    good: list[dict[str, Any]] = []
    bad: list[RejectedRow] = []
    for row in rows:
        try:
            good.append(kind.model_validate(row).wire())
        except ValidationError as error:
            first, line = error.errors(include_url=False, include_input=False)[0], row.get("line")
            column = field_path(first["loc"])
            reason = first["msg"].removeprefix("Value error, ")
            bad.append(RejectedRow(line=line if isinstance(line, int) else 0, column=column, reason=reason))
    return good, bad
