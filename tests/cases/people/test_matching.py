"""Is it the same person? A false link mixes two lives; a false no leaves somebody unseen."""

from dataclasses import replace
from datetime import date

import pytest

from services.cases.domain.people.likeness import Described, Level
from services.cases.domain.people.matching import (
    LINK,
    KnownAs,
    Likely,
    ManyMatch,
    Match,
    NoMatch,
    Outcome,
    PotentialMatch,
    match,
    match_proof,
)
from services.cases.domain.people.person import Identity, Particulars

AMINA = Identity("Amina", "Begum", date(1992, 3, 4), "9434765919", "WS13 6YY")
UNNUMBERED = replace(AMINA, nhs_number="")
AT_HOME = Particulars("F", "1 Bore Street", "Lichfield", "10007000001", "01543 496001")
MOVED = Particulars("F", "9 Quay Lane", "Poole", "20007000002", "01202 496002")
OTHER_NUMBER = "4000000004"


def known(person: str, identity: Identity, particulars: Particulars = AT_HOME, organisation: str = "org_a") -> KnownAs:
    return KnownAs(person, identity, particulars, organisation)


def of(entry: Identity, *others: KnownAs, particulars: Particulars = AT_HOME, crowded: str = "") -> Outcome:
    """Whom another agency's new entry is of; many of one age live behind the postcode that is `crowded`."""
    return match(Described(entry, particulars), others, "org_b", crowded=lambda one: one.postcode == crowded)


def one(outcome: Outcome) -> str:
    """The person of a match, by which rule; fails on anything else."""
    assert isinstance(outcome, Match), outcome
    return f"{outcome.person_id} by {outcome.rule}"


def left_to_somebody(outcome: Outcome) -> tuple[str, ...]:
    assert isinstance(outcome, PotentialMatch | ManyMatch), outcome
    return outcome.person_ids


def test_the_same_nhs_number_and_birth_date_are_one_person_whatever_the_family_name() -> None:
    married = replace(AMINA, family_name="Khan", postcode="")
    assert one(of(AMINA, known("per_1", married))) == "per_1 by nhs_number_and_date_of_birth"


def test_two_agencies_that_already_agree_are_still_one_match() -> None:
    assert one(of(AMINA, known("per_1", AMINA), known("per_1", AMINA, organisation="org_c")))[:5] == "per_1"


def test_two_people_with_one_number_are_left_to_somebody() -> None:
    outcome = of(AMINA, known("per_2", AMINA), known("per_1", AMINA))
    assert isinstance(outcome, ManyMatch)
    assert sorted(outcome.person_ids) == ["per_1", "per_2"]


def test_the_same_number_with_another_birth_date_is_only_potential() -> None:
    other = replace(AMINA, date_of_birth=date(1987, 11, 30))
    assert left_to_somebody(of(AMINA, known("per_1", other))) == ("per_1",)


def test_another_persons_number_by_mistake_is_no_match() -> None:
    other = Identity("Kevin", "Marsh", date(1961, 7, 19), AMINA.nhs_number, "B1 1AA")
    assert of(AMINA, known("per_1", other, replace(MOVED, sex="M"))) == NoMatch()


# Twins


@pytest.mark.parametrize("given", ["Yusuf", "Amira", "Fatima"])
def test_twins_of_one_house_stay_two_however_alike_their_names(given: str) -> None:
    twin = replace(UNNUMBERED, given_name=given)
    assert not isinstance(of(UNNUMBERED, known("per_1", twin)), Match)


def test_twins_with_numbers_are_not_even_offered() -> None:
    assert of(AMINA, known("per_1", replace(AMINA, given_name="Yusuf", nhs_number=OTHER_NUMBER))) == NoMatch()


def test_a_twin_who_was_given_the_others_number_is_left_to_somebody() -> None:
    assert left_to_somebody(of(AMINA, known("per_1", replace(AMINA, given_name="Yusuf")))) == ("per_1",)
    assert left_to_somebody(of(AMINA, known("per_1", replace(AMINA, given_name="Amira")))) == ("per_1",)


