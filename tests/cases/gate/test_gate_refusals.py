"""Each refusal says its rule and what would make it lawful, to whoever may know of the thing; to all others it is one
and the same "nothing here".
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.errors import Denied, NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.consent import Consent, Method
from services.cases.domain.consents.notices import notice
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.gate.disclosure import (
    ABSENT,
    Ask,
    Facts,
    Permit,
    Refusal,
    What,
    decide,
    of_contribution,
    of_enquiry,
)
from services.cases.domain.hubs.enquiry import Contribution, Enquiry, Refers
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.sharing.share import Ended, Share, Standing
from services.cases.domain.viewer import Viewer, ViewerKind
from tests.cases.gate.gate_worlds import NOW, TODAY

NURSE = Viewer(ViewerKind.WORKER, "acc_nurse", "org_nhs", "worker", "pro_nurse")
SYSTEM = Viewer(ViewerKind.PARTNER, "cli_nhs", "org_nhs", "partner")
RECORD = Ask(
    What.RECORD,
    "per_1",
    holder_id="org_council",
    object_id="rec_1",
    case_id="cas_1",
    data_class=DataClass.HOUSING,
    purpose=Purpose.HOUSING_SUPPORT,
)
OWN = replace(RECORD, holder_id="org_nhs")
NETWORK = Ask(What.NETWORK, "per_1", purpose=Purpose.DIRECT_CARE)
NOTHING = Facts(NOW)


def share(
    until: date = TODAY, ended: Ended = Ended.NOT, share_id: str = "shr_1", created: int = 0, **more: object
) -> Standing:
    one = Share(
        id=share_id,
        person_id="per_1",
        case_id="cas_1",
        involvement_id="",
        from_organisation_id="org_council",
        to_organisation_ids=frozenset({"org_nhs"}),
        data_classes=frozenset({DataClass.HOUSING}),
        purpose=Purpose.HOUSING_SUPPORT,
        until=until,
        basis=Basis(BasisKind.PUBLIC_TASK),
        agreement_id="",
        created_at=NOW + timedelta(minutes=created),
        created_by="acc",
        ended=ended,
    )
    return Standing(replace(one, **more), None, None)  # type: ignore[arg-type]  # fields of Share


def given(*standings: Standing, **more: object) -> Facts:
    return replace(NOTHING, standings=standings, **more)  # type: ignore[arg-type]  # fields of Facts


def opened(minutes: int) -> EmergencyAccess:
    classes, ends = frozenset({DataClass.HOUSING}), NOW + timedelta(minutes=minutes)
    return EmergencyAccess(
        f"eme_{minutes}", "per_1", "org_nhs", NURSE.subject, classes, "Found at home.", NOW, ends, ends
    )


def consent(withdrawn: bool = False, expires_on: date = TODAY) -> Consent:
    return Consent(
        id="con_1",
        person_id="per_1",
        from_organisation_id="org_council",
        to_organisation_ids=frozenset({"org_nhs"}),
        data_classes=frozenset({DataClass.HOUSING}),
        purpose=Purpose.HOUSING_SUPPORT,
        expires_on=expires_on,
        method=Method.ONLINE,
        notice=notice("en"),
        given_at=NOW,
        given_by="acc",
        withdrawn_at=NOW if withdrawn else None,
    )


def on_consent(of: Consent | None) -> Standing:
    basis = Basis(BasisKind.CONSENT, consent_id="con_1")
    return replace(share(until=TODAY + timedelta(days=9), basis=basis), consent=of)


ENQUIRY = Enquiry(
    id="enq_1",
    hub_id="hub_1",
    host_id="org_council",
    person_id="per_1",
    purpose=Purpose.SAFEGUARDING_ADULT,
    basis=Basis(BasisKind.PUBLIC_TASK),
    reason="Neighbours heard shouting.",
    sources=frozenset({"pro_accused", "per_accused"}),
    until=TODAY,
    opened_at=NOW,
    opened_by="acc",
)
CONTRIBUTION = Contribution(
    id="ctb_1",
    enquiry_id="enq_1",
    person_id="per_1",
    organisation_id="org_council",
    data_class=DataClass.RISK,
    basis=Basis(BasisKind.PUBLIC_TASK),
    text="He was seen at the gate.",
    refers=Refers.NOTHING,
    object_id="",
    contributed_at=NOW,
    contributed_by="acc",
)
CLOSED = replace(ENQUIRY, closed_at=NOW)
SEATED = Facts(NOW, seats=frozenset({"hub_1"}))
GUARDIAN = Viewer(ViewerKind.WORKER, "acc_guardian", "org_council", "guardian", "pro_guardian")
SEEN = of_contribution(CONTRIBUTION, ENQUIRY, None)
DPO = replace(GUARDIAN, role="dpo")
LEFT = Ask(What.EXPORT, "per_1", holder_id="org_council", object_id="dis_1", recipients=frozenset({"org_nhs"}))


def release(**more: object) -> Standing:
    wanted: dict[str, object] = {
        "case_id": "",
        "contribution_id": "ctb_1",
        "data_classes": frozenset({DataClass.RISK}),
        "purpose": Purpose.SAFEGUARDING_ADULT,
    }
    return share(**(wanted | more))  # type: ignore[arg-type]  # fields of Share


YESTERDAY = TODAY - timedelta(days=1)
KNOWN = {
    "share-ended": (RECORD, given(share(ended=Ended.BY_GIVER)), "has ended the share"),
    "share-expired": (RECORD, given(share(until=YESTERDAY)), "has to share it again"),
    "share-withdrawn": (RECORD, given(on_consent(consent(withdrawn=True))), "new consent, is needed"),
    "other-purpose": (replace(RECORD, purpose=Purpose.DIRECT_CARE), given(share()), "support with housing only"),
    "emergency-over": (RECORD, given(emergencies=(opened(0),)), "ask the organisation that holds it"),
    "protected-address": (replace(OWN, data_class=DataClass.PROTECTED_ADDRESS), NOTHING, "for safeguarding only"),
    "own-person": (NETWORK, given(herself=True), "on the resident's pages"),
    "enquiry-closed": (of_contribution(CONTRIBUTION, CLOSED, None), SEATED, "ask the organisation that holds it"),
}


@pytest.mark.parametrize("rule", KNOWN)
def test_whoever_may_know_hears_the_rule_and_what_would_make_it_lawful(rule: str) -> None:
    ask, facts, remedy = KNOWN[rule]
    refused = decide(NURSE, ask, facts)
    assert isinstance(refused, Refusal)
    problem = refused.problem()
    assert isinstance(problem, Denied)
    assert (problem.code, refused.known) == (rule, True)
    assert remedy in problem.detail


@pytest.mark.parametrize(
    ("viewer", "ask", "facts"),
    [
        (NURSE, RECORD, NOTHING),
        (NURSE, NETWORK, NOTHING),
        (NURSE, replace(RECORD, sealed=True), given(share())),
        (NURSE, replace(RECORD, case_id="cas_2"), given(share(ended=Ended.BY_GIVER))),
        (NURSE, RECORD, given(emergencies=(opened(5),), private=frozenset({"org_council"}))),
        (NURSE, RECORD, given(emergencies=(opened(0),), private=frozenset({"org_council"}))),
        (NURSE, RECORD, given(share(), herself=True)),
        (SYSTEM, Ask(What.PERSON, "per_1"), NOTHING),
        (replace(GUARDIAN, role="manager"), LEFT, NOTHING),
        (replace(GUARDIAN, kind=ViewerKind.PARTNER), LEFT, NOTHING),
        (replace(DPO, organisation_id="org_school"), LEFT, NOTHING),
        (DPO, LEFT, replace(NOTHING, herself=True)),
        (DPO, LEFT, replace(NOTHING, private=frozenset({"org_nhs"}))),
        (replace(DPO, organisation_id="org_nhs"), LEFT, replace(NOTHING, private=frozenset({"org_council"}))),
        (GUARDIAN, replace(LEFT, kept_by="org_council"), NOTHING),
        (DPO, replace(LEFT, kept_by="org_nhs"), NOTHING),
        (GUARDIAN, replace(LEFT, host_id="org_council"), NOTHING),
        (replace(DPO, organisation_id="org_nhs"), replace(LEFT, host_id="org_council"), NOTHING),
        (NURSE, Ask(What.PERSON, "per_1", holder_id="org_council", shielded=True), replace(NOTHING, herself=True)),
        (NURSE, replace(SEEN, enquiry=None), SEATED),
        (NURSE, SEEN, NOTHING),
        (NURSE, SEEN, replace(SEATED, seats=frozenset({"hub_2"}))),
        (NURSE, SEEN, replace(SEATED, herself=True)),
        (NURSE, SEEN, replace(SEATED, oneself=frozenset({"per_accused"}))),
        (replace(NURSE, professional_id="pro_accused"), SEEN, SEATED),
        (replace(NURSE, professional_id="pro_accused"), SEEN, given(release())),
        (NURSE, SEEN, given(share(contribution_id="ctb_2"))),
        (NURSE, SEEN, given(share(data_classes=frozenset({DataClass.RISK}), case_id=""))),
        (NURSE, SEEN, given(replace(release(), share=replace(release().share, from_organisation_id="org_b")))),
        (NURSE, of_enquiry(ENQUIRY, None), given(release())),
        (NURSE, replace(RECORD, data_class=DataClass.RISK, object_id="ctb_1"), given(release())),
        (SYSTEM, SEEN, given(release())),
        (SYSTEM, SEEN, SEATED),
        (GUARDIAN, replace(SEEN, purpose=Purpose.AUDIT), NOTHING),
        (replace(GUARDIAN, role="worker"), of_contribution(CONTRIBUTION, CLOSED, Purpose.AUDIT), NOTHING),
        (replace(GUARDIAN, organisation_id="org_nhs"), of_contribution(CONTRIBUTION, CLOSED, Purpose.AUDIT), NOTHING),
        (SYSTEM, replace(OWN, sealed=True), NOTHING),
        (SYSTEM, replace(OWN, data_class=DataClass.PROTECTED_ADDRESS, purpose=Purpose.SAFEGUARDING_CHILD), NOTHING),
        (Viewer(ViewerKind.NOBODY, "acc"), RECORD, given(share())),
        (Viewer(ViewerKind.RESIDENT, "acc"), RECORD, given(share(), herself=True)),
        (Viewer(ViewerKind.RESIDENT, "acc"), RECORD, given(share())),
        (Viewer(ViewerKind.PROXY, "acc", reaches=frozenset(DataClass)), RECORD, given(share(), herself=True)),
    ],
)
def test_whoever_may_not_hears_what_one_hears_of_nothing(viewer: Viewer, ask: Ask, facts: Facts) -> None:
    refused = decide(viewer, ask, facts)
    assert isinstance(refused, Refusal)
    problem, absent = refused.problem(), ABSENT.problem()
    assert isinstance(problem, NotFound)
    assert (problem.code, problem.detail) == (absent.code, absent.detail)


def test_of_several_shares_that_are_over_the_newest_says_why() -> None:
    old, new = share(ended=Ended.BY_GIVER), share(until=YESTERDAY, share_id="shr_0", created=1)
    for facts in (given(old, new), given(new, old)):
        refused = decide(NURSE, RECORD, facts)
        assert isinstance(refused, Refusal)
        assert refused.rule == "share-expired"


def test_of_several_that_permit_the_one_that_lasts_longest_is_cited_until_its_last_moment() -> None:
    longer = share(until=TODAY + timedelta(days=3), share_id="shr_0")
    for facts in (given(share(), longer), given(longer, share())):
        permit = decide(NURSE, RECORD, facts)
        assert isinstance(permit, Permit)
        assert (permit.share_id, permit.basis, permit.purpose) == ("shr_0", "public_task", "housing_support")
        assert permit.valid_until == longer.valid_until
        assert not permit.withheld
    for facts in (given(emergencies=(opened(5), opened(9))), given(emergencies=(opened(9), opened(5)))):
        permit = decide(NURSE, RECORD, facts)
        assert isinstance(permit, Permit)
        assert (permit.emergency_id, permit.valid_until) == ("eme_9", NOW + timedelta(minutes=9))


def test_a_permit_cites_the_consent_it_rests_on_and_ends_with_it() -> None:
    facts = given(on_consent(consent(expires_on=TODAY + timedelta(days=2))))
    permit = decide(NURSE, RECORD, facts)
    assert isinstance(permit, Permit)
    assert (permit.consent_id, permit.basis) == ("con_1", "consent")
    assert permit.because == "Shared on consent, for support with housing, until 24 November 2026."


def test_what_the_person_was_not_told_of_is_permitted_and_withheld() -> None:
    basis = Basis(BasisKind.PUBLIC_TASK, consent_id="con_1", informed=False, not_informed_reason="At risk.")
    permit = decide(NURSE, RECORD, given(share(basis=basis)))
    assert isinstance(permit, Permit)
    assert (permit.withheld, permit.consent_id) == (True, "")


@pytest.mark.parametrize("ask", [of_enquiry(ENQUIRY, None), SEEN, replace(SEEN, purpose=Purpose.SAFEGUARDING_ADULT)])
def test_who_sits_in_the_hub_sees_what_is_in_it_while_it_is_open(ask: Ask) -> None:
    permit = decide(NURSE, ask, SEATED)
    assert isinstance(permit, Permit)
    assert (permit.basis, permit.purpose, permit.share_id) == ("seat", "safeguarding_adult", "")
    assert permit.because == "In a multi-agency hub that is safeguarding an adult."
    assert permit.valid_until == release().valid_until
    assert not permit.withheld


@pytest.mark.parametrize(
    ("enquiry", "told"), [(ENQUIRY, True), (replace(ENQUIRY, until=YESTERDAY), False), (CLOSED, False)]
)
def test_it_is_over_when_it_is_closed_and_from_the_day_after_its_last(enquiry: Enquiry, told: bool) -> None:
    decision = decide(NURSE, of_enquiry(enquiry, None), SEATED)
    assert isinstance(decision, Permit) == told
    assert told or decision == Refusal(
        "enquiry-closed", "This enquiry is closed; ask the organisation that holds it.", known=True
    )


def test_what_she_is_not_told_of_in_a_hub_is_withheld_whoever_looks() -> None:
    hidden = replace(CONTRIBUTION, basis=replace(CONTRIBUTION.basis, informed=False))
    inside = decide(NURSE, of_contribution(hidden, ENQUIRY, None), SEATED)
    after = decide(GUARDIAN, of_contribution(hidden, CLOSED, Purpose.AUDIT), NOTHING)
    assert isinstance(inside, Permit)
    assert isinstance(after, Permit)
    assert (inside.withheld, after.withheld) == (True, True)


def test_a_contribution_taken_home_is_read_there_on_its_share_when_the_enquiry_is_over() -> None:
    longer = release(until=TODAY + timedelta(days=3), share_id="shr_0")
    for facts in (given(release(), longer), given(longer, release())):
        permit = decide(NURSE, of_contribution(CONTRIBUTION, CLOSED, Purpose.SAFEGUARDING_ADULT), facts)
        assert isinstance(permit, Permit)
        assert (permit.basis, permit.share_id) == ("public_task", "shr_0")


@pytest.mark.parametrize(
    ("facts", "purpose", "rule", "remedy"),
    [
        (SEATED, Purpose.DIRECT_CARE, "other-purpose", "for safeguarding an adult only"),
        (given(release()), Purpose.DIRECT_CARE, "other-purpose", "for safeguarding an adult only"),
        (given(release(ended=Ended.BY_GIVER)), None, "share-ended", "has ended the share"),
        (
            given(release(until=YESTERDAY, created=1), release(ended=Ended.BY_GIVER, share_id="shr_2")),
            None,
            "share-expired",
            "share it again",
        ),
    ],
)
def test_what_was_open_in_a_hub_or_taken_home_is_refused_plainly(
    facts: Facts, purpose: Purpose | None, rule: str, remedy: str
) -> None:
    refused = decide(NURSE, of_contribution(CONTRIBUTION, ENQUIRY, purpose), facts)
    assert isinstance(refused, Refusal)
    assert (refused.rule, refused.known) == (rule, True)
    assert remedy in refused.remedy


@pytest.mark.parametrize("role", ["guardian", "dpo"])
def test_the_hosts_auditors_look_a_closed_enquiry_over_and_say_so(role: str) -> None:
    auditor = replace(GUARDIAN, role=role)
    for ask in (of_enquiry(CLOSED, Purpose.AUDIT), of_contribution(CONTRIBUTION, CLOSED, Purpose.AUDIT)):
        permit = decide(auditor, ask, NOTHING)
        assert isinstance(permit, Permit)
        assert (permit.basis, permit.purpose) == ("audit", "audit")
        assert permit.valid_until == release().valid_until
    over = decide(auditor, of_enquiry(replace(ENQUIRY, until=YESTERDAY), Purpose.AUDIT), NOTHING)
    assert isinstance(over, Permit)
    assert over.valid_until == release().valid_until, "a look today is not to be reviewed yesterday"
    refused = decide(auditor, of_enquiry(CLOSED, Purpose.SAFEGUARDING_ADULT), NOTHING)
    assert isinstance(refused, Refusal)
    assert (refused.rule, refused.known) == ("audit-only", True)


@pytest.mark.parametrize(
    ("viewer", "left", "facts"),
    [
        (GUARDIAN, LEFT, NOTHING),
        (replace(GUARDIAN, organisation_id="org_nhs"), LEFT, NOTHING),
        (DPO, replace(LEFT, kept_by="org_council"), NOTHING),
        (DPO, replace(LEFT, holder_id="org_school", host_id="org_council"), NOTHING),
        (DPO, replace(LEFT, kept_by="org_nhs", host_id="org_council"), NOTHING),
        (DPO, LEFT, replace(NOTHING, private=frozenset({"org_council"}))),
    ],
)
def test_what_left_is_in_the_file_of_whom_it_concerned(viewer: Viewer, left: Ask, facts: Facts) -> None:
    permit = decide(viewer, left, facts)
    assert isinstance(permit, Permit)
    assert permit.basis == "inspection"
