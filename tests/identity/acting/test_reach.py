"""How far a proxy reaches on a day, for every mandate that could be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Invalid
from services.identity.domain.mandates.mandate import (
    DECISIONS,
    RULES,
    Assessment,
    Kind,
    Mandate,
    birthday,
    check_assessment,
    check_mandate,
    reach,
)

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVERYTHING = frozenset[str]().union(*(rules.reach for rules in RULES.values())) | {"protected_address"}

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
moments = st.none() | st.just(NOON)
assessments = st.builds(
    lambda decision, on, held: Assessment(decision, on, on + timedelta(days=held), "Dr Lee", "acc_officer"),
    st.sampled_from(sorted(DECISIONS)),
    days,
    st.integers(0, 28),
)


def mandate(kind: Kind = "carer", **changed: Any) -> Mandate:
    made = Mandate(
        "man_1", "acc_amina", "acc_rosa", kind, EVERYTHING, date(2024, 1, 1), None, "acc_officer", "org", NOON
    )
    return replace(made, **changed)


mandates = st.builds(
    mandate,
    st.sampled_from(sorted(RULES)),
    data_classes=st.frozensets(st.sampled_from(sorted(EVERYTHING))),
    starts_on=days,
    ends_on=st.none() | days,
    born_on=st.none() | st.dates(date(2004, 1, 1), date(2024, 1, 1)),
    asked_again_on=st.none() | days,
    assessments=st.lists(assessments, max_size=3).map(tuple),
    stopped_at=moments,
    suspended_at=moments,
    ended_at=moments,
)


@given(mandates, days)
def test_nobody_ever_reaches_beyond_the_paper_or_the_kind(made: Mandate, today: date) -> None:
    assert reach(made, today) <= made.data_classes & made.rules.reach
    assert "protected_address" not in reach(made, today)


@given(mandates, days)
def test_what_is_ended_stopped_suspended_or_out_of_its_days_reaches_nothing(made: Mandate, today: date) -> None:
    outside = today < made.starts_on or (made.ends_on is not None and today > made.ends_on)
    if outside or made.ended_at or made.stopped_at or made.suspended_at:
        assert reach(made, today) == frozenset()


@given(mandates, days)
def test_taking_authority_away_never_gives_any(made: Mandate, today: date) -> None:
    before = reach(made, today)
    for less in (
        replace(made, suspended_at=NOON),
        replace(made, assessments=made.assessments[1:]),
        replace(made, data_classes=made.data_classes - {"health"}),
        replace(made, asked_again_on=None),
    ):
        assert reach(less, today) <= before


@given(mandates, days)
def test_no_attorney_for_health_and_no_deputy_acts_without_an_assessment_of_that_day(
    made: Mandate, today: date
) -> None:
    if made.rules.assessed:
        current = [each for each in made.assessments if each.assessed_on <= today <= each.until]
        assert reach(made, today) <= frozenset[str]().union(*(DECISIONS[each.decision] for each in current))
        if not current:
            assert reach(made, today) == frozenset()


@given(mandates, days)
def test_no_parent_acts_from_18_nor_from_16_without_being_asked_again(made: Mandate, today: date) -> None:
    if made.kind == "parental_responsibility" and reach(made, today):
        assert made.born_on is not None
        assert today < birthday(made.born_on, 18)
        if today >= birthday(made.born_on, 16):
            assert made.asked_again_on is not None
            assert made.asked_again_on >= birthday(made.born_on, 16)


def test_an_attorney_for_money_reaches_money_only_and_needs_no_assessment() -> None:
    assert reach(mandate("finance_attorney"), TODAY) == {"finance"}


def test_an_attorney_for_health_reaches_what_the_assessed_decision_is_about() -> None:
    treatment = Assessment("medical_treatment", TODAY, TODAY + timedelta(days=7), "Dr Lee", "acc_officer")
    made = mandate("health_attorney", data_classes=frozenset({"health", "housing"}), assessments=(treatment,))
    assert reach(made, TODAY) == {"health"}
    assert reach(made, TODAY + timedelta(days=8)) == frozenset()


def test_a_parent_never_reaches_what_a_young_person_tells_in_confidence() -> None:
    made = mandate("parental_responsibility", born_on=date(2015, 3, 1))
    assert reach(made, TODAY) >= {"education", "health", "social_care"}
    assert not reach(made, TODAY) & {"sexual_health", "mental_health", "substance_use"}


def test_who_was_born_on_29_february_is_of_age_on_1_march() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({}, set()),
        ({"kind": "health_attorney", "number": ""}, {"number"}),
        ({"kind": "health_attorney", "document": ""}, {"document"}),
        ({"kind": "finance_attorney", "data_classes": frozenset({"finance", "health"})}, {"data_classes"}),
        ({"data_classes": frozenset()}, {"data_classes"}),
        ({"data_classes": frozenset({"protected_address"})}, {"data_classes"}),
        ({"proxy_id": "acc_amina"}, {"proxy_id"}),
        ({"ends_on": None}, {"ends_on"}),
        ({"ends_on": date(2036, 1, 1)}, {"ends_on"}),
        ({"ends_on": date(2026, 11, 1)}, {"ends_on"}),
        ({"kind": "parental_responsibility", "born_on": None}, {"born_on"}),
        ({"kind": "parental_responsibility", "born_on": date(2008, 11, 22)}, {"born_on"}),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_every_field(changed: dict[str, Any], fields: set[str]) -> None:
    good: dict[str, Any] = {
        "data_classes": frozenset({"finance"} if changed.get("kind") == "finance_attorney" else {"health"}),
        "starts_on": TODAY,
        "ends_on": date(2027, 11, 1),
        "document": "the instrument",
        "number": "LP-77-1",
        "born_on": date(2015, 3, 1),
    }
    made = mandate(**good | changed)
    if not fields:
        check_mandate(made, TODAY)
        return
    with pytest.raises(Invalid) as refused:
        check_mandate(made, TODAY)
    assert {each.field for each in refused.value.fields} == fields


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"decision": "everything"}, "decision"),
        ({"assessed_on": TODAY + timedelta(days=1)}, "assessed_on"),
        ({"until": TODAY + timedelta(days=29)}, "until"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"assessor": ""}, "assessor"),
    ],
)
def test_an_assessment_is_of_one_decision_and_holds_28_days_at_most(changed: dict[str, Any], field: str) -> None:
    good = Assessment("medical_treatment", TODAY, TODAY + timedelta(days=28), "Dr Lee", "acc_officer")
    check_assessment(mandate("health_attorney"), good, TODAY)
    with pytest.raises(Invalid) as refused:
        check_assessment(mandate("health_attorney"), replace(good, **changed), TODAY)
    assert refused.value.fields[0].field == field
    with pytest.raises(Invalid, match="no assessment"):
        check_assessment(mandate("finance_attorney"), good, TODAY)
