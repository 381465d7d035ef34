"""What is read from the row of a file, and how a bad row is named."""

from dataclasses import replace

import pytest

from services.directory.domain.column import BadColumn
from services.directory.domain.organisation import Kind, OrganisationRow
from services.directory.domain.organisation import parse as parse_organisation
from services.directory.domain.professional import ProfessionalRow, parse
from tests.directory.house import LICHFIELD, SARA


def test_a_good_row_is_read_whole() -> None:
    employer, facts = parse(replace(SARA, email=" Siobhan.OBrien@Midlands.NHS.example ", postcode="ws136yy"))
    assert (employer.kind, employer.area, employer.team) == (Kind.NHS_TRUST, "E07000194", "Duty team")
    assert facts.email == "siobhan.obrien@midlands.nhs.example"
    assert facts.days == ("Mon", "Tue")
    assert facts.postcode == "WS13 6YY"


def test_days_are_put_in_order_and_may_be_written_out() -> None:
    _, facts = parse(replace(SARA, working_days="friday, Mon,WED,mon"))
    assert facts.days == ("Mon", "Wed", "Fri")


def test_spaces_and_control_characters_are_tidied_away() -> None:
    _, facts = parse(replace(SARA, role=" Health\t \x00Visitor\n"))
    assert facts.role == "Health Visitor"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (replace(SARA, external_id=" "), "external_id"),
        (replace(SARA, given_name="", family_name="'"), "family_name"),
        (replace(SARA, role=""), "role"),
        (replace(SARA, role="x" * 201), "role"),
        (replace(SARA, organisation=""), "organisation"),
        (replace(SARA, organisation="--"), "organisation"),
        (replace(SARA, organisation_kind="shop"), "organisation_kind"),
        (replace(SARA, area="Lichfield"), "area_gss"),
        (replace(SARA, registration_number="123"), "registration_number"),
        (replace(SARA, email="siobhan@"), "email"),
        (replace(SARA, email="a@b.c, d@e.f"), "email"),
        (replace(SARA, phone="none"), "phone"),
        (replace(SARA, mobile="n/a"), "mobile"),
        (replace(SARA, working_days="Mon,Tomorrow"), "working_days"),
        (replace(SARA, working_days="mony"), "working_days"),
        (replace(SARA, postcode="LICHFIELD"), "postcode"),
    ],
)
def test_a_bad_row_is_refused_by_its_first_bad_column_without_quoting_it(row: ProfessionalRow, column: str) -> None:
    with pytest.raises(BadColumn) as refused:
        parse(row)
    assert refused.value.column == column
    value = getattr(row, {"area_gss": "area"}.get(column, column))
    assert value.strip() not in refused.value.reason or len(value.strip()) < 3


def test_a_councils_area_is_its_own_code() -> None:
    facts = parse_organisation(LICHFIELD)
    assert (facts.area, facts.nation) == ("E07000194", "England")
    assert facts.latitude is None


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (replace(LICHFIELD, name=""), "name"),
        (replace(LICHFIELD, kind="nation"), "kind"),
        (replace(LICHFIELD, identifier="gss:Lichfield"), "identifier"),
        (replace(LICHFIELD, area="here"), "area_gss"),
        (replace(LICHFIELD, nation="Wales"), "nation"),
        (OrganisationRow(line=3, name="A charity", kind="charity"), "nation"),
        (replace(LICHFIELD, latitude=40.0, longitude=-1.0), "latitude"),
        (replace(LICHFIELD, latitude=52.0, longitude=10.0), "longitude"),
    ],
)
def test_a_bad_organisation_is_refused_by_its_first_bad_column(row: OrganisationRow, column: str) -> None:
    with pytest.raises(BadColumn) as refused:
        parse_organisation(row)
    assert refused.value.column == column
