"""An agency's caseload: good rows are taken, bad ones named."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.cases.domain.feeds.caseload import Good, Refused, Row, read
from services.cases.domain.people.nhs_number import nhs_number
from services.cases.domain.people.person import folded

TODAY = date(2026, 11, 22)
AMINA = Row(7, "LCS1", "Amina", "Begum", "1992-03-04", nhs_number="943 476 5919", postcode="ws136yy", phone="01543 1")


def test_a_good_row_is_taken_with_its_number_and_postcode_in_one_form() -> None:
    taken = read(AMINA, TODAY)
    assert isinstance(taken, Good)
    assert taken.identity.nhs_number == "9434765919"
    assert taken.identity.postcode == "WS13 6YY"
    assert taken.particulars.phone == "01543 1"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("local_id", " ", "missing"),
        ("given_name", "", "missing"),
        ("family_name", "--", "missing"),
        ("date_of_birth", "", "missing"),
        ("date_of_birth", "04/03/1992", "YYYY-MM-DD"),
        ("date_of_birth", "19920304", "YYYY-MM-DD"),
        ("date_of_birth", "1992-02-30", "YYYY-MM-DD"),
        ("date_of_birth", "2026-11-23", "future"),
        ("date_of_birth", "1066-10-14", "long ago"),
        ("nhs_number", "9990000010", "check digit"),
        ("postcode", "NOWHERE", "postcode"),
        ("phone", "1" * 41, "40 characters"),
    ],
)
def test_a_bad_row_is_named_by_line_column_and_reason(column: str, value: str, reason: str) -> None:
    bad: dict[str, Any] = {column: value}
    refused = read(replace(AMINA, **bad), TODAY)
    assert isinstance(refused, Refused)
    assert (refused.line, refused.column) == (7, column)
    assert reason in refused.reason


def test_a_reason_never_quotes_the_persons_data() -> None:
    refused = read(replace(AMINA, date_of_birth="4 March 1992"), TODAY)
    assert isinstance(refused, Refused)
    assert "1992" not in refused.reason


# 943 476 5919 is the example of the NHS Data Dictionary; 987 654 4321 and 400 000 0004 are the usual test numbers.
@pytest.mark.parametrize("text", ["9434765919", "943 476 5919", "943-476-5919", "4000000004"])
def test_a_valid_nhs_number_is_known_however_it_is_spaced(text: str) -> None:
    assert nhs_number(text) == text.replace(" ", "").replace("-", "")


@pytest.mark.parametrize("text", ["9434765918", "943476591", "94347659190", "943476591A", "", "٩٤٣٤٧٦٥٩١٩"])
def test_an_invalid_nhs_number_is_not(text: str) -> None:
    assert nhs_number(text) is None


def test_a_check_digit_of_ten_belongs_to_no_number() -> None:
    without = [n for n in range(100) if not any(nhs_number(f"9990000{n:02}{check}") for check in range(10))]
    assert without, "one in eleven beginnings has no check digit"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SEÁN", "sean"),
        ("O’Brien", "O'BRIEN"),
        ("Smith-Jones", "smith  jones"),
        ("Łukasz", "Łukasz"),
        ("Müller", "muller"),
    ],
)
def test_names_are_compared_without_case_or_accents(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_different_names_stay_different() -> None:
    assert folded("Ann") != folded("Anne")
