"""One organisation asks another to take on work with a person: what it sees, what goes with it, how it ends."""

import json
from datetime import timedelta

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.referrals.referral import FURTHER_AFTER, Referral
from services.cases.ports.casework import Page
from services.cases.usecases.referrals.accept_referral import Taking
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.partnership import Partnership
from tests.cases.referrals.referral_town import ASKS, COUNCIL_DUTY, NHS_DUTY, Referrals
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    UNTOLD,
    SharingTown,
    again,
)
from tests.cases.town import COUNCIL, NHS, PARTNER, SCHOOL, worker

ELSEWHERE = worker(SCHOOL, "acc_head", "manager")
GUARDIAN = worker(NHS, "acc_guardian", "guardian")


@pytest.fixture
def referrals(town: SharingTown) -> Referrals:
    return Referrals(town)


async def test_who_was_asked_reads_whom_it_is_about_what_is_asked_and_the_records_that_go_with_it(
    town: SharingTown, referrals: Referrals
) -> None:
    record = await town.record("housing")
    made = await referrals.request()
    read = await referrals.get(made)
    assert (read.referral.asks, read.identity.given_name, read.identity.family_name) == (ASKS, "Amina", "Begum")
    assert read.referral.due_on.isoformat() == "2026-11-23"
    assert (await town.read(record, why="safeguarding_adult")).record.id == record.id
    assert await referrals.listed() == await referrals.listed(SOCIAL_WORKER) == [(made.id, "requested")]


async def test_each_look_is_on_her_page_and_so_is_what_goes_with_it(town: SharingTown, referrals: Referrals) -> None:
    made = await referrals.request()
    await referrals.get(made)
    await referrals.get(made, SOCIAL_WORKER)
    looks = await town.town.looks(town.amina)
    assert [(one.what, one.organisation_id) for one in looks] == [("referral", COUNCIL), ("referral", NHS)]
    assert [one.share.id for one in (await town.my_sharing()).shares] == [made.share_id]


async def test_why_who_asked_looked_is_said_to_her_and_not_to_them(town: SharingTown, referrals: Referrals) -> None:
    await referrals.get(await referrals.request(), SOCIAL_WORKER)
    [look] = (await town.my_disclosures()).disclosures
    assert look.because == "Looked at a referral of you that they made."


async def test_what_she_was_not_told_of_is_on_no_page_of_hers(town: SharingTown, referrals: Referrals) -> None:
    made = await referrals.request(basis=UNTOLD)
    await referrals.get(made)
    await referrals.get(made, SOCIAL_WORKER)
    assert await town.town.looks(town.amina) == []
    assert not (await town.my_sharing()).shares
    assert (await town.my_disclosures()).total == 0


async def test_accepted_it_is_an_involvement_from_today_and_the_asker_sees_how_it_ends(
    town: SharingTown, referrals: Referrals
) -> None:
    made = await referrals.request()
    accepted = await referrals.accept(made, taking=Taking(professional_id="pro_nurse", role="Nurse"))
    async with town.town.work() as work:
        [nurse] = [i for i in await work.involvements.of_person(town.amina) if i.professional_id == "pro_nurse"]
    assert (nurse.id, nurse.organisation_id, nurse.confirmed, nurse.shielded) == (
        accepted.involvement_id,
        NHS,
        True,
        False,
    )
    assert await referrals.listed(SOCIAL_WORKER) == [(made.id, "accepted")]
    done = await referrals.finish(made, HEALTH_VISITOR)
    assert (done.state, (await referrals.get(made, SOCIAL_WORKER)).referral.said) == ("done", "Seen weekly.")


async def test_accepted_for_who_works_with_her_already_there_is_one_involvement_still(
    town: SharingTown, referrals: Referrals
) -> None:
    first = await referrals.accept(await referrals.request())
    second = await referrals.accept(await referrals.request())
    assert first.involvement_id == second.involvement_id


