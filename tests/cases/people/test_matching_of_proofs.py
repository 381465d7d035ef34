"""Which person an account is of: exact rules only, and for an officer where they do not say."""

from dataclasses import replace
from datetime import date

import pytest

from services.cases.domain.people.matching import Match, NoMatch, match_proof
from services.cases.domain.people.person import Identity
from tests.cases.people.test_matching import AMINA, OTHER_NUMBER, UNNUMBERED, known, left_to_somebody, one


def test_a_proof_with_a_number_matches_number_and_birth_date() -> None:
    assert one(match_proof(AMINA, [known("per_1", AMINA)])) == "per_1 by nhs_number_and_date_of_birth"


def test_a_proof_without_a_number_matches_name_birth_and_postcode() -> None:
    assert one(match_proof(UNNUMBERED, [known("per_1", AMINA)])) == "per_1 by name_date_of_birth_and_postcode"


def test_a_proof_never_matches_a_namesake_of_another_place() -> None:
    proven = replace(UNNUMBERED, postcode="B1 1AA")
    assert left_to_somebody(match_proof(proven, [known("per_1", UNNUMBERED)])) == ("per_1",)


def test_a_proof_with_a_number_is_never_matched_by_name_instead() -> None:
    assert match_proof(AMINA, [known("per_1", replace(AMINA, nhs_number=OTHER_NUMBER))]) == NoMatch()


@pytest.mark.parametrize("proven", [replace(UNNUMBERED, given_name="Amna"), replace(UNNUMBERED, family_name="Bagum")])
def test_a_proof_that_is_only_probably_hers_never_matches(proven: Identity) -> None:
    assert not isinstance(match_proof(proven, [known("per_1", AMINA)]), Match)


def test_a_partner_who_proves_himself_is_not_matched_to_her_at_their_common_address() -> None:
    him = replace(UNNUMBERED, given_name="Omar", date_of_birth=date(1990, 6, 7))
    assert match_proof(him, [known("per_1", AMINA)]) == NoMatch()
