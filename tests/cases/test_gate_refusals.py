"""Each refusal says its rule and what would make it lawful, to whoever may know of the thing; to all others it is one
and the same "nothing here".
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.errors import Denied, NotFound
from services.cases.domain.basis import Basis, BasisKind
from services.cases.domain.classes import DataClass
from services.cases.domain.consent import Consent, Method
from services.cases.domain.disclosure import ABSENT, Ask, Facts, Permit, Refusal, What, decide
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.notices import notice
from services.cases.domain.purposes import Purpose
from services.cases.domain.share import Ended, Share, Standing
from services.cases.domain.viewer import Viewer, ViewerKind
from tests.cases.gate_worlds import NOW, TODAY

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


YESTERDAY = TODAY - timedelta(days=1)
KNOWN = {
    "share-ended": (RECORD, given(share(ended=Ended.BY_GIVER)), "has ended the share"),
    "share-expired": (RECORD, given(share(until=YESTERDAY)), "has to share it again"),
    "share-withdrawn": (RECORD, given(on_consent(consent(withdrawn=True))), "new consent, is needed"),
    "other-purpose": (replace(RECORD, purpose=Purpose.DIRECT_CARE), given(share()), "support with housing only"),
    "emergency-over": (RECORD, given(emergencies=(opened(0),)), "ask the organisation that holds it"),
    "protected-address": (replace(OWN, data_class=DataClass.PROTECTED_ADDRESS), NOTHING, "for safeguarding only"),
    "own-person": (NETWORK, given(herself=True), "on the resident's pages"),
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
