"""What a share must fit to be granted: the consent it names, or the agreement, in every part."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import Conflict, Invalid
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.consent import Consent
from services.cases.domain.days import last_day
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.agreement import Agreement
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.sharing.share import LONGEST, Ended, Share, Standing, goes_on, granted
from tests.cases.gate.gate_worlds import NOW, TODAY
from tests.cases.gate.test_gate_refusals import consent, share

LATER = TODAY + timedelta(days=200)
CONSENT = consent(expires_on=LATER)
AGREEMENT = Agreement(
    id="agr_1",
    title="",
    parties=frozenset({"org_council", "org_nhs"}),
    accepted_by=frozenset({"org_council", "org_nhs"}),
    purposes=frozenset({Purpose.HOUSING_SUPPORT}),
    data_classes=frozenset({DataClass.HOUSING}),
    expires_on=LATER,
)
ON_CONSENT = share(until=LATER, basis=Basis(BasisKind.CONSENT, consent_id="con_1")).share
UNDER = share(until=LATER, agreement_id="agr_1").share
BOTH = replace(ON_CONSENT, agreement_id="agr_1")
WIDER = frozenset({"org_nhs", "org_school"})
MORE = frozenset({DataClass.HOUSING, DataClass.FINANCE})


def refused(one: Share, of: Consent | None, under: Agreement | None) -> str:
    with pytest.raises(Invalid) as caught:
        granted(one, of, under, TODAY)
    [field] = caught.value.fields
    return field.field


def test_what_fits_its_consent_and_its_agreement_to_the_last_day_is_granted() -> None:
    assert granted(ON_CONSENT, CONSENT, None, TODAY) is ON_CONSENT
    assert granted(UNDER, None, AGREEMENT, TODAY) is UNDER
    assert granted(BOTH, CONSENT, AGREEMENT, TODAY) is BOTH


@pytest.mark.parametrize(
    ("one", "of", "field"),
    [
        (ON_CONSENT, None, "basis.consent_id"),
        (ON_CONSENT, replace(CONSENT, person_id="per_2"), "basis.consent_id"),
        (ON_CONSENT, consent(withdrawn=True, expires_on=LATER), "basis.consent_id"),
        (ON_CONSENT, consent(expires_on=TODAY - timedelta(days=1)), "basis.consent_id"),
        (ON_CONSENT, replace(CONSENT, from_organisation_id="org_school"), "basis.consent_id"),
        (replace(ON_CONSENT, to_organisation_ids=WIDER), CONSENT, "to_organisation_ids"),
        (replace(ON_CONSENT, data_classes=MORE), CONSENT, "data_classes"),
        (replace(ON_CONSENT, purpose=Purpose.DIRECT_CARE), CONSENT, "purpose"),
        (replace(ON_CONSENT, until=LATER + timedelta(days=1)), CONSENT, "until"),
    ],
)
def test_nothing_is_shared_beyond_the_consent(one: Share, of: Consent | None, field: str) -> None:
    assert refused(one, of, None) == field


@pytest.mark.parametrize(
    ("one", "under", "field"),
    [
        (UNDER, None, "agreement_id"),
        (UNDER, replace(AGREEMENT, parties=frozenset({"org_nhs"})), "agreement_id"),
        (UNDER, replace(AGREEMENT, accepted_by=frozenset({"org_council"})), "agreement_id"),
        (UNDER, replace(AGREEMENT, expires_on=TODAY - timedelta(days=1)), "agreement_id"),
        (replace(UNDER, to_organisation_ids=WIDER), AGREEMENT, "to_organisation_ids"),
        (replace(UNDER, data_classes=MORE), AGREEMENT, "data_classes"),
        (replace(UNDER, purpose=Purpose.DIRECT_CARE), AGREEMENT, "purpose"),
        (replace(UNDER, until=LATER + timedelta(days=1)), AGREEMENT, "until"),
    ],
)
def test_nothing_is_shared_beyond_the_agreement(one: Share, under: Agreement | None, field: str) -> None:
    assert refused(one, None, under) == field


def test_a_share_names_others_and_routine_sharing_an_agreement() -> None:
    assert refused(replace(UNDER, to_organisation_ids=frozenset()), None, AGREEMENT) == "to_organisation_ids"
    itself = frozenset({"org_nhs", "org_council"})
    assert refused(replace(UNDER, to_organisation_ids=itself), None, AGREEMENT) == "to_organisation_ids"
    assert refused(replace(UNDER, agreement_id=""), None, None) == "agreement_id"


def test_a_one_off_for_safeguarding_needs_no_agreement_and_lasts_ninety_days() -> None:
    last = TODAY + timedelta(days=90)
    once = replace(UNDER, agreement_id="", purpose=Purpose.SAFEGUARDING_ADULT, until=last)
    assert granted(once, None, None, TODAY) is once
    assert refused(replace(once, until=last + timedelta(days=1)), None, None) == "until"


def test_a_share_ends_once_and_says_why_and_when() -> None:
    over = UNDER.over(Ended.BY_GIVER, NOW)
    assert (over.ended, over.ended_at) == (Ended.BY_GIVER, NOW)
    with pytest.raises(Conflict) as caught:
        over.over(Ended.EXPIRED, NOW)
    assert caught.value.code == "share-ended"


def test_a_share_stands_to_the_last_day_of_whatever_it_rests_on() -> None:
    both = Standing(BOTH, consent(expires_on=TODAY), replace(AGREEMENT, expires_on=TODAY))
    assert (both.ended(TODAY), both.last_day) == (Ended.NOT, TODAY)
    assert both.ended(TODAY + timedelta(days=1)) is Ended.EXPIRED
    assert Standing(BOTH, None, AGREEMENT).ended(TODAY) is Ended.EXPIRED
    assert Standing(UNDER, None, None).ended(TODAY) is Ended.EXPIRED
    assert Standing(BOTH, consent(withdrawn=True), AGREEMENT).ended(TODAY) is Ended.WITHDRAWN


def test_a_share_ends_with_its_agreement_and_rests_on_none_that_is_not_accepted() -> None:
    ending = Standing(UNDER, None, replace(AGREEMENT, expires_on=TODAY))
    assert (ending.ended(TODAY), ending.last_day) == (Ended.NOT, TODAY)
    assert ending.ended(TODAY + timedelta(days=1)) is Ended.EXPIRED
    proposed = replace(AGREEMENT, accepted_by=frozenset({"org_council"}))
    assert Standing(UNDER, None, proposed).ended(TODAY) is Ended.EXPIRED


def test_what_the_giver_heard_before_is_its_own() -> None:
    asked = Standing(replace(UNDER, advice_sought="The guardian agreed."), None, AGREEMENT)
    assert asked.seen_by(UNDER.from_organisation_id).share.advice_sought == "The guardian agreed."
    assert asked.seen_by("org_nhs").share.advice_sought == ""
    assert asked.seen_by("").share.advice_sought == ""


def test_the_giver_sees_who_knows_that_it_is_over_and_each_recipient_only_itself() -> None:
    over = Standing(UNDER, None, AGREEMENT, heard=WIDER)
    assert over.seen_by(UNDER.from_organisation_id).heard == WIDER
    assert over.seen_by("org_nhs").heard == {"org_nhs"}
    assert over.seen_by("org_police").heard == over.seen_by("").heard == frozenset()


def test_only_what_opens_a_private_service_to_one_organisation_names_one_worker_of_it() -> None:
    for_one = replace(UNDER, involvement_id="inv_1", data_classes=frozenset(), to_professional_id="pro_1")
    assert granted(for_one, None, AGREEMENT, TODAY) is for_one
    of_three = replace(AGREEMENT, parties=AGREEMENT.parties | WIDER, accepted_by=AGREEMENT.accepted_by | WIDER)
    to_two = replace(for_one, to_organisation_ids=WIDER)
    for wrong in (replace(for_one, involvement_id=""), to_two, replace(to_two, involvement_id="")):
        assert refused(wrong, None, of_three) == "to_professional_id"
    for_all = replace(to_two, to_professional_id="")
    assert granted(for_all, None, of_three, TODAY) is for_all


def test_the_person_hears_of_no_hub_and_the_recipients_know_what_they_took_home() -> None:
    home = Standing(replace(UNDER, contribution_id="ctb_1"), None, AGREEMENT)
    assert home.seen_by("org_council").share.contribution_id == "ctb_1"
    assert home.seen_by("org_nhs").share.contribution_id == "ctb_1"
    assert home.seen_by("").share.contribution_id == ""


def test_a_consent_that_takes_the_place_of_another_carries_what_it_covers() -> None:
    assert goes_on(ON_CONSENT, CONSENT)
    wider = replace(CONSENT, to_organisation_ids=WIDER, data_classes=MORE)
    assert goes_on(ON_CONSENT, wider)
    assert not goes_on(replace(ON_CONSENT, to_organisation_ids=WIDER), CONSENT)
    assert not goes_on(replace(ON_CONSENT, data_classes=MORE), CONSENT)
    assert not goes_on(ON_CONSENT, replace(CONSENT, purpose=Purpose.DIRECT_CARE))


def test_a_share_says_how_many_days_it_has_left_when_it_ends_soon() -> None:
    def left(days: int, **more: object) -> int:
        one = replace(UNDER, until=TODAY + timedelta(days=days), **more)  # type: ignore[arg-type]  # fields of Share
        return Standing(one, None, AGREEMENT).days_left(TODAY)

    assert (left(0), left(1), left(30), left(31), left(-1)) == (1, 2, 31, 0, 0)
    assert left(1, ended=Ended.BY_GIVER) == 0


def test_a_share_lasts_two_years_at_most() -> None:
    last = TODAY + timedelta(days=732)
    assert last_day("until", last.isoformat(), NOW, LONGEST) == last
    with pytest.raises(Invalid, match="at most 732 days"):
        last_day("until", (last + timedelta(days=1)).isoformat(), NOW, LONGEST)