async def test_rejected_the_asker_reads_why_and_what_went_with_it_is_over_at_once(
    town: SharingTown, referrals: Referrals
) -> None:
    record, made = await town.record("housing"), await referrals.request()
    await referrals.reject(made, reason="No room before the spring.")
    read = await referrals.get(made, SOCIAL_WORKER)
    assert (read.referral.state, read.referral.said) == ("rejected", "No room before the spring.")
    with pytest.raises(Denied, match="ended"):
        await town.read(record, why="safeguarding_adult")
    with pytest.raises(Denied, match="ended"):
        await referrals.get(made)


@pytest.mark.parametrize("taken", [False, True])
async def test_revoked_nothing_of_it_is_read_any_more(town: SharingTown, referrals: Referrals, taken: bool) -> None:
    record, made = await town.record("housing"), await referrals.request()
    assert (await referrals.get(made)).referral.id == made.id
    if taken:
        await referrals.accept(made)
    await referrals.revoke(made)
    with pytest.raises(Denied, match="ended"):
        await referrals.get(made)
    with pytest.raises(Denied, match="ended"):
        await town.read(record, why="safeguarding_adult")
    assert await referrals.listed() == [(made.id, "revoked")], "that it is over, and nothing else"


async def test_consent_withdrawn_nothing_of_it_is_read_any_more_and_it_lapses(
    town: SharingTown, referrals: Referrals
) -> None:
    consent = await town.consent(data_classes=["identity", "housing"])
    basis = UNTOLD.__class__("consent", consent.id, "", "", "", informed=True, not_informed_reason="")
    made = await referrals.request(basis=basis, purpose="housing_support")
    assert made.due_on.isoformat() == "2026-11-27", "nobody is in danger"
    await referrals.get(made)
    await town.withdraw(consent)
    with pytest.raises(Denied, match="withdrawn"):
        await referrals.get(made)
    with pytest.raises(Denied, match="withdrawn"):
        await referrals.accept(made)
    assert await referrals.listed(SOCIAL_WORKER) == [(made.id, "lapsed")]


async def test_past_its_last_day_it_can_neither_be_read_nor_accepted(town: SharingTown, referrals: Referrals) -> None:
    made = await referrals.request(until="2026-11-23")
    town.later(days=2)
    with pytest.raises(Denied, match="expired"):
        await referrals.get(made)
    with pytest.raises(Denied, match="expired"):
        await referrals.accept(made)
    assert await referrals.listed() == [(made.id, "lapsed")]


async def test_nobody_else_learns_that_there_is_one(town: SharingTown, referrals: Referrals) -> None:
    made = await referrals.request()
    assert await referrals.listed(ELSEWHERE) == []
    for act in (referrals.get, referrals.accept, referrals.reject, referrals.finish, referrals.revoke):
        with pytest.raises(NotFound, match="there is nothing here that you may see"):
            await act(made, ELSEWHERE)
    with pytest.raises(NotFound):
        await referrals.revoke(made, NHS_DUTY)
    with pytest.raises(NotFound):
        await referrals.accept(made, COUNCIL_DUTY)


async def test_only_the_duty_desk_or_a_manager_answers_for_the_organisation(referrals: Referrals) -> None:
    made = await referrals.request()
    for act in (referrals.accept, referrals.reject):
        with pytest.raises(Denied, match="duty desk or a manager"):
            await act(made, HEALTH_VISITOR)


async def test_each_step_is_taken_once_and_in_order(referrals: Referrals) -> None:
    made = await referrals.request()
    with pytest.raises(Conflict, match="requested"):
        await referrals.finish(made)
    await referrals.accept(made)
    for act in (referrals.accept, referrals.reject):
        with pytest.raises(Conflict, match="accepted"):
            await act(made)
    await referrals.finish(made)
    with pytest.raises(Conflict, match="done"):
        await referrals.revoke(made)


async def test_it_says_whom_it_is_about_what_is_asked_and_why_it_ended(referrals: Referrals) -> None:
    with pytest.raises(Invalid, match="identity"):
        await referrals.request(data_classes=["housing"])
    with pytest.raises(Invalid, match="missing"):
        await referrals.request(asks=" ")
    made = await referrals.request()
    with pytest.raises(Invalid, match="missing"):
        await referrals.reject(made, reason=" ")
    with pytest.raises(Invalid, match="or a team"):
        await referrals.accept(made, taking=Taking())


