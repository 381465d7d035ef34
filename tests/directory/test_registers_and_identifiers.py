"""Numbers on the registers of professions, and the codes of organisations and places."""

import pytest

from services.directory.domain.area import Nation, area, nation
from services.directory.domain.column import BadColumn
from services.directory.domain.identifier import identifier
from services.directory.domain.registration import Body, Registration, registration, typed


@pytest.mark.parametrize(
    ("body", "number", "kept"),
    [
        ("GMC", "8123346", Registration(Body.GMC, "8123346")),
        ("nmc", "85i6030w", Registration(Body.NMC, "85I6030W")),
        ("SWE", "SW 436437", Registration(Body.SWE, "SW436437")),
        ("SWE", "SW1", Registration(Body.SWE, "SW1")),
        ("", "", None),
    ],
)
def test_a_number_of_its_registers_form_is_kept_tidily(body: str, number: str, kept: Registration | None) -> None:
    assert registration(body, number) == kept


@pytest.mark.parametrize(
    ("body", "number", "column"),
    [
        ("GMC", "812334", "registration_number"),
        ("GMC", "81233467", "registration_number"),
        ("GMC", "", "registration_number"),
        ("NMC", "85I6030", "registration_number"),
        ("NMC", "8I66030W", "registration_number"),
        ("SWE", "436437", "registration_number"),
        ("SWE", "SW", "registration_number"),
        ("", "8123346", "registration_body"),
        ("HCPC", "OT12345", "registration_body"),
    ],
)
def test_any_other_number_is_refused_by_the_column_that_is_wrong(body: str, number: str, column: str) -> None:
    with pytest.raises(BadColumn) as refused:
        registration(body, number)
    assert refused.value.column == column


@pytest.mark.parametrize(
    ("text", "body"),
    [("8123346", Body.GMC), ("gmc 8123346", Body.GMC), ("85I 6030 W", Body.NMC), ("swe sw436437", Body.SWE)],
)
def test_a_number_is_known_however_it_is_typed(text: str, body: Body) -> None:
    found = typed(text)
    assert found is not None
    assert found.body is body


@pytest.mark.parametrize("text", ["obrien", "sw", "social worker", "812334", "GMC", ""])
def test_words_are_not_taken_for_a_number(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("gss:E07000194", "gss:E07000194"),
        (" GSS: w06000002 ", "gss:W06000002"),
        ("ods:rre", "ods:RRE"),
        ("urn:123456", "urn:123456"),
        ("charity:1234567", "charity:1234567"),
        ("charity:SC012345", "charity:SC012345"),
        ("", ""),
    ],
)
def test_an_identifier_keeps_its_scheme(given: str, kept: str) -> None:
    assert identifier("identifier", given) == kept


@pytest.mark.parametrize(
    "given",
    ["E07000194", "gss:E0700019", "gss:X07000194", "gss:E12000001", "ods:", "ods:ABCDEFGHIJ", "urn:12345", "lei:5493"],
)
def test_what_is_no_identifier_is_refused(given: str) -> None:
    with pytest.raises(BadColumn):
        identifier("identifier", given)


def test_the_nation_follows_from_the_area_and_may_not_contradict_it() -> None:
    assert nation("nation", "", "W06000002") is Nation.WALES
    assert nation("nation", "Scotland", "") is Nation.SCOTLAND
    for named, code in (("Wales", "E07000194"), ("France", ""), ("", "")):
        with pytest.raises(BadColumn):
            nation("nation", named, code)
    with pytest.raises(BadColumn):
        area("area_gss", "Lichfield")
