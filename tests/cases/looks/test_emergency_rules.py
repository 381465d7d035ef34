"""Emergency access and agreements as they are opened, accepted, judged and taken further, without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.days import last_day
from services.cases.domain.emergency import REPEATED, REPEATED_WITHIN, EmergencyAccess, EmergencyState, opened
from services.cases.domain.escalation import Escalation
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.agreement import LONGEST, Agreement, AgreementState, proposed
from tests.cases.gate.gate_worlds import NOW, TODAY

WANTED = EmergencyAccess(
    "eme_1", "per_1", "org_nhs", "acc_nurse", frozenset({DataClass.HEALTH}), "Found cold", NOW, NOW, NOW
)
MINUTE, MOMENT = timedelta(minutes=1), timedelta(microseconds=1)
OPEN = opened(WANTED, 5)
PROPOSED = Agreement(
    "agr_1",
    "Housing and health",
    frozenset({"org_a", "org_b"}),
    frozenset({"org_a"}),
    frozenset({Purpose.DIRECT_CARE}),
    frozenset({DataClass.HOUSING}),
    TODAY,
)


def test_it_is_open_for_its_minutes_and_to_be_reviewed_in_three_days() -> None:
    now = opened(WANTED, 5)
    assert (now.ends_at, now.review_due_at) == (NOW + 5 * MINUTE, NOW + timedelta(days=3))
    assert [OPEN.is_open(at) for at in (NOW - MOMENT, NOW, OPEN.ends_at - MOMENT, OPEN.ends_at)] == [
        *(False, True, True, False)
    ]
    assert OPEN.state(OPEN.ends_at - MOMENT) is EmergencyState.OPEN
    assert OPEN.state(OPEN.ends_at) is EmergencyState.AWAITING_REVIEW


def test_it_is_opened_for_an_hour_at_most() -> None:
    assert opened(WANTED, 1).ends_at == NOW + MINUTE
    assert opened(WANTED, 60).ends_at == NOW + 60 * MINUTE


@pytest.mark.parametrize(
    ("wanted", "minutes", "field"),
    [
        (WANTED, 0, "minutes"),
        (WANTED, 61, "minutes"),
        (replace(WANTED, reason=" Found it "), 5, "reason"),
        (replace(WANTED, data_classes=frozenset({DataClass.PROTECTED_ADDRESS})), 5, "data_classes"),
    ],
)
def test_it_has_minutes_and_a_reason_and_opens_no_protected_address(
    wanted: EmergencyAccess, minutes: int, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        opened(wanted, minutes)
    assert [one.field for one in caught.value.fields] == [field]


@pytest.mark.parametrize(
    ("justified", "state"), [(True, EmergencyState.JUSTIFIED), (False, EmergencyState.NOT_JUSTIFIED)]
)
def test_somebody_else_judges_it_once_and_it_is_over_then(justified: bool, state: EmergencyState) -> None:
    judged = OPEN.judged("acc_guardian", justified, "She was alone.", NOW + MINUTE)
    assert (judged.reviewed_by, judged.justified, judged.comment) == ("acc_guardian", justified, "She was alone.")
    assert judged.ends_at == NOW + MINUTE
    assert judged.state(NOW) is state
    assert OPEN.judged("acc_guardian", justified, "", NOW + 9 * MINUTE).ends_at == OPEN.ends_at
    with pytest.raises(Denied) as own:
        OPEN.judged("acc_nurse", justified, "", NOW)
    assert own.value.code == "own-emergency-access"
    with pytest.raises(Conflict) as twice:
        judged.judged("acc_other", justified, "", NOW)
    assert twice.value.code == "emergency-reviewed"


def test_what_nobody_judges_is_taken_to_the_guardian_and_two_days_later_to_the_dpo() -> None:
    due = OPEN.review_due_at
    further = due + timedelta(days=2)
    assert [OPEN.overdue(at) for at in (due - MOMENT, due, further - MOMENT, further)] == [
        *(Escalation.NONE, Escalation.GUARDIAN, Escalation.GUARDIAN, Escalation.DPO)
    ]
    assert OPEN.judged("acc_guardian", True, "", NOW).overdue(further) is Escalation.NONE


def test_three_in_thirty_days_are_many() -> None:
    assert (3, timedelta(days=30)) == (REPEATED, REPEATED_WITHIN)


def test_an_agreement_is_live_once_all_have_accepted_and_to_the_end_of_its_last_day() -> None:
    tomorrow = TODAY + timedelta(days=1)
    live = PROPOSED.accepted("org_b", TODAY)
    assert PROPOSED.state(TODAY) is AgreementState.PROPOSED
    assert live.state(TODAY) is AgreementState.LIVE
    assert live.state(tomorrow) is AgreementState.EXPIRED
    with pytest.raises(NotFound):
        PROPOSED.accepted("org_c", TODAY)
    with pytest.raises(Conflict) as late:
        PROPOSED.accepted("org_b", tomorrow)
    assert late.value.code == "agreement-expired"


def test_an_agreement_ends_soon_for_sixty_days_and_lasts_three_years_at_most() -> None:
    left = [replace(PROPOSED, expires_on=TODAY + timedelta(days=days)).days_left(TODAY) for days in (0, 60, 61)]
    assert left == [1, 61, 0]
    last = TODAY + timedelta(days=1098)
    assert last_day("expires_on", last.isoformat(), NOW, LONGEST) == last
    with pytest.raises(Invalid, match="at most 1098 days"):
        last_day("expires_on", (last + timedelta(days=1)).isoformat(), NOW, LONGEST)


def test_whoever_proposes_an_agreement_has_accepted_it() -> None:
    assert proposed(replace(PROPOSED, accepted_by=frozenset()), "org_b").accepted_by == {"org_b"}


@pytest.mark.parametrize(
    ("wanted", "by", "field"),
    [
        (replace(PROPOSED, title=" "), "org_a", "title"),
        (replace(PROPOSED, parties=frozenset({"org_a"})), "org_a", "parties"),
        (PROPOSED, "org_c", "parties"),
        (replace(PROPOSED, purposes=frozenset()), "org_a", "purposes"),
    ],
)
def test_an_agreement_has_a_title_two_parties_ones_own_and_a_purpose(wanted: Agreement, by: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        proposed(wanted, by)
    assert [one.field for one in caught.value.fields] == [field]
