"""Whom a token speaks for at the gate; what she keeps from whoever acts for her, without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import Conflict, Invalid
from chassis.tokens import Caller
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.confidence import Confidence, kept
from services.cases.domain.viewer import AUDITORS, BROKERS, ON_HER_PAGES, PROXIES, Viewer, ViewerKind, viewer_of
from tests.cases.gate.gate_worlds import NOW, TODAY

CONTEXT = {"org": "org_nhs", "role": "duty", "pro": "pro_nurse", "purpose": "direct_care"}
NURSE = Caller("acc_nurse", "worker", frozenset(), CONTEXT)
SYSTEM = replace(NURSE, subject="cli_nhs", kind="partner")
AMINA = Caller("acc_amina", "resident", frozenset())
CARER = Caller(
    "acc_amina", "proxy", frozenset(), {"act": "acc_rosa", "act_kind": "carer", "act_classes": "housing health"}
)
KEPT = Confidence("cnf_1", "per_1", "org_nhs", frozenset(), TODAY, "Dr Okafor", "acc_nurse", NOW)


@pytest.mark.parametrize(("caller", "kind"), [(NURSE, ViewerKind.WORKER), (SYSTEM, ViewerKind.PARTNER)])
def test_who_works_somewhere_looks_in_that_one_context(caller: Caller, kind: ViewerKind) -> None:
    assert viewer_of(caller) == Viewer(kind, caller.subject, "org_nhs", "duty", "pro_nurse", "direct_care")
    nowhere = replace(caller, claims={**CONTEXT, "org": ""})
    assert viewer_of(nowhere) == Viewer(ViewerKind.NOBODY, caller.subject)


def test_a_resident_looks_as_herself_whatever_else_a_token_says() -> None:
    for caller in (AMINA, replace(AMINA, claims=CONTEXT)):
        assert viewer_of(caller) == Viewer(ViewerKind.RESIDENT, "acc_amina")


def test_whom_the_gate_does_not_know_is_nobody() -> None:
    assert viewer_of(replace(NURSE, kind="operator")) == Viewer(ViewerKind.NOBODY, "acc_nurse")


def test_who_acts_for_her_looks_as_far_as_the_mandate_reaches() -> None:
    reaches = frozenset({DataClass.HOUSING, DataClass.HEALTH})
    as_carer = Viewer(ViewerKind.PROXY, "acc_amina", role="carer", reaches=reaches, hand="acc_rosa")
    assert viewer_of(CARER) == as_carer


@pytest.mark.parametrize(("claim", "said"), [("act", ""), ("act_kind", "friend"), ("act_classes", "secrets")])
def test_who_acts_on_nothing_that_is_known_is_nobody(claim: str, said: str) -> None:
    lacking = replace(CARER, claims={**CARER.claims, claim: said})
    assert viewer_of(lacking) == Viewer(ViewerKind.NOBODY, "acc_amina")


def test_the_gate_knows_these_roles_and_kinds() -> None:
    of_mandate = "parental_responsibility health_attorney finance_attorney deputy advocate carer"
    assert set(of_mandate.split()) == PROXIES
    assert {"duty", "manager"} == BROKERS
    assert {"guardian", "dpo"} == AUDITORS
    assert set(ON_HER_PAGES) == {ViewerKind.RESIDENT, ViewerKind.PROXY}


def test_what_is_kept_was_assessed_by_somebody_with_a_name_and_not_tomorrow() -> None:
    assert kept(KEPT) is KEPT
    assert kept(replace(KEPT, assessor="Lee")).assessor == "Lee"
    for wrong, field in (
        (replace(KEPT, assessed_on=TODAY + timedelta(days=1)), "assessed_on"),
        (replace(KEPT, assessor=" Le "), "assessor"),
    ):
        with pytest.raises(Invalid) as caught:
            kept(wrong)
        assert [one.field for one in caught.value.fields] == [field]


def test_she_lets_it_go_once() -> None:
    over = KEPT.over(NOW)
    assert over.ended_at == NOW
    with pytest.raises(Conflict) as caught:
        over.over(NOW)
    assert caught.value.code == "confidence-ended"


@pytest.mark.parametrize("role", ["worker", "duty", "manager", "guardian", "dpo"])
def test_only_a_worker_speaks_for_his_organisation_looks_it_over_or_is_a_professional(role: str) -> None:
    worker = Viewer(ViewerKind.WORKER, "acc", "org", role, "pro")
    assert (worker.speaks, worker.audits) == (role in ("duty", "manager"), role in ("guardian", "dpo"))
    assert worker.works_as == "pro"
    for kind in (kind for kind in ViewerKind if kind is not ViewerKind.WORKER):
        other = replace(worker, kind=kind)
        assert (other.speaks, other.audits, other.works_as) == (False, False, "")
