"""How one person's names are written by two agencies, and how two people's names are alike."""

from dataclasses import replace
from datetime import date

import pytest

from services.cases.domain.people.likeness import Level, names_of
from services.cases.domain.people.matching import Match, NoMatch
from services.cases.domain.people.person import Identity
from tests.cases.people.test_matching import (
    AMINA,
    AT_HOME,
    OTHER_NUMBER,
    UNNUMBERED,
    elsewhere,
    known,
    left_to_somebody,
    of,
    one,
)

NEVER_BORN = [date(1970, 1, 1), date(1970, 7, 1)]


@pytest.mark.parametrize(
    ("given", "other"),
    [
        ("David Arthur", "Dave"),
        ("Neil Anthony", "Neal"),
        ("Dovile Malcolm", "Dfvile"),
        ("Albert Alexandra", "Lexi"),
        ("Mary Jane", "Mary Jayne"),
        ("Mary Jane", "Mary J"),
        ("Mary Jane", "Jane"),
    ],
)
def test_who_is_called_by_one_of_two_forenames_is_one_however_it_is_written(given: str, other: str) -> None:
    entry = replace(UNNUMBERED, given_name=given)
    assert one(of(entry, known("per_1", replace(entry, given_name=other)))) == "per_1 by probable"
    assert one(of(replace(entry, given_name=other), known("per_1", entry))) == "per_1 by probable"


@pytest.mark.parametrize(
    ("given", "twin"),
    [
        ("Mohammed Ali", "Mohammed Omar"),
        ("Mohammed Hassan", "Mohammed Hussain"),
        ("Jaspreet Kaur", "Harpreet Kaur"),
        ("Anne Marie", "Anne Louise"),
        ("Amina Jane", "Amira"),
        ("Amina J", "Amira J"),
        ("Mohammed Ali", "Omar"),
    ],
)
def test_twins_who_share_a_forename_stay_two(given: str, twin: str) -> None:
    entry = replace(UNNUMBERED, given_name=given)
    assert not isinstance(of(entry, known("per_1", replace(entry, given_name=twin))), Match)
    assert not isinstance(of(replace(entry, given_name=twin), known("per_1", entry)), Match)


@pytest.mark.parametrize("given", ["Baby", "BABY GIRL", "Baby of Fatima", "Infant", "Twin 1", "Unnamed", "Not known"])
def test_a_baby_without_a_name_is_for_somebody_to_look_at(given: str) -> None:
    baby = replace(UNNUMBERED, given_name=given)
    assert left_to_somebody(of(baby, known("per_1", UNNUMBERED))) == ("per_1",)
    assert left_to_somebody(of(UNNUMBERED, known("per_1", baby))) == ("per_1",)
    numbered = replace(baby, nhs_number=AMINA.nhs_number)
    assert left_to_somebody(of(numbered, known("per_1", AMINA))) == ("per_1",)
    assert of(replace(baby, nhs_number=OTHER_NUMBER), known("per_1", AMINA)) == NoMatch()


def test_whoever_is_really_called_baby_is_herself() -> None:
    baby = replace(UNNUMBERED, given_name="Baby")
    assert one(of(baby, known("per_1", baby))) == "per_1 by probable"


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (("Ahmed Ali", "Warsameh"), ("Ahmed", "Ali Warsameh")),
        (("Warsameh", "Ahmed Ali"), ("Ahmed", "Ali Warsameh")),
    ],
)
def test_the_same_words_are_one_full_name_wherever_a_fathers_name_is_put(
    entry: tuple[str, str], other: tuple[str, str]
) -> None:
    born = date(1970, 5, 6)
    assert names_of(Identity(*entry, born), Identity(*other, born)) == (Level.SWAPPED, Level.SWAPPED)
    assert one(elsewhere(Identity(*entry, born), Identity(*other, born))) == "per_1 by probable"
    for called_so, as_other in ((1, 1), (0, 2)):
        others = elsewhere(Identity(*entry, born), Identity(*other, born), "F", called_so, as_other)
        assert left_to_somebody(others) == ("per_1",)


@pytest.mark.parametrize("born", NEVER_BORN)
def test_the_middle_of_the_year_is_no_birthday_either(born: date) -> None:
    entry = Identity("Winifred", "Featherstonehaugh", born, "", "WS13 6YY")
    assert left_to_somebody(elsewhere(entry, entry)) == ("per_1",)


@pytest.mark.parametrize("born", NEVER_BORN)
def test_neighbours_of_one_name_of_whom_only_the_year_is_known_stay_two(born: date) -> None:
    entry = replace(UNNUMBERED, date_of_birth=born)
    next_door = replace(AT_HOME, address="2 Bore Street", uprn="", phone="")
    assert left_to_somebody(of(entry, known("per_1", entry, next_door))) == ("per_1",)
    assert one(of(entry, known("per_1", entry, replace(AT_HOME, uprn="", phone="")))) == "per_1 by probable"
    known_day = replace(entry, date_of_birth=date(1970, 5, 6))
    assert one(of(known_day, known("per_1", known_day, next_door))) == "per_1 by probable"


def test_two_of_one_given_name_and_birthday_at_two_doors_of_a_postcode_stay_two() -> None:
    next_door = replace(AT_HOME, address="2 Bore Street", uprn="", phone="")
    other = replace(UNNUMBERED, family_name="Hill")
    assert left_to_somebody(of(UNNUMBERED, known("per_1", other, next_door))) == ("per_1",)
    assert one(of(UNNUMBERED, known("per_1", other))) == "per_1 by probable"