def test_of_two_twins_she_is_the_one_of_her_name() -> None:
    twin = replace(UNNUMBERED, given_name="Yusuf")
    assert one(of(UNNUMBERED, known("per_1", twin), known("per_2", UNNUMBERED))) == "per_2 by probable"


def test_a_proof_of_twins_in_one_house_is_left_to_an_officer() -> None:
    assert isinstance(match_proof(UNNUMBERED, [known("per_1", AMINA), known("per_2", AMINA)]), ManyMatch)


# A parent and child, and other namesakes


@pytest.mark.parametrize("born", [date(1962, 3, 4), date(2012, 3, 4), date(2019, 8, 25)])
def test_a_parent_and_child_of_one_name_and_door_stay_two(born: date) -> None:
    child = replace(UNNUMBERED, date_of_birth=born)
    assert not isinstance(of(UNNUMBERED, known("per_1", child)), Match)


def test_namesakes_of_one_postcode_stay_two() -> None:
    neighbour = replace(UNNUMBERED, date_of_birth=date(1992, 3, 5))
    assert not isinstance(of(UNNUMBERED, known("per_1", neighbour, replace(MOVED, phone=""))), Match)


def test_a_namesake_without_a_number_is_only_potential() -> None:
    smith = Identity("John", "Smith", date(1970, 5, 6), "", "WS13 6YY")
    elsewhere = replace(smith, postcode="BH15 1AA")
    assert left_to_somebody(of(smith, known("per_1", elsewhere, MOVED))) == ("per_1",)
    assert left_to_somebody(of(smith, known("per_1", replace(smith, postcode=""), Particulars()))) == ("per_1",)


def test_a_name_and_a_birth_date_alone_link_only_the_sole_bearer_of_an_uncommon_name() -> None:
    def alone(family: str, sex: str = "F", *, sole: bool = True) -> Outcome:
        entry = Identity("Winifred", family, date(1970, 5, 6), "", "WS13 6YY")
        other = known("per_1", replace(entry, postcode="BH15 1AA"), replace(MOVED, sex=sex))
        return match(Described(entry, AT_HOME), [other], "org_b", lambda _: 1 if sole else 2)

    assert one(alone("Featherstonehaugh")) == "per_1 by probable"
    assert left_to_somebody(alone("Featherstonehaugh", sole=False)) == ("per_1",)
    assert left_to_somebody(alone("Featherstonehaugh", sex="")) == ("per_1",)
    assert left_to_somebody(alone("Jones")) == ("per_1",)


def test_names_in_each_others_place_are_the_same_name_of_its_sole_bearer_where_both_are_uncommon_as_family_names() -> (
    None
):
    def alone(given: str, family: str, heard: str = "", sex: str = "F", *, sole: bool = True) -> Outcome:
        entry = Identity(given, family, date(1970, 5, 6), "", "WS13 6YY")
        other = replace(entry, given_name=heard or family, family_name=given, postcode="BH15 1AA")
        return match(
            Described(entry, AT_HOME),
            [known("per_1", other, replace(MOVED, sex=sex))],
            "org_b",
            lambda _: 1 if sole else 2,
        )

    assert one(alone("Winifred", "Featherstonehaugh")) == "per_1 by probable"
    assert left_to_somebody(alone("Winifred", "Featherstonehaugh", sole=False)) == ("per_1",)
    assert left_to_somebody(alone("Winifred", "Featherstonehaugh", sex="")) == ("per_1",)
    assert left_to_somebody(alone("Winifred", "Featherstonehaugh", heard="Fetherstonehaugh")) == ("per_1",)
    assert left_to_somebody(alone("Winifred", "Jones")) == ("per_1",)
    assert left_to_somebody(alone("Jones", "Winifred")) == ("per_1",)


def elsewhere(entry: Identity, other: Identity, sex: str = "F", called_so: int = 0, as_other: int = 1) -> Outcome:
    """Two entries of different places and telephones, and how many are known by the name of either."""
    others = [known("per_1", replace(other, postcode="BH15 1AA"), replace(MOVED, sex=sex))]
    return match(Described(entry, AT_HOME), others, "org_b", lambda one: called_so if one == entry else as_other)


