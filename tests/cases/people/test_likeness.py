"""How much one field says: one place, however its postcode is written; a birthday that may be none."""

from dataclasses import replace
from datetime import date

import pytest

from services.cases.domain.people.likeness import Described, Level, likeness, place
from services.cases.domain.people.person import Identity, Particulars


def at(address: str, town: str, postcode: str) -> Described:
    return Described(Identity("Amina", "Begum", date(1992, 3, 4), "", postcode), Particulars("F", address, town))


HOME = at("1 Bore Street", "Lichfield", "WS13 6YY")


@pytest.mark.parametrize("postcode", ["WS13 6YX", "WS31 6YY", "WS13 6Y"])
def test_one_slip_in_the_postcode_of_one_door_and_street_is_the_same_place(postcode: str) -> None:
    assert place(HOME, at("1 BORE STREET", "", postcode)) is Level.SAME
    assert place(HOME, at("2 Bore Street", "Lichfield", postcode)) is Level.CLOSE
    assert place(HOME, at("", "Lichfield", postcode)) is Level.CLOSE


def test_another_postcode_is_another_place_though_the_street_has_the_same_name() -> None:
    assert place(HOME, at("1 Bore Street", "Lichfield", "BH15 1AA")) is Level.DIFFERENT


def test_where_a_postcode_is_missing_door_street_and_town_tell_the_place() -> None:
    assert place(HOME, at("1, Bore Street", "LICHFIELD", "")) is Level.SAME
    for address, town in (
        ("1 Bore Street", ""),
        ("1 Bore Street", "Poole"),
        ("2 Bore Street", "Lichfield"),
        ("", "Lichfield"),
    ):
        assert place(HOME, at(address, town, "")) is Level.MISSING


@pytest.mark.parametrize("address", ["Flat 2", "No fixed abode", "12", "Room 7 B"])
def test_what_is_no_door_of_a_street_is_no_place(address: str) -> None:
    assert place(at(address, "Lichfield", ""), at(address, "Lichfield", "")) is Level.MISSING
    assert place(at(address, "Lichfield", "WS13 6YY"), at(address, "Lichfield", "WS13 6YX")) is Level.CLOSE


def test_1_january_says_less_than_another_birthday() -> None:
    def of_birth(born: date) -> float:
        one = replace(HOME, identity=replace(HOME.identity, date_of_birth=born))
        return next(said.bits for said in likeness(one, one).evidence if said.field == "date_of_birth")

    assert of_birth(date(1970, 1, 1)) < of_birth(date(1970, 1, 2))