async def test_it_needs_a_basis_like_any_share(referrals: Referrals) -> None:
    with pytest.raises(Invalid, match="agreement"):
        await referrals.request(purpose="service_delivery")
    with pytest.raises(Denied):
        await referrals.request(ELSEWHERE, NHS, case_id="")


async def test_sent_twice_with_one_key_it_is_one(town: SharingTown, referrals: Referrals) -> None:
    first = await referrals.request(again(SOCIAL_WORKER))
    assert (await referrals.request(again(SOCIAL_WORKER))).id == first.id
    assert len((await ListShares(town.town.work, town.town.clock)(SOCIAL_WORKER, town.amina, Page(50))).items) == 1


async def test_the_person_herself_neither_lists_nor_reads_referrals(referrals: Referrals) -> None:
    made = await referrals.request()
    amina = AMINA_HERSELF.__class__(
        AMINA_HERSELF.subject, "worker", SOCIAL_WORKER.scopes, {"org": NHS, "role": "manager", "pro": "pro_amina"}
    )
    assert await referrals.listed(amina) == []
    with pytest.raises(NotFound):
        await referrals.get(made, amina)


async def escalated(town: SharingTown, one: Referral) -> str:
    async with town.town.work() as work:
        return (await work.referrals.get(one.id)).escalated.word


async def test_unanswered_it_goes_to_the_guardian_then_to_the_dpo_once_each(
    town: SharingTown, referrals: Referrals
) -> None:
    made = await referrals.request()
    assert made.due_on.isoformat() == "2026-11-23"
    # The last minute of its last day in London.
    town.later(days=1, hours=14, minutes=29)
    assert (await referrals.escalate(), await escalated(town, made)) == (0, "")
    town.later(minutes=1)
    assert [await referrals.escalate() for _ in range(2)] == [1, 0]
    assert await escalated(town, made) == "guardian"
    town.town.clock.at += FURTHER_AFTER
    assert [await referrals.escalate() for _ in range(2)] == [1, 0]
    assert await escalated(town, made) == "dpo"
    assert await referrals.listed(GUARDIAN) == [(made.id, "requested")]


@pytest.mark.parametrize("step", ["accept", "reject", "revoke", "expire"])
async def test_what_was_answered_or_is_over_goes_no_further(town: SharingTown, referrals: Referrals, step: str) -> None:
    made = await referrals.request(until="2026-11-24")
    if step == "expire":
        town.later(days=3)
        await town.expire()
    else:
        await getattr(referrals, step)(made)
    town.town.clock.at += timedelta(days=30)
    assert (await referrals.escalate(), await escalated(town, made)) == (0, "")


async def test_the_two_organisations_hear_by_the_handle_and_nobody_else_does(
    town: SharingTown, referrals: Referrals
) -> None:
    there = Partnership(town.town, town.amina, town.case.id, "", "")
    await there.fan_out()
    listening = {org: await there.subscribe_to_pull(org, "referral.changed") for org in (COUNCIL, NHS, SCHOOL, PARTNER)}
    made = await referrals.request()
    await referrals.accept(made)
    await referrals.revoke(made)
    await there.fan_out()
    heard = {
        org: [json.loads(one.body) for one in await there.pull(by=org, of=which)] for org, which in listening.items()
    }
    assert [len(heard[org]) for org in listening] == [3, 3, 0, 0]
    for event in heard[COUNCIL] + heard[NHS]:
        assert event["type"] == "referral.changed"
        assert made.id not in str(event), "ids of the partner's own"
        assert town.amina not in str(event)


async def test_a_partner_hears_of_its_end_without_a_word_of_the_person(town: SharingTown, referrals: Referrals) -> None:
    there = Partnership(town.town, town.amina, town.case.id, "", "")
    await there.fan_out()
    listening = await there.subscribe_to_pull(NHS, "referral.changed")
    made = await referrals.request()
    await referrals.revoke(made)
    await there.fan_out()
    events = [json.loads(one.body) for one in await there.pull(by=NHS, of=listening)]
    assert events
    assert not any("subject" in event for event in events)
