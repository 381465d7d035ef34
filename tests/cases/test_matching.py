"""Is it the same person? A false link mixes two lives; a false no leaves somebody unseen."""

from dataclasses import replace
from datetime import date

from services.cases.domain.matching import (
    KnownAs,
    ManyMatch,
    Match,
    NoMatch,
    PotentialMatch,
    match,
    match_proof,
)
from services.cases.domain.person import Identity

AMINA = Identity("Amina", "Begum", date(1992, 3, 4), "9434765919", "WS13 6YY")


def known(person: str, identity: Identity) -> KnownAs:
    return KnownAs(person, identity)


def test_the_same_nhs_number_and_birth_date_are_one_person_whatever_the_name() -> None:
    married = replace(AMINA, family_name="Khan", postcode="")
    assert match(AMINA, [known("per_1", married)]) == Match("per_1", "nhs_number_and_date_of_birth")


def test_two_agencies_that_already_agree_are_still_one_match() -> None:
    assert match(AMINA, [known("per_1", AMINA), known("per_1", AMINA)]) == Match(
        "per_1", "nhs_number_and_date_of_birth"
    )


def test_two_people_with_one_number_are_left_to_somebody() -> None:
    assert match(AMINA, [known("per_2", AMINA), known("per_1", AMINA)]) == ManyMatch(("per_1", "per_2"))


def test_the_same_number_with_another_birth_date_is_only_potential() -> None:
    assert match(AMINA, [known("per_1", replace(AMINA, date_of_birth=date(1993, 3, 4)))]) == PotentialMatch(("per_1",))


def test_a_namesake_without_a_number_is_only_potential() -> None:
    assert match(AMINA, [known("per_1", replace(AMINA, nhs_number=""))]) == PotentialMatch(("per_1",))


def test_a_namesake_with_another_number_is_somebody_else() -> None:
    assert match(AMINA, [known("per_1", replace(AMINA, nhs_number="4000000004"))]) == NoMatch()


def test_two_without_numbers_never_match_on_the_empty_number() -> None:
    one = replace(AMINA, nhs_number="", given_name="Ali")
    assert match(one, [known("per_1", replace(AMINA, nhs_number=""))]) == NoMatch()


def test_a_proof_without_a_number_matches_name_birth_and_postcode() -> None:
    proven = replace(AMINA, nhs_number="")
    assert match_proof(proven, [known("per_1", AMINA)]) == Match("per_1", "name_date_of_birth_and_postcode")


def test_a_proof_never_matches_a_namesake_of_another_place() -> None:
    proven = replace(AMINA, nhs_number="", postcode="B1 1AA")
    assert match_proof(proven, [known("per_1", replace(AMINA, nhs_number=""))]) == PotentialMatch(("per_1",))


def test_a_proof_with_a_number_is_never_matched_by_name_instead() -> None:
    other_number = replace(AMINA, nhs_number="4000000004")
    assert match_proof(AMINA, [known("per_1", other_number)]) == NoMatch()


def test_a_proof_of_twins_in_one_house_is_left_to_an_officer() -> None:
    proven = replace(AMINA, nhs_number="")
    assert isinstance(match_proof(proven, [known("per_1", AMINA), known("per_2", AMINA)]), ManyMatch)
