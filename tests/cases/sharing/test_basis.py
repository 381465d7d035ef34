"""Which organisation may rely on which basis, for what, when and where."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.errors import Invalid
from services.cases.domain.classes import DataClass, data_classes, listed
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import Basis, BasisKind, Circumstances, Condition, Para18, checked, one_off
from tests.cases.gate.gate_worlds import TODAY

REASON = "Care Act 2014 section 6: they must co-operate."
COUNCIL = Circumstances(
    "council", "England", frozenset({DataClass.HOUSING}), Purpose.SAFEGUARDING_ADULT, TODAY, date(2026, 9, 1)
)
CHARITY, SCHOOL, POLICE = (replace(COUNCIL, kind=kind) for kind in ("charity", "school", "police"))
HEALTH, OFFENCES = frozenset({DataClass.HEALTH}), frozenset({DataClass.OFFENCES})
CHILD = Purpose.SAFEGUARDING_CHILD


def basis(kind: str, condition: str = "", para_18: str = "", **more: object) -> Basis:
    made = Basis(BasisKind(kind), condition=Condition(condition), reason=REASON, para_18=Para18(para_18))
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Basis


LAWFUL = [
    (basis("consent"), CHARITY),
    (basis("consent"), replace(COUNCIL, data_classes=HEALTH)),
    (basis("consent"), replace(COUNCIL, data_classes=frozenset({DataClass.PROTECTED_ADDRESS}))),
    (basis("public_task"), COUNCIL),
    (basis("legal_obligation"), CHARITY),
    (basis("vital_interests"), CHARITY),
    (basis("vital_interests", "9_2_c"), replace(CHARITY, data_classes=HEALTH)),
    (basis("recognised_legitimate_interest"), CHARITY),
    (basis("legal_duty_16LA"), replace(SCHOOL, purpose=CHILD)),
    (basis("public_task", "9_2_h"), replace(COUNCIL, data_classes=HEALTH, purpose=Purpose.DIRECT_CARE)),
    (basis("public_task", "sch1_6"), replace(SCHOOL, data_classes=HEALTH)),
    (basis("public_task", "sch1_18", "cannot_consent"), replace(COUNCIL, data_classes=HEALTH)),
    (basis("public_task", "sch1_18", "cannot_reasonably_obtain"), replace(COUNCIL, data_classes=HEALTH)),
    (basis("public_task", "sch1_18", "would_prejudice"), replace(COUNCIL, data_classes=HEALTH)),
    (basis("public_task"), replace(POLICE, data_classes=OFFENCES)),
    (basis("public_task", "sch1_6"), replace(COUNCIL, data_classes=OFFENCES)),
    (basis("public_task", "sch1_18", "would_prejudice"), replace(COUNCIL, data_classes=OFFENCES)),
    (basis("consent"), replace(COUNCIL, data_classes=OFFENCES)),
    (basis("consent", reason=""), CHARITY),
    (basis("legal_duty_16LA"), replace(SCHOOL, purpose=CHILD, today=date(2026, 9, 1))),
    (basis("recognised_legitimate_interest"), replace(CHARITY, today=date(2026, 2, 5))),
    (basis("public_task", reason="Law 1 s. 2"), COUNCIL),
]

UNLAWFUL = [
    (basis("public_task"), CHARITY, "basis.kind"),
    (basis("recognised_legitimate_interest"), COUNCIL, "basis.kind"),
    (basis("recognised_legitimate_interest"), POLICE, "basis.kind"),
    (basis("recognised_legitimate_interest"), replace(CHARITY, today=date(2026, 1, 31)), "basis.kind"),
    (basis("recognised_legitimate_interest"), replace(CHARITY, purpose=Purpose.HOUSING_SUPPORT), "basis.kind"),
    (basis("legal_duty_16LA"), COUNCIL, "basis.kind"),
    (basis("legal_duty_16LA"), replace(SCHOOL, purpose=CHILD, nation="Wales"), "basis.kind"),
    (basis("legal_duty_16LA"), replace(SCHOOL, purpose=CHILD, duty_16la_from=None), "basis.kind"),
    (basis("legal_duty_16LA"), replace(SCHOOL, purpose=CHILD, today=date(2026, 8, 31)), "basis.kind"),
    (basis("legal_duty_16LA"), replace(CHARITY, purpose=CHILD), "basis.kind"),
    (basis("public_task"), replace(COUNCIL, data_classes=HEALTH), "basis.condition"),
    (basis("public_task", "9_2_a"), replace(COUNCIL, data_classes=HEALTH), "basis.condition"),
    (basis("public_task", "9_2_c"), replace(COUNCIL, data_classes=HEALTH), "basis.condition"),
    (basis("public_task", "9_2_h"), replace(SCHOOL, data_classes=HEALTH), "basis.condition"),
    (basis("public_task", "9_2_h"), replace(COUNCIL, data_classes=HEALTH), "basis.condition"),
    (basis("legal_obligation", "sch1_6"), replace(CHARITY, data_classes=HEALTH), "basis.condition"),
    (basis("public_task", "sch1_18"), replace(COUNCIL, data_classes=HEALTH), "basis.para_18_reason"),
    (
        basis("public_task", "sch1_18", "would_prejudice"),
        replace(COUNCIL, data_classes=HEALTH, purpose=Purpose.HOUSING_SUPPORT),
        "basis.condition",
    ),
    (basis("public_task"), replace(COUNCIL, data_classes=OFFENCES), "basis.condition"),
    (basis("public_task", "sch1_18"), replace(COUNCIL, data_classes=OFFENCES), "basis.para_18_reason"),
    (
        basis("public_task", "9_2_h"),
        replace(SCHOOL, data_classes=HEALTH, purpose=Purpose.DIRECT_CARE),
        "basis.condition",
    ),
    (basis("consent", "9_2_h"), replace(SCHOOL, data_classes=HEALTH), "basis.condition"),
    (
        basis("public_task", "9_2_h"),
        replace(COUNCIL, data_classes=OFFENCES, purpose=Purpose.DIRECT_CARE),
        "basis.condition",
    ),
    (basis("legal_obligation", "sch1_6"), replace(CHARITY, data_classes=OFFENCES), "basis.condition"),
    (basis("public_task", reason=" why "), COUNCIL, "basis.reason"),
    (basis("public_task", informed=False), COUNCIL, "basis.not_informed_reason"),
    (basis("public_task"), replace(COUNCIL, data_classes=frozenset({DataClass.PROTECTED_ADDRESS})), "data_classes"),
]


def field_of(caught: pytest.ExceptionInfo[Invalid]) -> str:
    return caught.value.fields[0].field


@pytest.mark.parametrize(("relied_on", "share"), LAWFUL)
def test_a_lawful_basis_is_accepted(relied_on: Basis, share: Circumstances) -> None:
    assert checked(relied_on, share) == relied_on


@pytest.mark.parametrize(("relied_on", "share", "field"), UNLAWFUL)
def test_a_basis_the_law_does_not_give_is_refused_and_named(relied_on: Basis, share: Circumstances, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked(relied_on, share)
    assert field_of(caught) == field


def lawful(relied_on: Basis, share: Circumstances) -> bool:
    try:
        return checked(relied_on, share) == relied_on
    except Invalid:
        return False


KINDS = (
    *("council", "nhs_trust", "gp_practice", "school", "police", "probation", "regulator"),
    *("charity", "housing_association"),
)


def of_those(relied_on: Basis, share: Circumstances) -> set[str]:
    return {kind for kind in KINDS if lawful(relied_on, replace(share, kind=kind))}


def test_each_kind_of_organisation_relies_on_what_the_law_gives_it() -> None:
    public = {*KINDS} - {"charity", "housing_association"}
    assert of_those(basis("public_task"), COUNCIL) == public
    assert of_those(basis("recognised_legitimate_interest"), COUNCIL) == {"charity", "housing_association"}
    assert of_those(basis("legal_duty_16LA"), replace(COUNCIL, purpose=CHILD)) == public - {"regulator"}
    care = replace(COUNCIL, data_classes=HEALTH, purpose=Purpose.DIRECT_CARE)
    assert of_those(basis("legal_obligation", "9_2_h"), care) == {"council", "nhs_trust", "gp_practice"}
    assert of_those(basis("legal_obligation"), replace(COUNCIL, data_classes=OFFENCES)) == {"police", "probation"}


@pytest.mark.parametrize("kind", ["consent", "public_task", "legal_obligation", "vital_interests"])
def test_what_is_shared_for_law_enforcement_by_those_whose_task_it_is_rests_on_none_of_these(kind: str) -> None:
    enforcing = replace(POLICE, purpose=Purpose.CRIME_PREVENTION)
    assert of_those(basis(kind), enforcing).isdisjoint({"police", "probation"})
    assert lawful(basis(kind), replace(enforcing, purpose=Purpose.SAFEGUARDING_ADULT))
    assert lawful(basis(kind), replace(enforcing, kind="council"))
    with pytest.raises(Invalid, match="Part 3") as wrong:
        checked(basis(kind), enforcing)
    assert wrong.value.fields[0].field == "purpose"


def test_care_and_giving_a_service_open_health_data_to_those_who_provide_it_and_nothing_else_does() -> None:
    health = replace(COUNCIL, data_classes=HEALTH)
    fits = {each for each in Purpose if lawful(basis("public_task", "9_2_h"), replace(health, purpose=each))}
    assert fits == {Purpose.DIRECT_CARE, Purpose.SERVICE_DELIVERY}


def test_recognised_interests_are_safeguarding_and_preventing_crime() -> None:
    relied_on = basis("recognised_legitimate_interest")
    fits = {each for each in Purpose if lawful(relied_on, replace(CHARITY, purpose=each))}
    assert fits == {Purpose.SAFEGUARDING_CHILD, Purpose.SAFEGUARDING_ADULT, Purpose.CRIME_PREVENTION}


def test_consent_is_explicit_whether_or_not_its_condition_is_named() -> None:
    assert lawful(basis("consent", "9_2_a"), replace(CHARITY, data_classes=HEALTH))


@pytest.mark.parametrize("kind", BasisKind)
def test_what_is_routine_needs_an_agreement_save_to_safeguard(kind: BasisKind) -> None:
    routine = kind in (BasisKind.PUBLIC_TASK, BasisKind.RECOGNISED_LEGITIMATE_INTEREST)
    assert one_off(kind, Purpose.HOUSING_SUPPORT) is not routine
    assert one_off(kind, Purpose.SAFEGUARDING_ADULT)


@pytest.mark.parametrize("kind", BasisKind)
def test_each_basis_has_words_to_stand_in_a_sentence(kind: BasisKind) -> None:
    assert "_" not in kind.words


def test_what_the_law_guards_leaves_on_no_bare_basis() -> None:
    each = {word: replace(COUNCIL, data_classes=frozenset({word})) for word in DataClass}
    guarded = {word for word, share in each.items() if not lawful(basis("public_task"), share)}
    special = {DataClass.HEALTH, DataClass.MENTAL_HEALTH, DataClass.SEXUAL_HEALTH, DataClass.SUBSTANCE_USE}
    assert guarded == special | {DataClass.OFFENCES, DataClass.PROTECTED_ADDRESS}


def test_data_classes_are_named_and_read_like_a_sentence() -> None:
    assert data_classes("data_classes", ["housing", "risk"]) == {DataClass.HOUSING, DataClass.RISK}
    with pytest.raises(Invalid):
        data_classes("data_classes", [])
    three = [DataClass.SOCIAL_CARE, DataClass.HOUSING, DataClass.HEALTH]
    assert [listed(three[:many]) for many in (1, 2, 3)] == [
        "social care",
        "housing and social care",
        "health, housing and social care",
    ]
