"""What each permit rests on and says, and rules that keep their word where no way of recording leads to them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.cases.domain.classes import DataClass
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.gate.disclosure import (
    ABSENT,
    Ask,
    Permit,
    Refusal,
    What,
    decide,
    of_concern,
    of_contribution,
    of_enquiry,
)
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import PARENT, Viewer, ViewerKind
from tests.cases.gate.gate_worlds import NOW, TODAY
from tests.cases.gate.test_gate_refusals import (
    CONTRIBUTION,
    ENQUIRY,
    NETWORK,
    NOTHING,
    NURSE,
    OWN,
    RECORD,
    SEATED,
    SEEN,
    SYSTEM,
    given,
    opened,
    release,
    share,
)
from tests.cases.gate.test_gate_turns_of_concerns import CONCERN

CARE = frozenset({DataClass.HOUSING, DataClass.MENTAL_HEALTH, DataClass.PROTECTED_ADDRESS})
HERSELF = Viewer(ViewerKind.RESIDENT, "acc_amina")
CARER = Viewer(ViewerKind.PROXY, "acc_amina", role="carer", reaches=CARE, hand="acc_rosa")
MOTHER = replace(CARER, role=PARENT)
INVOLVEMENT = Ask(What.INVOLVEMENT, "per_1", "org_council", "inv_1", holder_kind="council")
TOLD = Ask(
    What.SHARE,
    "per_1",
    "org_council",
    "shr_1",
    recipients=frozenset({"org_nhs"}),
    classes=frozenset({DataClass.HOUSING}),
)
LINKED = replace(NOTHING, herself=True)


def permit(*asked: object) -> Permit:
    answer = decide(*asked)  # type: ignore[arg-type]  # a viewer, an ask, facts
    assert isinstance(answer, Permit), answer
    return answer


def test_a_permit_says_the_purpose_that_was_asked_for_where_the_basis_has_none_of_its_own() -> None:
    assert permit(NURSE, OWN, NOTHING).purpose == "housing_support"
    assert permit(NURSE, replace(OWN, purpose=None), NOTHING).purpose == ""
    assert permit(NURSE, RECORD, given(emergencies=(opened(5),))).purpose == "housing_support"
    assert permit(NURSE, replace(RECORD, purpose=None), given(emergencies=(opened(5),))).purpose == ""


def test_a_share_that_opens_an_involvement_opens_no_record_whatever_classes_it_has() -> None:
    assert decide(NURSE, RECORD, given(share(involvement_id="inv_1"))) == ABSENT


def test_a_protected_address_leaves_on_consent_only_even_on_a_share_that_names_it() -> None:
    address, classes = replace(RECORD, data_class=DataClass.PROTECTED_ADDRESS), frozenset({DataClass.PROTECTED_ADDRESS})
    assert decide(NURSE, address, given(share(data_classes=classes))) == ABSENT


def test_a_case_that_a_share_names_is_shown_whatever_its_kind_tells() -> None:
    case = replace(RECORD, what=What.CASE, data_class=DataClass.SOCIAL_CARE)
    assert permit(NURSE, case, given(share())).share_id == "shr_1"
    assert decide(NURSE, case, given(share(case_id=""))) == ABSENT


def test_a_system_is_no_duty_desk_and_no_broker_whatever_role_it_has() -> None:
    for role in ("duty", "manager"):
        system = replace(SYSTEM, role=role)
        assert not isinstance(decide(system, NETWORK, NOTHING), Permit)
        own = replace(INVOLVEMENT, holder_id="org_nhs", shielded=True)
        assert decide(system, own, NOTHING) == ABSENT


def test_who_is_not_in_the_network_is_not_told_why_an_involvement_is_kept_from_him() -> None:
    assert decide(NURSE, INVOLVEMENT, NOTHING) == ABSENT
    duty = replace(NURSE, role="duty")
    assert permit(duty, INVOLVEMENT, NOTHING).basis == "duty"
    assert decide(duty, replace(INVOLVEMENT, confirmed=False), NOTHING) == ABSENT


def test_a_private_involvement_that_names_nobody_is_not_of_a_worker_without_an_entry() -> None:
    nobody = replace(NURSE, professional_id="")
    own = replace(INVOLVEMENT, holder_id="org_nhs", shielded=True)
    assert decide(nobody, own, NOTHING) == ABSENT
    assert permit(NURSE, replace(own, professional_id="pro_nurse"), NOTHING).basis == "own"


def test_a_private_involvement_opens_by_its_holders_share_and_for_as_long_as_the_longest() -> None:
    private, none = replace(INVOLVEMENT, shielded=True), frozenset[DataClass]()
    short = share(involvement_id="inv_1", data_classes=none)
    long = share(until=TODAY + timedelta(days=30), share_id="shr_2", involvement_id="inv_1", data_classes=none)
    assert permit(NURSE, private, given(short, long)).share_id == "shr_2"
    assert permit(NURSE, private, given(long, short)).share_id == "shr_2"
    another = share(involvement_id="inv_1", data_classes=none, from_organisation_id="org_school")
    assert decide(NURSE, private, given(another)) == ABSENT


def test_a_look_of_hers_and_one_for_her_are_told_apart() -> None:
    assert permit(HERSELF, NETWORK, LINKED).basis == "herself"
    assert permit(CARER, NETWORK, LINKED).basis == "proxy"


def test_who_acts_for_her_is_told_of_no_share_without_a_class() -> None:
    assert permit(CARER, TOLD, LINKED).basis == "proxy"
    assert decide(CARER, replace(TOLD, classes=frozenset()), LINKED) == ABSENT


def test_a_parent_is_not_told_what_a_child_tells_in_confidence_and_a_carer_is_where_the_mandate_reaches() -> None:
    mind = replace(TOLD, classes=frozenset({DataClass.MENTAL_HEALTH}))
    assert decide(MOTHER, mind, LINKED) == ABSENT
    assert permit(MOTHER, TOLD, LINKED).basis == "proxy"
    assert permit(CARER, mind, LINKED).basis == "proxy"


@pytest.mark.parametrize("classes", [{DataClass.HOUSING}, {DataClass.HOUSING, DataClass.FINANCE}])
def test_what_she_keeps_from_whoever_acts_for_her_is_beyond_every_mandate(classes: set[DataClass]) -> None:
    kept = Confidence("cnf_1", "per_1", "org_school", frozenset(classes), TODAY, "Dr Okafor", "acc_w", NOW)
    assert decide(CARER, TOLD, replace(LINKED, confidences=(kept,))) == ABSENT


def test_a_protected_address_is_beyond_every_mandate_whatever_the_paper_says() -> None:
    assert decide(CARER, replace(TOLD, classes=frozenset({DataClass.PROTECTED_ADDRESS})), LINKED) == ABSENT


def test_the_longest_of_what_carries_it_is_cited() -> None:
    short, long = share(), share(until=TODAY + timedelta(days=30), share_id="shr_2")
    assert permit(NURSE, RECORD, given(short, long)).share_id == "shr_2"
    untold = share(
        until=TODAY + timedelta(days=60), share_id="shr_3", basis=Basis(BasisKind.PUBLIC_TASK, informed=False)
    )
    assert permit(NURSE, RECORD, given(long, untold)).withheld


def test_of_several_that_last_equally_long_one_is_cited_in_whatever_order_they_come() -> None:
    one, other = share(), share(share_id="shr_2")
    private, none = replace(INVOLVEMENT, shielded=True), frozenset[DataClass]()
    opens = [share(share_id=id_, involvement_id="inv_1", data_classes=none) for id_ in ("shr_1", "shr_2")]
    home = [release(share_id=id_) for id_ in ("shr_1", "shr_2")]
    for ask, standings in ((RECORD, [one, other]), (private, opens), (SEEN, home)):
        for order in (standings, standings[::-1]):
            assert permit(NURSE, ask, given(*order)).share_id == "shr_2"
    same = [opened(5), replace(opened(5), id="eme_0")]
    for accesses in (same, same[::-1]):
        assert permit(NURSE, RECORD, given(emergencies=tuple(accesses))).emergency_id == "eme_5"


def test_what_lasts_longest_is_cited_whatever_it_is_called() -> None:
    private, none = replace(INVOLVEMENT, shielded=True), frozenset[DataClass]()
    short, long = (
        share(until=TODAY + timedelta(days=days), share_id=id_, involvement_id="inv_1", data_classes=none)
        for days, id_ in ((0, "shr_2"), (9, "shr_1"))
    )
    assert permit(NURSE, private, given(short, long)).share_id == "shr_1"
    longer = replace(opened(9), id="eme_1")
    assert permit(NURSE, RECORD, given(emergencies=(opened(5), longer))).emergency_id == "eme_1"


def test_of_several_over_since_the_same_moment_one_says_why_in_whatever_order_they_come() -> None:
    by_giver, expired = share(ended=Ended.BY_GIVER), share(until=TODAY - timedelta(days=1), share_id="shr_2")
    home = [release(ended=Ended.BY_GIVER), release(until=TODAY - timedelta(days=1), share_id="shr_2")]
    for ask, standings in ((RECORD, [by_giver, expired]), (SEEN, home)):
        for order in (standings, standings[::-1]):
            refused = decide(NURSE, ask, given(*order))
            assert isinstance(refused, Refusal)
            assert refused.rule == "share-expired"


def test_what_is_asked_of_a_hub_says_whose_it_is_and_of_what_kind() -> None:
    assert of_enquiry(ENQUIRY, None).holder_id == ENQUIRY.host_id
    seen = of_contribution(CONTRIBUTION, ENQUIRY, None)
    assert (seen.holder_id, seen.data_class) == (CONTRIBUTION.organisation_id, CONTRIBUTION.data_class)


def test_a_look_at_an_enquiry_that_she_was_not_told_of_is_withheld() -> None:
    hidden = replace(ENQUIRY, basis=replace(ENQUIRY.basis, informed=False))
    assert permit(NURSE, of_enquiry(hidden, None), SEATED).withheld


WORK = {
    "council": {DataClass.SOCIAL_CARE, DataClass.HOUSING, DataClass.FINANCE},
    "nhs_trust": {DataClass.HEALTH},
    "gp_practice": {DataClass.HEALTH},
    "school": {DataClass.EDUCATION},
    "charity": {DataClass.SOCIAL_CARE},
    "housing_association": {DataClass.HOUSING},
    "police": set[DataClass](),
    "probation": set[DataClass](),
    "regulator": set[DataClass](),
}


@pytest.mark.parametrize("kind", WORK)
def test_who_acts_for_her_knows_of_those_whose_work_the_mandate_reaches_and_of_no_police(kind: str) -> None:
    known = {
        word
        for word in DataClass
        if decide(replace(CARER, reaches=frozenset({word})), replace(INVOLVEMENT, holder_kind=kind), LINKED) != ABSENT
    }
    assert known == WORK[kind]


def test_a_parent_is_told_of_everything_the_paper_says_but_what_is_told_in_confidence_and_where_she_hides() -> None:
    mother = replace(MOTHER, reaches=frozenset(DataClass))
    told = {word for word in DataClass if decide(mother, replace(TOLD, classes=frozenset({word})), LINKED) != ABSENT}
    confidential = {DataClass.MENTAL_HEALTH, DataClass.SEXUAL_HEALTH, DataClass.SUBSTANCE_USE}
    assert told == set(DataClass) - confidential - {DataClass.PROTECTED_ADDRESS}


def test_its_own_protected_addresses_open_to_workers_who_safeguard_a_child_or_an_adult() -> None:
    address = replace(OWN, data_class=DataClass.PROTECTED_ADDRESS)
    opens = {each for each in Purpose if isinstance(decide(NURSE, replace(address, purpose=each), NOTHING), Permit)}
    assert opens == {Purpose.SAFEGUARDING_CHILD, Purpose.SAFEGUARDING_ADULT}


@pytest.mark.parametrize("purpose", Purpose)
def test_whoever_has_it_for_another_purpose_reads_for_which(purpose: Purpose) -> None:
    another = Purpose.AUDIT if purpose is not Purpose.AUDIT else Purpose.DIRECT_CARE
    refused = decide(NURSE, replace(RECORD, purpose=another), given(share(purpose=purpose)))
    assert isinstance(refused, Refusal)
    assert purpose.words in refused.remedy
    assert "_" not in refused.remedy


def test_a_look_that_rests_on_a_private_referral_is_withheld_though_she_was_told_of_the_sharing() -> None:
    assert not permit(NURSE, RECORD, given(share())).withheld
    assert permit(NURSE, RECORD, given(share(private=True))).withheld


def test_a_concern_is_held_by_the_council_that_answers_it_and_she_was_not_told_of_it() -> None:
    ask = of_concern(CONCERN)
    assert (ask.holder_id, ask.informed) == (CONCERN.council_id, False)
