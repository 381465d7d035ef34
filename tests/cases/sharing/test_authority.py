"""Who may say yes, for every person, authority and finding that could be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chassis.errors import Conflict, Denied, Invalid, Problem
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.authority import (
    Authority,
    Competence,
    Mandate,
    Outcome,
    Situation,
    birthday,
    competence,
    consents_for_her,
    consents_herself,
)
from services.cases.domain.consents.notices import NOTICES, notice, text_of

TODAY = date(2026, 11, 22)
PUBLISHED = {
    "en": "38e9f108a64b9df0ca701602e2637d79eb70ebbc63d0c915885ad96f0426ee4b",
    "cy": "ac717d3d50ee3af39377dc8c0426123dd94b5c529144c145488f95b595024349",
}
KINDS = (*(kind.value for kind in Authority if kind is not Authority.SELF), "advocate", "carer", "self", "")
classes = st.frozensets(st.sampled_from(DataClass), min_size=1)
births = st.dates(date(1930, 1, 1), TODAY)
findings = st.builds(Competence, st.sampled_from(Outcome), st.dates(TODAY - timedelta(28), TODAY), st.just("Dr Lee"))
situations = st.builds(
    Situation,
    born_on=births,
    nation=st.sampled_from(["England", "Wales", "Scotland", "Northern Ireland"]),
    today=st.just(TODAY),
    died=st.booleans(),
    evidence=st.lists(findings, max_size=3).map(tuple),
    refuses=st.booleans(),
)
mandates = st.builds(
    Mandate,
    st.just("man_1"),
    st.just("acc_child"),
    st.just("acc_rosa"),
    st.sampled_from(KINDS),
    classes.map(lambda found: frozenset(each.value for each in found)),
    st.lists(st.builds(Competence, st.just(Outcome.UNABLE), st.dates(TODAY - timedelta(28), TODAY), st.just("Dr"))).map(
        tuple
    ),
)
ends = st.dates(TODAY, TODAY + timedelta(732))


def refused(mandate: Mandate, wanted: frozenset[DataClass], ends_on: date, person: Situation) -> Problem | None:
    try:
        consents_for_her(mandate, wanted, ends_on, person)
    except Problem as problem:
        return problem
    return None


def refused_herself(person: Situation) -> Problem | None:
    try:
        consents_herself(person)
    except Problem as problem:
        return problem
    return None


@given(mandates, classes, ends, situations)
def test_nobody_consents_for_somebody_who_has_died(
    mandate: Mandate, wanted: frozenset[DataClass], ends_on: date, person: Situation
) -> None:
    assume(person.died)
    assert isinstance(refused(mandate, wanted, ends_on, person), Conflict)
    assert isinstance(refused_herself(person), Conflict)


@given(mandates, classes, ends, situations)
def test_a_proxy_never_goes_beyond_what_identity_says_is_reached_and_a_carer_or_advocate_never_consents(
    mandate: Mandate, wanted: frozenset[DataClass], ends_on: date, person: Situation
) -> None:
    if refused(mandate, wanted, ends_on, person) is None:
        assert {each.value for each in wanted} <= mandate.reach
        assert mandate.kind in {each.value for each in Authority} - {"self"}


@given(mandates, classes, ends, situations)
def test_who_is_able_and_refuses_is_not_overruled_by_anybody(
    mandate: Mandate, wanted: frozenset[DataClass], ends_on: date, person: Situation
) -> None:
    reaching = replace(mandate, reach=frozenset(each.value for each in wanted))
    refusing = replace(person, refuses=True)
    if refusing.able(reaching.found):
        assert refused(reaching, wanted, ends_on, refusing) is not None


@given(mandates, classes, ends, situations)
def test_a_health_attorney_or_deputy_decides_only_what_somebody_found_her_unable_to(
    mandate: Mandate, wanted: frozenset[DataClass], ends_on: date, person: Situation
) -> None:
    if mandate.kind in ("health_attorney", "deputy") and refused(mandate, wanted, ends_on, person) is None:
        assert not person.able(mandate.found)
        grown = person.presumed_from <= TODAY
        assert not grown or Outcome.UNABLE in {each.outcome for each in (*person.evidence, *mandate.found)}


@given(mandates, classes, ends, situations)
def test_a_parents_yes_ends_before_the_child_is_asked_herself(
    mandate: Mandate, wanted: frozenset[DataClass], ends_on: date, person: Situation
) -> None:
    if mandate.kind == "parental_responsibility" and refused(mandate, wanted, ends_on, person) is None:
        assert ends_on < birthday(person.born_on, 18)
        if person.presumed_from <= TODAY:
            assert not person.able(mandate.found)
        else:
            assert ends_on < person.presumed_from


@given(situations)
def test_under_the_age_of_presumption_she_consents_only_where_somebody_found_her_able(person: Situation) -> None:
    assume(not person.died)
    grown = birthday(person.born_on, 12 if person.nation == "Scotland" else 16) <= TODAY
    newest = max(person.evidence, key=lambda each: (each.assessed_on, each.outcome is Outcome.ABLE), default=None)
    expected = newest.outcome is Outcome.ABLE if newest else grown
    assert (refused_herself(person) is None) == expected


def child(years: int, nation: str = "England", *found: Competence, refuses: bool = False) -> Situation:
    return Situation(date(TODAY.year - years, 1, 1), nation, TODAY, evidence=found, refuses=refuses)


ABLE = Competence(Outcome.ABLE, TODAY, "Dr Lee")
UNABLE = Competence(Outcome.UNABLE, TODAY, "Dr Lee")
HOUSING = frozenset({DataClass.HOUSING})
SOON = TODAY + timedelta(30)


def parent(*found: Competence) -> Mandate:
    return Mandate("man_1", "acc_child", "acc_rosa", "parental_responsibility", frozenset({"housing"}), found)


def test_a_child_found_able_refuses_and_her_parents_yes_does_not_stand() -> None:
    assert consents_for_her(parent(), HOUSING, SOON, child(14)) is Authority.PARENT
    assert consents_for_her(parent(), HOUSING, SOON, child(14, refuses=True)) is Authority.PARENT
    with pytest.raises(Denied) as stands:
        consents_for_her(parent(), HOUSING, SOON, child(14, "England", ABLE, refuses=True))
    assert stands.value.code == "she-refuses"


def test_scotland_presumes_from_twelve() -> None:
    consents_herself(child(13, "Scotland"))
    with pytest.raises(Invalid, match="at her age"):
        consents_herself(child(13, "England"))
    with pytest.raises(Denied):
        consents_for_her(parent(), HOUSING, SOON, child(13, "Scotland"))


def test_no_age_alone_makes_anybody_able() -> None:
    with pytest.raises(Invalid, match="unable"):
        consents_herself(child(40, "England", UNABLE))
    consents_herself(child(9, "England", ABLE))


def test_from_sixteen_a_parent_decides_only_what_she_was_found_unable_to() -> None:
    with pytest.raises(Denied) as hers:
        consents_for_her(parent(), HOUSING, SOON, child(16))
    assert hers.value.code == "she-decides"
    assert consents_for_her(parent(), HOUSING, SOON, child(16, "England", UNABLE)) is Authority.PARENT


@pytest.mark.parametrize(
    ("outcome", "on", "by", "field"),
    [
        ("fit", "2026-11-20", "Dr Lee", "outcome"),
        ("able", "2026-11-23", "Dr Lee", "assessed_on"),
        ("able", "2026-10-24", "Dr Lee", "assessed_on"),
        ("able", "", "Dr Lee", "assessed_on"),
        ("able", "2026-11-20", " ", "assessor"),
    ],
)
def test_a_finding_is_dated_fresh_and_somebodys(outcome: str, on: str, by: str, field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        competence(outcome, on, by, TODAY)
    assert wrong.value.fields[0].field == f"competence.{field}"


def test_a_published_notice_never_changes_and_is_read_by_its_hash() -> None:
    assert notice("en").hash == PUBLISHED["en"]
    assert notice("cy").hash == PUBLISHED["cy"]
    for texts in NOTICES.values():
        assert set(texts) == {"en", "cy"}
    assert text_of(PUBLISHED["cy"]).startswith("Rydych yn cytuno")
