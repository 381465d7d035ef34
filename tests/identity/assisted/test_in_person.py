"""Who has no papers, phone or screen is served all the same; who makes up people is stopped."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from chassis.errors import Conflict, Denied, Invalid, NotFound, TooMany, Unavailable
from services.identity.domain.proofs.checks import Check, Finding
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import EvidenceInUse, Submission
from services.identity.domain.sittings.sitting import Whom
from services.identity.domain.sittings.vouch import MOST_A_YEAR
from services.identity.ports import NoAnswerYet
from services.identity.store import tables
from services.identity.usecases.sittings.examine import Examine
from tests.identity.assisted.desk import BANK, GRACE, PASSPORT, PLACE, RECORD, Desk, shown


class Silent:
    """A checker that is busy."""

    async def ask(self, check: Check, submission: Submission) -> Finding:
        raise NoAnswerYet


async def test_somebody_without_photo_phone_or_email_is_proven_by_a_record_and_a_vouch(any_desk: Desk) -> None:
    desk = any_desk
    officer, doctor = await desk.staff("Sam Jones"), await desk.staff("Lucy Okafor", "worker", "org_trust")
    sitting = await desk.sit(officer)
    await desk.vouch(doctor.caller, sitting.id, desk.said())
    examination = await desk.checked(officer, sitting, RECORD, BANK, compared="voucher")
    assert (examination.state, examination.level) == ("done", Level.MEDIUM)
    [proof] = await desk.proofs(sitting.account_id)
    assert (proof.state, proof.level, proof.provider) == ("live", Level.MEDIUM, "in-person: org_lichfield")
    assert {item.kind for item in proof.evidence} == {"nhs_record", "bank_account", "vouch"}
    # The same proof as any: what cases asks for to link an account.
    assert (await desk.house.get_proven_identity(sitting.account_id)).claims.family_name == "Okoro"


async def test_nothing_above_medium_is_live_before_a_second_officer_confirms(any_desk: Desk) -> None:
    desk = any_desk
    officer, colleague = await desk.staff("Sam Jones"), await desk.staff("Ann Lee", organisation="org_stafford")
    sitting = await desk.sit(officer)
    examination = await desk.checked(officer, sitting, PASSPORT, RECORD, BANK)
    assert (examination.state, examination.level) == ("waiting", Level.VERY_HIGH)
    [proof] = await desk.proofs(sitting.account_id)
    assert (proof.state, proof.level) == ("live", Level.MEDIUM)
    assert "another officer" in proof.missing[0].lower()
    assert [each.id for each in (await desk.waiting(colleague.caller)).examinations] == [examination.id]
    await desk.decide(colleague.caller, examination.id, "The copies agree.", confirmed=True)
    [proof] = await desk.proofs(sitting.account_id)
    assert (proof.state, proof.level) == ("live", Level.VERY_HIGH)
    assert (await desk.waiting(colleague.caller)).examinations == []
    with pytest.raises(Conflict):
        await desk.decide(colleague.caller, examination.id, "Once more.", confirmed=True)


async def test_what_the_second_officer_refuses_is_worth_nothing(desk: Desk) -> None:
    officer, colleague = await desk.staff("Sam Jones"), await desk.staff("Ann Lee")
    sitting = await desk.sit(officer)
    examination = await desk.checked(officer, sitting, PASSPORT, RECORD, BANK)
    with pytest.raises(Invalid):
        await desk.decide(colleague.caller, examination.id, " ", confirmed=False)
    await desk.decide(colleague.caller, examination.id, "The passport is a copy.", confirmed=False)
    assert [proof.state for proof in await desk.proofs(sitting.account_id)] == ["refused"]
    with pytest.raises(NotFound):
        await desk.house.get_proven_identity(sitting.account_id)


async def test_nobody_confirms_their_own_work_under_any_account_nor_their_own_vouch(desk: Desk) -> None:
    officer, doctor = await desk.staff("Sam Jones"), await desk.staff("Lucy Okafor", "worker")
    elsewhere = await desk.staff("Sam Jones", organisation="org_stafford")
    sitting = await desk.sit(officer)
    await desk.vouch(doctor.caller, sitting.id, desk.said())
    examination = await desk.checked(officer, sitting, PASSPORT, RECORD, BANK)
    vouched = doctor.as_role("officer")
    for who in (officer.caller, elsewhere.caller, vouched):
        with pytest.raises(Denied):
            await desk.decide(who, examination.id, "Looks right to me.", confirmed=True)
    assert (await desk.waiting(officer.caller)).examinations == []


async def test_an_officer_never_serves_somebody_of_the_officers_own_name(desk: Desk) -> None:
    officer = await desk.staff("Grace  Okóro")
    with pytest.raises(Denied) as refused:
        await desk.sit(officer)
    assert refused.value.code == "own-name"


@pytest.mark.parametrize("who", ["officer", "voucher", "details"])
async def test_what_is_odd_is_live_at_no_level_until_a_colleague_has_looked(desk: Desk, who: str) -> None:
    officer = await desk.staff("Ben Okoro" if who == "officer" else "Sam Jones")
    doctor = await desk.staff("Ada Okoro" if who == "voucher" else "Lucy Okafor", "worker")
    if who == "details":
        await desk.sit(officer)
    sitting = await desk.sit(officer)
    await desk.vouch(doctor.caller, sitting.id, desk.said())
    examination = await desk.checked(officer, sitting, RECORD, BANK, compared="voucher")
    flags = {"officer": "officer-same-surname", "voucher": "voucher-same-surname", "details": "same-details"}
    assert (examination.state, examination.flags) == ("waiting", (flags[who],))
    assert [proof.state for proof in await desk.proofs(sitting.account_id)] == ["pending"]
    colleague = await desk.staff("Ann Lee")
    await desk.decide(colleague.caller, examination.id, "No relation; I asked.", confirmed=True)
    [proof] = await desk.proofs(sitting.account_id)
    assert (proof.state, proof.level) == ("live", Level.MEDIUM)


async def test_a_document_that_a_checker_knows_as_stolen_waits_for_a_colleague(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    sitting = await desk.sit(officer)
    stolen = replace(PASSPORT, evidence=replace(PASSPORT.evidence, number="532196666"))
    examination = await desk.checked(officer, sitting, stolen, RECORD, BANK)
    assert all(proof.state != "live" for proof in await desk.proofs(sitting.account_id))
    assert examination.state != "confirmed"


async def test_one_document_proves_one_person_across_desk_and_screen(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    first, second = await desk.sit(officer), await desk.sit(officer, replace(GRACE, given_name="Joy"))
    await desk.checked(officer, first, RECORD, BANK, compared="answers")
    with pytest.raises(EvidenceInUse):
        await desk.checked(officer, second, RECORD, shown("bank_account", "1234567"), compared="answers")
    assert [proof.state for proof in await desk.proofs(second.account_id)] == ["refused"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"related": True}, "related"),
        ({"same_address": True}, "same_address"),
        ({"known_since": date(2026, 9, 1)}, "known_since"),
        ({"known_as": ""}, "known_as"),
        ({"family_name": "Okafor"}, "family_name"),
        ({"born_on": date(1940, 1, 1)}, "family_name"),
    ],
)
async def test_family_household_strangers_and_guessers_vouch_for_nobody(
    desk: Desk, said: dict[str, Any], field: str
) -> None:
    officer, doctor = await desk.staff("Sam Jones"), await desk.staff("Lucy Okafor", "worker")
    sitting = await desk.sit(officer)
    with pytest.raises(Invalid) as refused:
        await desk.vouch(doctor.caller, sitting.id, desk.said(**said))
    assert refused.value.fields[0].field == field


async def test_only_a_professional_of_the_directory_vouches_once_and_never_the_officer(desk: Desk) -> None:
    officer, doctor = await desk.staff("Sam Jones"), await desk.staff("Lucy Okafor", "worker")
    sitting = await desk.sit(officer)
    as_worker = officer.as_role("worker")
    unlisted = doctor.as_role("worker", pro="")
    for who in (as_worker, unlisted, officer.caller):
        with pytest.raises(Denied):
            await desk.vouch(who, sitting.id, desk.said())
    await desk.vouch(doctor.caller, sitting.id, desk.said())
    with pytest.raises(Conflict):
        await desk.vouch(doctor.caller, sitting.id, desk.said())


async def test_nobody_vouches_for_many(desk: Desk) -> None:
    doctor = await desk.staff("Lucy Okafor", "worker")
    for number in range(MOST_A_YEAR + 1):
        officer = await desk.staff(f"Officer {'ABCDEFGH'[number]}")
        claims = replace(GRACE, given_name="Grace" + "abcdefgh"[number])
        sitting = await desk.sit(officer, claims)
        if number < MOST_A_YEAR:
            await desk.vouch(doctor.caller, sitting.id, desk.said(claims))
    with pytest.raises(TooMany):
        await desk.vouch(doctor.caller, sitting.id, desk.said(claims))
    desk.house.later(days=366)
    officer = await desk.staff("Officer Z")
    sitting = await desk.sit(officer)
    await desk.vouch(doctor.caller, sitting.id, desk.said())


async def test_one_officer_makes_only_so_many_accounts_in_a_day(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    for number in range(10):
        await desk.sit(officer, replace(GRACE, given_name="abcdefghij"[number] * 3))
    with pytest.raises(TooMany):
        await desk.sit(officer, replace(GRACE, given_name="Another"))
    assert await desk.sit(await desk.staff("Ann Lee"), replace(GRACE, given_name="Another"))


async def test_a_sitting_is_the_officers_own_for_half_an_hour(desk: Desk) -> None:
    officer, other = await desk.staff("Sam Jones"), await desk.staff("Ann Lee")
    sitting = await desk.sit(officer)
    tomorrow = officer.as_role("officer", sid="ses_new")
    for who in (other.caller, tomorrow):
        with pytest.raises(NotFound):
            await desk.examine(who, sitting.id, (RECORD,), "answers")
    desk.house.later(minutes=30)
    with pytest.raises(NotFound):
        await desk.checked(officer, sitting, RECORD, compared="answers")
    again, _ = await desk.open.with_somebody_known(officer.caller, Whom(sitting.account_id), PLACE, "known")
    await desk.end(officer.caller, again.id)
    await desk.end(officer.caller, again.id)
    with pytest.raises(NotFound):
        await desk.checked(officer, again, RECORD, compared="answers")
    with pytest.raises(NotFound):
        await desk.end(other.caller, again.id)


async def test_who_comes_back_is_found_by_card_or_by_names_and_birthday(any_desk: Desk) -> None:
    desk = any_desk
    officer, other = await desk.staff("Sam Jones"), await desk.staff("Ann Lee", organisation="org_stafford")
    sitting = await desk.sit(officer)
    by_name = Whom(given_name=" GRACE", family_name="okoro", born_on=GRACE.date_of_birth)
    for whom in (Whom(sitting.account_id), by_name):
        again, claims = await desk.open.with_somebody_known(other.caller, whom, "Stafford, desk 2", "answers")
        assert (again.account_id, claims) == (sitting.account_id, GRACE)
    for unknown in (replace(by_name, born_on=date(1941, 6, 3)), Whom("acc_nobody"), Whom(officer.caller.subject)):
        with pytest.raises(NotFound):
            await desk.open.with_somebody_known(other.caller, unknown, PLACE, "known")
    for bad in (Whom(), replace(by_name, given_name="")):
        with pytest.raises(Invalid):
            await desk.open.with_somebody_known(other.caller, bad, PLACE, "known")
    with pytest.raises(Invalid):
        await desk.open.with_somebody_known(other.caller, by_name, PLACE, "new")
    await desk.sit(officer)
    with pytest.raises(Conflict) as several:
        await desk.open.with_somebody_known(other.caller, by_name, PLACE, "known")
    assert several.value.code == "several-people"


async def test_only_officers_open_sittings(desk: Desk) -> None:
    worker = await desk.staff("Lucy Okafor", "worker")
    with pytest.raises(Denied):
        await desk.sit(worker)
    with pytest.raises(Denied):
        await desk.waiting(worker.caller)


async def test_an_officers_word_without_a_passkey_behind_it_is_worth_nothing(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    for acr in ("gpg44-low", "gpg44-medium", ""):
        with pytest.raises(Denied) as refused:
            await desk.open.with_somebody_new(officer.as_role("officer", acr=acr), GRACE, PLACE)
        assert refused.value.code == "stronger-sign-in-needed"


async def test_what_was_never_on_the_desk_cannot_be_recorded(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    sitting = await desk.sit(officer)
    for documents, compared, field in (
        ((), "answers", "evidence"),
        ((RECORD,), "photo", "compared"),
        ((RECORD,), "voucher", "compared"),
        ((RECORD,), "a feeling", "compared"),
        ((shown("library_card", "12345"),), "answers", "evidence.0.kind"),
        ((shown("nhs_record", "12345", "glanced"),), "answers", "evidence.0.examined"),  # type: ignore[arg-type]  # a bad word
    ):
        with pytest.raises(Invalid) as refused:
            await desk.examine(officer.caller, sitting.id, documents, compared)  # type: ignore[arg-type]  # bad ones too
        assert field in {each.field for each in refused.value.fields}
    assert await desk.proofs(sitting.account_id) == []


async def test_a_checker_without_an_answer_leaves_nothing_behind(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    sitting = await desk.sit(officer)
    waiting = Examine(desk.house.write, Silent(), desk.table, desk.house.clock, desk.ids)
    with pytest.raises(Unavailable):
        await waiting(officer.caller, sitting.id, (RECORD,), "answers")
    assert await desk.proofs(sitting.account_id) == []


async def test_without_checkers_activity_and_fraud_score_nothing(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    sitting = await desk.sit(officer)
    alone = Examine(desk.house.write, None, desk.table, desk.house.clock, desk.ids)
    examination = await alone(officer.caller, sitting.id, (PASSPORT,), "photo_trained")
    assert (examination.scores.activity, examination.scores.fraud, examination.level) == (0, 0, Level.MEDIUM)


async def test_a_repeated_request_is_one_sitting_and_one_examination(desk: Desk) -> None:
    officer = await desk.staff("Sam Jones")
    again = officer.again("once")
    one, _ = await desk.open.with_somebody_new(again, GRACE, PLACE)
    other, _ = await desk.open.with_somebody_new(again, GRACE, PLACE)
    assert one == other


async def test_each_act_is_in_the_log_and_nothing_personal_can_be_read(desk: Desk) -> None:
    officer, doctor = await desk.staff("Sam Jones"), await desk.staff("Lucy Okafor", "worker")
    sitting = await desk.sit(officer)
    await desk.vouch(doctor.caller, sitting.id, desk.said())
    await desk.checked(officer, sitting, RECORD, BANK, compared="voucher")
    await desk.end(officer.caller, sitting.id)
    async with desk.house.store.db.reading() as tx:
        leaf = tables.log.leaf
        rows = await tx.execute(select(leaf.c.kind).where(leaf.c.subject == sitting.account_id).order_by(leaf.c.seq))
        kinds = list(rows.scalars())
        lying = [
            repr(row)
            for table in (tables.sittings, tables.examinations, tables.vouches, tables.accounts)
            for row in await tx.execute(select(table))
        ]
    assert kinds == [
        *("account.opened-in-person", "sitting.opened", "vouch.given", "examination.begun", "examination.made"),
        *("proof.completed", "sitting.ended"),
    ]
    for personal in ("Grace", "Okoro", "1941", "WS13", "943 476", "library", "her GP"):
        assert not [line for line in lying if personal in line], personal
