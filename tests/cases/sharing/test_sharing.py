"""What is shared is seen, on its basis and no longer; what is not is not there."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound, Problem
from chassis.tokens import Caller
from services.cases.ports.casework import Page
from services.cases.usecases.consents.list_consents import ListConsents
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    CONSENTED,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    TASK,
    SharingTown,
    again,
)
from tests.cases.town import COUNCIL, NHS, PARTNER, REFUGE, SCHOOL, resident, worker


def same(one: Problem, other: Problem) -> bool:
    return (type(one), one.code, one.detail, one.fields) == (type(other), other.code, other.detail, other.fields)


async def test_the_holder_reads_its_own_record_and_the_look_is_logged(town: SharingTown) -> None:
    record = await town.record()
    read = await town.read(record, SOCIAL_WORKER)
    assert read.record.content == "What was said."
    [look] = (await town.my_disclosures()).disclosures
    assert (look.organisation_id, look.what, look.purpose) == (COUNCIL, "record", "housing_support")


async def test_a_record_that_was_never_shared_cannot_be_told_from_one_that_never_was(town: SharingTown) -> None:
    record = await town.record()
    with pytest.raises(NotFound) as hidden:
        await town.read(record)
    with pytest.raises(NotFound) as absent:
        await town.read("rec_00000000000000000000000000")
    assert same(hidden.value, absent.value)
    with pytest.raises(NotFound):
        await town.look()
    with pytest.raises(NotFound):
        await town.records()
    assert (await town.cases()).total == 0
    assert await town.leaves("disclosure") == 0


async def test_a_share_on_consent_opens_its_class_for_its_purpose_and_nothing_else(town: SharingTown) -> None:
    housing, finance = await town.record("housing"), await town.record("finance")
    await town.share_on_consent()
    assert "consent" in (await town.read(housing)).because
    with pytest.raises(Denied, match="support with housing only"):
        await town.read(housing, why="crime_prevention")
    with pytest.raises(NotFound):
        await town.read(finance)
    with pytest.raises(NotFound):
        await town.read(housing, worker(SCHOOL, "acc_teacher"))
    listed = await town.records()
    assert ([record.id for record in listed.records], listed.total) == ([housing.id], 1)
    assert (await town.cases()).total == 1


async def test_after_the_withdrawal_the_next_read_is_refused_and_the_list_is_empty(town: SharingTown) -> None:
    record = await town.record()
    consent, _ = await town.share_on_consent()
    await town.read(record)
    await town.withdraw(consent)
    with pytest.raises(Denied, match="withdrawn"):
        await town.read(record)
    with pytest.raises(Denied):
        await town.records()
    assert (await town.cases()).total == 0


async def test_what_rests_on_another_basis_goes_on_and_the_receipt_says_so(town: SharingTown) -> None:
    record = await town.record("social_care")
    consent, on_consent = await town.share_on_consent()
    agreement = await town.agree(COUNCIL, NHS)
    on_task = await town.share(data_classes=["social_care"], agreement_id=agreement)
    receipt = await town.withdraw(consent)
    assert receipt.ended_share_ids == (on_consent.share.id,)
    [goes_on] = receipt.continuing
    assert goes_on.share_id == on_task.share.id
    assert goes_on.organisation_names == ("Midlands NHS Trust",)
    assert "public task" in goes_on.because
    assert "public task" in (await town.read(record)).because


async def test_its_recipients_and_they_alone_hear_that_a_share_ended(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    before = len(await town.town.told())
    await town.withdraw(consent)
    assert (await town.town.told())[before:] == [("share.ended", town.amina)]


async def test_withdrawing_again_answers_the_receipt_again_and_changes_nothing(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    first = await town.withdraw(consent)
    told = await town.town.told()
    town.later(hours=1)
    second = await town.withdraw(consent)
    assert replace(second, signature="") == replace(first, signature="")
    assert await town.town.told() == told


async def test_only_she_and_those_the_consent_names_can_withdraw_it(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    for stranger in (resident("acc_other"), worker(SCHOOL, "acc_teacher")):
        with pytest.raises(NotFound):
            await town.withdraw(consent, replace(stranger, scopes=stranger.scopes | {"consents:write"}))
    assert (await town.withdraw(consent, SOCIAL_WORKER)).ended_share_ids


async def test_an_officer_learns_from_the_receipt_of_his_own_organisations_shares_only(town: SharingTown) -> None:
    consent = await town.consent()
    case = await town.open_case(HEALTH_VISITOR, "health")
    agreement = await town.agree(NHS, SCHOOL)
    await town.share(HEALTH_VISITOR, case_id=case.id, to_organisation_ids=[SCHOOL], agreement_id=agreement)
    assert (await town.withdraw(consent, SOCIAL_WORKER)).continuing == ()
    assert len((await town.withdraw(consent)).continuing) == 1


async def test_a_share_ends_with_its_last_day_its_consent_or_its_agreement(town: SharingTown) -> None:
    record = await town.record()
    agreement = await town.agree(COUNCIL, NHS, expires_on="2027-01-31")
    await town.share(until="2027-01-31", agreement_id=agreement)
    town.town.clock.at = town.town.clock.at.replace(year=2027, month=1, day=31, hour=23)
    assert await town.expire() == 0
    await town.read(record)
    town.later(hours=2)
    with pytest.raises(Denied, match="expired"):
        await town.read(record)
    assert await town.expire() == 1
    assert await town.expire() == 0
    assert (await town.town.told())[-1][0] == "share.ended"


async def test_an_agreement_carries_nothing_until_every_party_has_accepted(town: SharingTown) -> None:
    agreement = await town.agree(COUNCIL, NHS, accepted=False)
    with pytest.raises(Invalid, match="proposed"):
        await town.share(agreement_id=agreement)


async def test_the_giver_ends_a_share_and_nobody_else_can(town: SharingTown) -> None:
    record = await town.record()
    _, standing = await town.share_on_consent()
    with pytest.raises(NotFound):
        await town.end(standing.share.id, HEALTH_VISITOR)
    await town.end(standing.share.id)
    with pytest.raises(Denied, match="ended the share"):
        await town.read(record)
    with pytest.raises(Conflict):
        await town.end(standing.share.id)


async def test_nobody_shares_what_another_organisation_holds(town: SharingTown) -> None:
    with pytest.raises(NotFound):
        await town.share(HEALTH_VISITOR, to_organisation_ids=[SCHOOL])
    with pytest.raises(Denied):
        await town.share(worker(SCHOOL, "acc_teacher"), case_id="", to_organisation_ids=[PARTNER])


async def test_a_protected_address_leaves_on_consent_only_and_opens_at_home_for_safeguarding_only(
    town: SharingTown,
) -> None:
    address = await town.record("protected_address")
    with pytest.raises(Denied):
        await town.read(address, SOCIAL_WORKER, why="housing_support")
    assert (await town.read(address, SOCIAL_WORKER, why="safeguarding_adult")).record.content
    assert (await town.records(SOCIAL_WORKER)).total == 0
    with pytest.raises(Invalid):
        await town.share(data_classes=["protected_address"], purpose="safeguarding_adult", until="2026-12-31")
    consent = await town.consent(data_classes=["protected_address"])
    await town.share(data_classes=["protected_address"], basis=replace(CONSENTED, consent_id=consent.id))
    assert (await town.read(address)).record.content


async def test_a_sealed_record_stays_with_its_organisation(town: SharingTown) -> None:
    sealed = await town.record(sealed=True)
    await town.share_on_consent()
    with pytest.raises(NotFound):
        await town.read(sealed)
    assert (await town.records()).total == 0
    assert (await town.read(sealed, SOCIAL_WORKER)).record.sealed


async def test_a_worker_never_looks_at_the_person_he_himself_is(town: SharingTown) -> None:
    record = await town.record()
    await town.link(SOCIAL_WORKER.subject, town.amina)
    with pytest.raises(NotFound):
        await town.read(record, SOCIAL_WORKER)
    assert (await town.cases(SOCIAL_WORKER)).total == 0
    with pytest.raises(Denied):
        await town.open_case()


async def test_a_shielded_involvement_opens_by_a_share_of_it_that_only_a_broker_makes(town: SharingTown) -> None:
    await town.town.take(REFUGE, [], shielded=True)
    manager = worker(REFUGE, "acc_refuge", "manager")
    wanted = Working(
        person_id=town.amina, local_id="", professional_id="pro_x", team="", role="Adviser", since=None, shielded=True
    )
    hidden = await town.town.record(manager, wanted)
    assert hidden.id not in {
        seat.involvement.id for seat in (await town.town.network(HEALTH_VISITOR, town.amina)).seats
    }
    opening = {
        "case_id": "",
        "involvement_id": hidden.id,
        "data_classes": [],
        "purpose": "safeguarding_adult",
        "until": "2026-12-31",
        "basis": replace(TASK, kind="vital_interests"),
    }
    with pytest.raises(Denied):
        await town.share(worker(REFUGE, "acc_helper"), **opening)
    await town.share(manager, **opening)
    seen = {seat.involvement.id for seat in (await town.town.network(HEALTH_VISITOR, town.amina)).seats}
    assert hidden.id in seen
    assert hidden.id not in {seat.involvement.id for seat in (await town.town.network(SOCIAL_WORKER, town.amina)).seats}
    assert not (await town.my_sharing()).shares


async def test_a_shielded_involvement_opens_to_one_named_worker_and_no_system_hears_of_it(town: SharingTown) -> None:
    manager = worker(REFUGE, "acc_refuge", "manager")
    hidden = await town.town.record(manager, Working(person_id=town.amina, team="Haven", shielded=True))
    opening: dict[str, Any] = {
        "case_id": "",
        "involvement_id": hidden.id,
        "data_classes": [],
        "purpose": "safeguarding_adult",
        "until": "2026-12-31",
        "basis": replace(TASK, kind="vital_interests"),
        "to_professional_id": HEALTH_VISITOR.claim("pro"),
    }
    before = await town.town.told()
    with pytest.raises(Invalid, match="to_professional_id"):
        await town.share(manager, **opening | {"to_organisation_ids": [NHS, COUNCIL]})
    with pytest.raises(Invalid, match="to_professional_id"):
        await town.share(to_professional_id="pro_x")
    made = await town.share(manager, **opening)

    async def sees(caller: Caller) -> bool:
        seats = (await town.town.network(caller, town.amina)).seats
        told = (await ListShares(town.town.work, town.town.clock)(caller, "", Page(50))).items
        assert (hidden.id in {seat.involvement.id for seat in seats}) == bool(told)
        return bool(told)

    colleagues = (worker(NHS, "acc_colleague"), worker(NHS, "acc_boss", "manager"))
    assert await sees(HEALTH_VISITOR)
    assert [await sees(one) for one in colleagues] == [False, False]
    await town.end(made.share.id, manager)
    assert not (await town.town.network(HEALTH_VISITOR, town.amina)).seats[2:]
    assert await town.town.told() == before
    assert await town.leaves("share.noted") == 2


async def test_a_repeated_request_makes_one_thing_and_is_answered_through_the_gate(town: SharingTown) -> None:
    first, second = await town.open_case(again(SOCIAL_WORKER)), await town.open_case(again(SOCIAL_WORKER))
    assert first == second
    with pytest.raises(Conflict):
        await town.open_case(again(SOCIAL_WORKER, request_hash="another"))
    assert (await town.cases(SOCIAL_WORKER)).total == 2


async def test_pages_hold_everything_once_in_order(town: SharingTown) -> None:
    made = []
    for _ in range(5):
        town.later(seconds=1)
        made.append((await town.record()).id)
    seen, page = [], Page(2)
    while True:
        listed = await town.records(SOCIAL_WORKER, page)
        assert listed.total == 5
        seen += [record.id for record in listed.records]
        if listed.after is None:
            break
        page = Page(2, listed.after)
    assert seen == made[::-1]


async def test_each_act_leaves_a_leaf(town: SharingTown) -> None:
    record = await town.record()
    consent, _ = await town.share_on_consent()
    await town.read(record)
    await town.withdraw(consent)
    kinds = ("case.opened", "case.record.added", "consent.given", "share.granted", "disclosure", "share.ended")
    assert [await town.leaves(kind) for kind in (*kinds, "consent.withdrawn")] == [1] * 7


async def test_an_unlinked_account_sees_what_an_unknown_one_sees(town: SharingTown) -> None:
    record = await town.record()
    await town.share_on_consent()
    await town.read(record)
    assert (await town.my_disclosures()).total == 1
    assert (await town.my_disclosures(resident("acc_other"))).total == 0
    assert await town.my_sharing(resident("acc_other")) == await town.my_sharing(resident("acc_nobody"))
    with pytest.raises(NotFound):
        await town.consent(resident("acc_other"))


@pytest.mark.parametrize("recipients", [[], ["org_unknown"], [NHS, "health services"], [COUNCIL]])
async def test_a_consent_names_every_organisation_that_may_receive(town: SharingTown, recipients: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        await town.consent(to_organisation_ids=recipients)
    assert refused.value.fields[0].field == "to_organisation_ids"
    assert not (await town.my_sharing()).consents


async def test_she_sees_her_consents_and_shares(town: SharingTown) -> None:
    consent, standing = await town.share_on_consent()
    mine = await town.my_sharing(AMINA_HERSELF)
    assert [c.id for c in mine.consents] == [consent.id]
    assert [s.share.id for s in mine.shares] == [standing.share.id]
    assert mine.shares[0].share.to_organisation_ids == {NHS}


async def test_a_worker_is_listed_no_share_about_the_person_he_is_himself(town: SharingTown) -> None:
    await town.share(purpose="safeguarding_adult", until="2027-01-31")
    herself = replace(SOCIAL_WORKER, subject=AMINA_HERSELF.subject)
    assert len((await ListShares(town.town.work, town.town.clock)(SOCIAL_WORKER, "", Page(50))).items) == 1
    assert (await ListShares(town.town.work, town.town.clock)(herself, "", Page(50))).items == []
    assert (await ListShares(town.town.work, town.town.clock)(herself, town.amina, Page(50))).items == []
    [shared] = (await ListShares(town.town.work, town.town.clock)(SOCIAL_WORKER, "", Page(50))).items
    with pytest.raises(NotFound):
        await town.end(shared.share.id, herself)


async def test_that_a_private_service_was_opened_is_listed_to_its_brokers_and_to_whom_it_was_opened(
    town: SharingTown,
) -> None:
    counsellor, broker = worker(COUNCIL, "acc_counsellor"), worker(COUNCIL, "acc_broker", "manager")
    working = Working(person_id=town.amina, professional_id="pro_counsellor", shielded=True)
    hidden = await town.town.record(broker, working)
    opening = await town.share(
        broker, case_id="", involvement_id=hidden.id, data_classes=[], purpose="safeguarding_adult", until="2026-12-31"
    )
    listing = ListShares(town.town.work, town.town.clock)
    assert [one.share.involvement_id for one in (await listing(broker, "", Page(50))).items] == [hidden.id]
    assert [one.share.involvement_id for one in (await listing(HEALTH_VISITOR, "", Page(50))).items] == [hidden.id]
    assert (
        (await listing(counsellor, "", Page(50))).items == (await listing(counsellor, town.amina, Page(50))).items == []
    )
    with pytest.raises(NotFound):
        await town.end(opening.share.id, counsellor)
    await town.end(opening.share.id, broker)


async def test_a_worker_lists_what_she_agreed_that_his_organisation_may_share_and_nothing_else(
    town: SharingTown,
) -> None:
    consent, _ = await town.share_on_consent()
    list_consents = ListConsents(town.town.work, town.town.clock)
    assert [one.id for one in await list_consents(SOCIAL_WORKER, town.amina)] == [consent.id]
    assert await list_consents(HEALTH_VISITOR, town.amina) == []  # whom it names, but not what it holds
    with pytest.raises(Denied, match="no confirmed involvement"):
        await list_consents(worker(PARTNER), town.amina)
    herself = replace(SOCIAL_WORKER, subject=AMINA_HERSELF.subject)
    with pytest.raises(Denied):
        await list_consents(herself, town.amina)
    with pytest.raises(Denied):
        await list_consents(replace(AMINA_HERSELF, scopes=SOCIAL_WORKER.scopes), town.amina)
