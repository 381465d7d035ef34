"""Which organisation may rely on which basis, for what, when and where."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.errors import Invalid
from services.cases.domain.agreement import Agreement
from services.cases.domain.basis import Basis, BasisKind, Circumstances, Condition, Para18, checked
from services.cases.domain.classes import DataClass
from services.cases.domain.consent import Consent, Method
from services.cases.domain.notices import notice
from services.cases.domain.purposes import Purpose
from services.cases.domain.share import Share, granted
from tests.cases.gate_worlds import NOW, TODAY

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


CONSENT = Consent(
    id="con_1",
    person_id="per_1",
    from_organisation_id="org_a",
    to_organisation_ids=frozenset({"org_b", "org_c"}),
    data_classes=frozenset({DataClass.HOUSING, DataClass.FAMILY}),
    purpose=Purpose.HOUSING_SUPPORT,
    expires_on=TODAY + timedelta(days=200),
    method=Method.ONLINE,
    notice=notice("en"),
    given_at=NOW,
    given_by="acc_r",
)
ON_CONSENT = Share(
    id="shr_1",
    person_id="per_1",
    case_id="",
    involvement_id="",
    from_organisation_id="org_a",
    to_organisation_ids=frozenset({"org_b"}),
    data_classes=frozenset({DataClass.HOUSING}),
    purpose=Purpose.HOUSING_SUPPORT,
    until=TODAY + timedelta(days=200),
    basis=Basis(BasisKind.CONSENT, consent_id="con_1"),
    agreement_id="",
    created_at=NOW,
    created_by="acc_w",
)
AGREEMENT = Agreement(
    id="agr_1",
    title="Homes",
    parties=frozenset({"org_a", "org_b"}),
    accepted_by=frozenset({"org_a", "org_b"}),
    purposes=frozenset({Purpose.HOUSING_SUPPORT}),
    data_classes=frozenset({DataClass.HOUSING}),
    expires_on=TODAY + timedelta(days=300),
)
ROUTINE = replace(ON_CONSENT, basis=basis("public_task"), agreement_id="agr_1")
ONE_OFF = replace(ROUTINE, agreement_id="", purpose=Purpose.SAFEGUARDING_ADULT, until=TODAY + timedelta(days=90))


def test_a_share_within_the_consent_needs_nothing_else() -> None:
    assert granted(ON_CONSENT, CONSENT, None, TODAY) == ON_CONSENT


def test_a_routine_share_within_a_live_agreement_is_granted() -> None:
    assert granted(ROUTINE, None, AGREEMENT, TODAY) == ROUTINE


def test_a_one_off_act_of_safeguarding_needs_no_agreement_and_is_looked_at_again() -> None:
    assert granted(ONE_OFF, None, None, TODAY) == ONE_OFF
    with pytest.raises(Invalid) as caught:
        granted(replace(ONE_OFF, until=TODAY + timedelta(days=91)), None, None, TODAY)
    assert field_of(caught) == "until"


@pytest.mark.parametrize(
    ("share", "consent", "field"),
    [
        (ON_CONSENT, None, "basis.consent_id"),
        (ON_CONSENT, replace(CONSENT, person_id="per_2"), "basis.consent_id"),
        (ON_CONSENT, replace(CONSENT, from_organisation_id="org_c"), "basis.consent_id"),
        (ON_CONSENT, replace(CONSENT, withdrawn_at=NOW), "basis.consent_id"),
        (ON_CONSENT, replace(CONSENT, expires_on=TODAY - timedelta(days=1)), "basis.consent_id"),
        (replace(ON_CONSENT, to_organisation_ids=frozenset({"org_b", "org_d"})), CONSENT, "to_organisation_ids"),
        (replace(ON_CONSENT, data_classes=frozenset({DataClass.FINANCE})), CONSENT, "data_classes"),
        (replace(ON_CONSENT, purpose=Purpose.DIRECT_CARE), CONSENT, "purpose"),
        (replace(ON_CONSENT, until=TODAY + timedelta(days=201)), CONSENT, "until"),
    ],
)
def test_a_share_beyond_the_consent_is_refused_and_named(share: Share, consent: Consent | None, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        granted(share, consent, None, TODAY)
    assert field_of(caught) == field


@pytest.mark.parametrize(
    ("share", "agreement", "field"),
    [
        (replace(ROUTINE, agreement_id=""), None, "agreement_id"),
        (ROUTINE, None, "agreement_id"),
        (ROUTINE, replace(AGREEMENT, accepted_by=frozenset({"org_a"})), "agreement_id"),
        (ROUTINE, replace(AGREEMENT, expires_on=TODAY - timedelta(days=1)), "agreement_id"),
        (replace(ROUTINE, to_organisation_ids=frozenset({"org_c"})), AGREEMENT, "to_organisation_ids"),
        (replace(ROUTINE, data_classes=frozenset({DataClass.FAMILY})), AGREEMENT, "data_classes"),
        (replace(ROUTINE, purpose=Purpose.DIRECT_CARE), AGREEMENT, "purpose"),
        (replace(ROUTINE, until=TODAY + timedelta(days=301)), AGREEMENT, "until"),
        (replace(ROUTINE, to_organisation_ids=frozenset()), AGREEMENT, "to_organisation_ids"),
        (replace(ROUTINE, to_organisation_ids=frozenset({"org_a"})), AGREEMENT, "to_organisation_ids"),
    ],
)
def test_a_share_beyond_the_agreement_is_refused_and_named(
    share: Share, agreement: Agreement | None, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        granted(share, None, agreement, TODAY)
    assert field_of(caught) == field