WINIFRED = Identity("Winifred", "Featherstonehaugh", date(1970, 5, 6), "", "WS13 6YY")
ONE_LETTER_WRONG = [
    replace(WINIFRED, family_name="Fetherstonehaugh"),
    replace(WINIFRED, given_name="Winifrde"),
    replace(WINIFRED, given_name="WINNIE"),
]


@pytest.mark.parametrize("entry", ONE_LETTER_WRONG)
def test_one_wrong_letter_or_a_short_form_is_still_the_uncommon_name_of_its_sole_bearer(entry: Identity) -> None:
    assert one(elsewhere(entry, WINIFRED)) == "per_1 by probable"
    assert left_to_somebody(elsewhere(entry, WINIFRED, sex="")) == ("per_1",)
    assert not isinstance(elsewhere(entry, WINIFRED, sex="M"), Match)


@pytest.mark.parametrize("entry", ONE_LETTER_WRONG)
@pytest.mark.parametrize(("called_so", "as_other"), [(0, 2), (1, 1)])
def test_a_wrong_letter_is_none_where_another_bears_either_name(entry: Identity, called_so: int, as_other: int) -> None:
    assert left_to_somebody(elsewhere(entry, WINIFRED, "F", called_so, as_other)) == ("per_1",)


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (("Amina", "Featherstonehaugh"), ("Amira", "Featherstonehaugh")),
        (("Winifred", "Jonse"), ("Winifred", "Jones")),
        (("Winifred", "Perry"), ("Winifred", "Parry")),
        (("Winifred", "Dias"), ("Winifred", "Diaz")),
        (("Zqa", "Featherstonehaugh"), ("Zqo", "Featherstonehaugh")),
        (("Winifrde", "Fetherstonehaugh"), ("Winifred", "Featherstonehaugh")),
        (("Winifred", "Fetherstonhaugh"), ("Winifred", "Featherstonehaugh")),
    ],
)
def test_two_names_a_common_or_short_one_and_two_wrong_letters_stay_for_somebody(
    entry: tuple[str, str], other: tuple[str, str]
) -> None:
    born = date(1970, 5, 6)
    assert not isinstance(elsewhere(Identity(*entry, born), Identity(*other, born)), Match)


@pytest.mark.parametrize("entry", [WINIFRED, *ONE_LETTER_WRONG])
def test_1_january_is_what_is_written_where_only_the_year_is_known_and_no_birthday(entry: Identity) -> None:
    entry, other = (replace(one, date_of_birth=date(1970, 1, 1)) for one in (entry, WINIFRED))
    assert left_to_somebody(elsewhere(entry, other)) == ("per_1",)


@pytest.mark.parametrize("place", ["WS13 6YY", "BH15 1AA"])
def test_two_valid_numbers_tell_two_apart_whatever_else_agrees(place: str) -> None:
    other = replace(AMINA, nhs_number=OTHER_NUMBER, postcode=place)
    assert not isinstance(of(AMINA, known("per_1", other)), Match)


def test_one_who_agrees_in_all_but_the_number_is_looked_at() -> None:
    other = replace(AMINA, nhs_number=OTHER_NUMBER)
    assert left_to_somebody(of(AMINA, known("per_1", other))) == ("per_1",)


def test_a_number_that_one_agency_knows_tells_her_apart_from_a_person_another_describes_without() -> None:
    outcome = of(AMINA, known("per_1", UNNUMBERED), known("per_1", replace(AMINA, nhs_number=OTHER_NUMBER)))
    assert left_to_somebody(outcome) == ("per_1",)


def test_a_son_and_daughter_of_one_name_are_told_apart_by_sex() -> None:
    other = replace(AT_HOME, sex="M")
    assert not isinstance(of(UNNUMBERED, known("per_1", UNNUMBERED, other)), Match)


