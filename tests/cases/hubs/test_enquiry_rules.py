"""What a hub, an enquiry, a contribution and a request to take one home must be, without a database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound, Problem
from services.cases.domain.classes import DataClass
from services.cases.domain.hubs.enquiry import (
    LONGEST_TEXT,
    Contribution,
    Enquiry,
    Refers,
    Release,
    ReleaseState,
    asked,
    contributed,
    opened,
)
from services.cases.domain.hubs.hub import Hub, Seat, proposed
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import Basis, BasisKind, Circumstances, Condition, Para18
from tests.cases.gate.gate_worlds import NOW, TODAY
from tests.cases.gate.test_gate_refusals import CONTRIBUTION, ENQUIRY

LAW = Basis(
    BasisKind.PUBLIC_TASK,
    condition=Condition.SAFEGUARDING,
    reason="Care Act 2014 section 42.",
    para_18=Para18.WOULD_PREJUDICE,
)
COVERT = replace(LAW, informed=False, not_informed_reason="He reads her messages.")
ABOUT_HER = replace(ENQUIRY, basis=LAW, reason="Shouting was heard.")
BROUGHT = replace(CONTRIBUTION, basis=LAW)
COUNCIL = Circumstances("council", "England", frozenset(), Purpose.SAFEGUARDING_ADULT, TODAY, None)
RISKY = replace(COUNCIL, data_classes=frozenset({DataClass.RISK}))
HUB = Hub("hub_1", "MASH", "Terms.", "org_council", frozenset({"org_nhs"}), frozenset())
RUNNING = proposed(HUB, "council")
ASKED = Release(
    id="rls_1",
    contribution_id="ctb_1",
    enquiry_id="enq_1",
    person_id="per_1",
    from_organisation_id="org_nhs",
    to_organisation_id="org_council",
    why="To make her safe.",
    asked_by="acc_asker",
    asked_at=NOW,
)


def field_of(attempt: Callable[[], object]) -> str:
    with pytest.raises(Invalid) as refused:
        attempt()
    [wrong] = refused.value.fields
    return wrong.field


def code_of(attempt: Callable[[], object], kind: type[Problem] = Denied) -> str:
    with pytest.raises(kind) as refused:
        attempt()
    return refused.value.code


def test_whoever_hosts_is_a_member_and_has_accepted() -> None:
    running = proposed(HUB, "council")
    assert running.members == {"org_council", "org_nhs"}
    assert running.accepted_by == {"org_council"}
    assert RUNNING.accepted("org_nhs").accepted_by == {"org_council", "org_nhs"}
    with pytest.raises(NotFound):
        RUNNING.accepted("org_school")
    assert code_of(lambda: proposed(HUB, "nhs_trust")) == "not-a-council"


@pytest.mark.parametrize(
    ("hub", "field"),
    [
        (replace(HUB, name=""), "name"),
        (replace(HUB, name="x" * 201), "name"),
        (replace(HUB, terms=""), "terms"),
        (replace(HUB, terms="x" * 20_001), "terms"),
        (replace(HUB, members=frozenset()), "members"),
        (replace(HUB, members=frozenset({"org_council"})), "members"),
    ],
)
def test_a_hub_has_a_name_terms_and_others_in_it(hub: Hub, field: str) -> None:
    assert field_of(lambda: proposed(hub, "council")) == field
    for name, terms in (("x" * 200, "x" * 20_000), ("x", "x")):
        assert proposed(replace(HUB, name=name, terms=terms), "council")


def test_a_seat_is_one_persons_or_one_role_that_speaks() -> None:
    named, duty = Seat("sea_1", "org_council", "pro_1", ""), Seat("sea_2", "org_council", "", "duty")
    both = RUNNING.seating(named).seating(duty)
    assert both.seats == (named, duty)
    assert both.seat("sea_2", "org_council") == duty
    for seat_id, organisation in (("sea_2", "org_nhs"), ("sea_3", "org_council")):
        with pytest.raises(NotFound):
            both.seat(seat_id, organisation)
    for wrong in (replace(named, role="duty"), replace(named, professional_id="")):
        assert field_of(lambda wrong=wrong: RUNNING.seating(wrong)) == "professional_id"  # type: ignore[misc]
    assert field_of(lambda: RUNNING.seating(replace(duty, role="worker"))) == "role"
    assert code_of(lambda: RUNNING.seating(replace(duty, organisation_id="org_nhs"))) == "terms-not-accepted"
    with pytest.raises(NotFound):
        RUNNING.seating(replace(duty, organisation_id="org_school"))


def test_an_enquiry_that_fits_is_opened_and_is_open_to_the_end_of_its_last_day() -> None:
    assert opened(ABOUT_HER, COUNCIL) == ABOUT_HER
    assert ABOUT_HER.is_open(TODAY)
    assert not ABOUT_HER.is_open(TODAY + timedelta(days=1))
    assert not replace(ABOUT_HER, closed_at=NOW).is_open(TODAY)


@pytest.mark.parametrize(
    ("enquiry", "field"),
    [
        (replace(ABOUT_HER, purpose=Purpose.CRIME_PREVENTION), "purpose"),
        (replace(ABOUT_HER, reason="Too short"), "reason"),
        (replace(ABOUT_HER, reason="x" * (LONGEST_TEXT + 1)), "reason"),
        (replace(ABOUT_HER, sources=frozenset({"per_1"})), "sources"),
        (replace(ABOUT_HER, basis=replace(LAW, kind=BasisKind.CONSENT)), "basis.kind"),
        (replace(ABOUT_HER, basis=replace(LAW, kind=BasisKind.RECOGNISED_LEGITIMATE_INTEREST)), "basis.kind"),
        (replace(ABOUT_HER, basis=replace(LAW, informed=False)), "basis.not_informed_reason"),
    ],
)
def test_an_enquiry_is_to_safeguard_on_a_basis_in_law(enquiry: Enquiry, field: str) -> None:
    assert field_of(lambda: opened(enquiry, COUNCIL)) == field


def test_it_is_closed_once_with_what_came_of_it() -> None:
    closed = ABOUT_HER.closed("x" * LONGEST_TEXT, "acc", NOW)
    assert (closed.closed_at, closed.closed_by, closed.outcome) == (NOW, "acc", "x" * LONGEST_TEXT)
    assert field_of(lambda: ABOUT_HER.closed("", "acc", NOW)) == "outcome"
    assert field_of(lambda: ABOUT_HER.closed("x" * (LONGEST_TEXT + 1), "acc", NOW)) == "outcome"
    assert code_of(lambda: closed.closed("Again.", "acc", NOW), Conflict) == "enquiry-closed"


@pytest.mark.parametrize(
    ("made", "field"),
    [
        (replace(BROUGHT, data_class=DataClass.PROTECTED_ADDRESS), "data_class"),
        (replace(BROUGHT, text=""), "text"),
        (replace(BROUGHT, refers=Refers.RECORD), "text"),
        (replace(BROUGHT, text="x" * (LONGEST_TEXT + 1)), "text"),
        (replace(BROUGHT, basis=replace(LAW, kind=BasisKind.CONSENT)), "basis.kind"),
        (replace(BROUGHT, basis=replace(LAW, reason="Law.")), "basis.reason"),
    ],
)
def test_a_contribution_is_words_or_a_pointer_on_a_basis_of_its_own(made: Contribution, field: str) -> None:
    assert field_of(lambda: contributed(made, ABOUT_HER, RISKY)) == field


def test_what_fits_goes_in_and_tells_her_nothing_that_the_enquiry_does_not() -> None:
    pointing = replace(BROUGHT, text="", refers=Refers.RECORD, object_id="rec_1")
    for made in (BROUGHT, pointing, replace(BROUGHT, text="x" * LONGEST_TEXT), replace(BROUGHT, basis=COVERT)):
        assert contributed(made, ABOUT_HER, RISKY) == made
    covert = replace(ABOUT_HER, basis=COVERT)
    assert contributed(replace(BROUGHT, basis=COVERT), covert, RISKY)
    assert field_of(lambda: contributed(BROUGHT, covert, RISKY)) == "basis.informed"


def test_what_it_points_to_is_the_contributors_own_name_for_it() -> None:
    pointing = replace(BROUGHT, object_id="rec_1")
    assert pointing.seen_by("org_council").object_id == "rec_1"
    assert pointing.seen_by("org_nhs").object_id == ""


def test_a_request_is_anothers_and_says_what_for() -> None:
    assert asked(ASKED) == ASKED
    assert asked(replace(ASKED, why="x" * LONGEST_TEXT))
    assert field_of(lambda: asked(replace(ASKED, to_organisation_id="org_nhs"))) == "contribution_id"
    for why in ("Too short", "x" * (LONGEST_TEXT + 1)):
        assert field_of(lambda why=why: asked(replace(ASKED, why=why))) == "reason"  # type: ignore[misc]


@pytest.mark.parametrize(("state", "known"), [(ReleaseState.RELEASED, "made_1"), (ReleaseState.REFUSED, "")])
def test_it_is_decided_once_by_somebody_else_and_a_refusal_is_the_contributors_own(
    state: ReleaseState, known: str
) -> None:
    decided = ASKED.decided(state, "made_1", "acc_decider", NOW)
    assert (decided.state, decided.decided_by, decided.decided_at) == (state, "acc_decider", NOW)
    assert (decided.seen_by("org_nhs").made_id, decided.seen_by("org_council").made_id) == ("made_1", known)
    assert code_of(lambda: ASKED.decided(state, "made_1", "acc_asker", NOW)) == "own-request"
    assert code_of(lambda: decided.decided(state, "made_2", "acc_decider", NOW), Conflict) == "release-decided"


@pytest.mark.parametrize("length", [10, LONGEST_TEXT])
def test_a_reason_is_of_ten_characters_at_least_and_as_many_as_a_text_may_have(length: int) -> None:
    assert opened(replace(ABOUT_HER, reason="x" * length), COUNCIL)
    assert asked(replace(ASKED, why="x" * length))


def test_what_came_of_it_may_be_said_in_one_character() -> None:
    assert ABOUT_HER.closed("-", "acc", NOW).outcome == "-"