def test_an_agency_has_one_entry_about_a_person() -> None:
    outcome = of(UNNUMBERED, known("per_1", UNNUMBERED), known("per_1", UNNUMBERED, organisation="org_b"))
    assert left_to_somebody(outcome) == ("per_1",)


def test_whom_nobody_else_knows_is_an_agencys_own_affair() -> None:
    assert of(UNNUMBERED, known("per_1", UNNUMBERED, organisation="org_b")) == NoMatch()


def test_two_who_fit_are_left_to_somebody() -> None:
    assert isinstance(of(UNNUMBERED, known("per_1", UNNUMBERED), known("per_2", UNNUMBERED)), ManyMatch)


# One person, written differently


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("AMINA", "BEGUM"),
        ("Amına", "Bégum"),
        ("Amna", "Begum"),
        ("Amina", "Bagum"),
        ("Begum", "Amina"),
        ("Begum", "Amnia"),
        ("Amina", "Hill"),
        ("Amina Jane", "Begum"),
        ("Amina", "Begum-Khan"),
    ],
)
def test_one_person_at_one_door_is_linked_however_her_name_is_written(given: str, family: str) -> None:
    other = replace(UNNUMBERED, given_name=given, family_name=family)
    assert one(of(UNNUMBERED, known("per_1", other))) == "per_1 by probable"


@pytest.mark.parametrize(("given", "other"), [("Anthony", "Tony"), ("Muhammad", "Mohd"), ("Margaret", "Peggy")])
def test_short_forms_and_other_spellings_are_one_name(given: str, other: str) -> None:
    entry = replace(UNNUMBERED, given_name=given)
    assert one(of(entry, known("per_1", replace(entry, given_name=other)))) == "per_1 by probable"


@pytest.mark.parametrize("born", [date(1992, 4, 3), date(1992, 3, 5), date(1992, 1, 1)])
def test_a_slip_in_the_birth_date_links_at_one_door_only(born: date) -> None:
    other = replace(UNNUMBERED, date_of_birth=born)
    assert one(of(UNNUMBERED, known("per_1", other))) == "per_1 by probable"
    assert not isinstance(of(UNNUMBERED, known("per_1", replace(other, postcode="BH15 1AA"), MOVED)), Match)


@pytest.mark.parametrize("born", [date(1992, 4, 3), date(1992, 3, 5), date(1992, 1, 1)])
def test_of_many_of_one_age_under_one_roof_two_of_one_given_name_may_be_two_people(born: date) -> None:
    other = replace(UNNUMBERED, date_of_birth=born)
    assert left_to_somebody(of(UNNUMBERED, known("per_1", other), crowded="WS13 6YY")) == ("per_1",)
    for entry, there in ((replace(UNNUMBERED, postcode=""), other), (UNNUMBERED, replace(other, postcode=""))):
        assert one(of(entry, known("per_1", there))) == "per_1 by probable"
        assert left_to_somebody(of(entry, known("per_1", there), crowded="WS13 6YY")) == ("per_1",)
    married = replace(UNNUMBERED, family_name="Hill")
    assert left_to_somebody(of(UNNUMBERED, known("per_1", married), crowded="WS13 6YY")) == ("per_1",)
    nowhere = replace(other, postcode="")
    assert left_to_somebody(of(replace(UNNUMBERED, postcode=""), known("per_1", nowhere))) == ("per_1",)
    assert one(of(UNNUMBERED, known("per_1", UNNUMBERED), crowded="WS13 6YY")) == "per_1 by probable"


@pytest.mark.parametrize(
    "other",
    [
        replace(WINIFRED, given_name="Winifrde"),
        replace(WINIFRED, family_name="Fetherstonehaugh"),
        replace(WINIFRED, given_name="Featherstonehaugh", family_name="Winifred"),
    ],
)
def test_a_slip_in_the_birth_date_and_one_in_the_name_link_at_one_door_only(other: Identity) -> None:
    other = replace(other, date_of_birth=date(1970, 6, 5))
    assert one(of(WINIFRED, known("per_1", other))) == "per_1 by probable"
    assert not isinstance(of(WINIFRED, known("per_1", replace(other, postcode="BH15 1AA"), MOVED)), Match)
    assert not isinstance(of(WINIFRED, known("per_1", replace(other, date_of_birth=date(1971, 5, 6)))), Match)
    for given, family in (("Winifred", "Marsh"), ("Winifrde", "Fetherstonehaugh")):
        wrong = replace(other, given_name=given, family_name=family)
        assert not isinstance(of(WINIFRED, known("per_1", wrong)), Match)
    sister = replace(UNNUMBERED, given_name="Amira", date_of_birth=date(1992, 4, 3))
    assert not isinstance(of(UNNUMBERED, known("per_1", sister)), Match)


def test_a_short_form_is_known_misspelt_and_is_no_twins_name() -> None:
    gerald = replace(UNNUMBERED, given_name="Gerald")
    assert one(of(gerald, known("per_1", replace(gerald, given_name="Gkrry")))) == "per_1 by probable"
    for twin in ("Kerry", "Harry", "Gemma"):
        assert of(gerald, known("per_1", replace(gerald, given_name=twin))) == NoMatch()


@pytest.mark.parametrize(("given", "other"), [("Connor", "Conor"), ("Hassan", "Hasan"), ("Oleksandr", "Alexander")])
def test_spellings_of_one_name_are_no_twins(given: str, other: str) -> None:
    entry = replace(AMINA, given_name=given)
    assert one(of(entry, known("per_1", replace(entry, given_name=other)))) == "per_1 by nhs_number_and_date_of_birth"
    for twin in ("Hussein", "Jordan", "Aleksei"):
        assert not isinstance(of(entry, known("per_1", replace(entry, given_name=twin))), Match)


def test_who_moved_is_known_by_her_number_or_her_telephone() -> None:
    moved = replace(AMINA, postcode="BH15 1AA")
    assert one(of(AMINA, known("per_1", moved, MOVED)))[:5] == "per_1"
    same_phone = replace(MOVED, phone="+44 (0)1543 496 001")
    assert one(of(UNNUMBERED, known("per_1", moved, same_phone))) == "per_1 by probable"


def test_two_without_numbers_never_match_on_the_empty_number() -> None:
    entry = Identity("Ali", "Marsh", date(1950, 1, 9), "", "")
    assert match(Described(entry), [known("per_1", UNNUMBERED, Particulars())]) == NoMatch()


# What reviewers are shown


def test_reviewers_see_per_field_what_agrees_and_never_a_value() -> None:
    other = replace(AMINA, nhs_number=OTHER_NUMBER, family_name="Bagum", postcode="BH15 1AA")
    [likely] = _likely(of(AMINA, known("per_1", other, replace(MOVED, phone="01543496001", sex=""))))
    said = {one.field: one.said for one in likely.evidence}
    assert said == {
        "given_name": "agree",
        "family_name": "close",
        "date_of_birth": "agree",
        "nhs_number": "differ",
        "place": "differ",
        "phone": "agree",
        "sex": "missing",
    }
    for_it = {one.field for one in likely.evidence if one.bits > 0}
    assert for_it == {"given_name", "family_name", "date_of_birth", "phone"}
    assert "Bagum" not in repr(likely)


def test_a_match_carries_its_score_and_evidence() -> None:
    outcome = of(UNNUMBERED, known("per_1", UNNUMBERED))
    assert isinstance(outcome, Match)
    assert LINK <= outcome.likely.score < 1
    assert [one.level for one in outcome.likely.evidence if one.field == "nhs_number"] == [Level.MISSING]


def test_smith_counts_less_than_a_rare_name() -> None:
    def of_name(family: str) -> float:
        entry = replace(UNNUMBERED, family_name=family)
        [likely] = _likely(of(entry, known("per_1", entry)))
        return next(one.bits for one in likely.evidence if one.field == "family_name")

    assert of_name("Smith") < of_name("Begum") < of_name("Featherstonehaugh")


def _likely(outcome: Outcome) -> tuple[Likely, ...]:
    assert not isinstance(outcome, NoMatch)
    return (outcome.likely,) if isinstance(outcome, Match) else outcome.likely
