"""A resident proves who they are, once."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.errors import Invalid, NotFound, Unavailable
from chassis.ids import RandomIds
from services.identity.domain.accounts.account import Account
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import Claims, Evidence, EvidenceInUse, Submission, nhs_number_valid
from services.identity.usecases.proofs.submit_proof import SubmitProof
from tests.identity.house import House, caller

AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")
PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
LICENCE = Evidence("uk_driving_licence", "BEGUM953142A99XY", date(2030, 1, 1))
BANK = Evidence("bank_account", "20-00-00 55779911")


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        ((PASSPORT,), Level.MEDIUM),
        ((PASSPORT, LICENCE), Level.HIGH),
        ((BANK,), Level.LOW),
        ((Evidence("council_tax_bill", "CT-99887"),), Level.NONE),
        ((Evidence("uk_passport", "532190000", date(2031, 1, 1)),), Level.NONE),
        ((replace(PASSPORT, expires_on=date(2020, 1, 1)),), Level.NONE),
    ],
)
async def test_the_level_follows_the_evidence(house: House, evidence: tuple[Evidence, ...], level: Level) -> None:
    amina = caller((await house.resident()).session.account_id)
    proof = await house.submit_proof(amina, Submission(AMINA, evidence))
    assert proof.level is level
    assert proof.state == ("live" if level else "refused")
    assert proof.provider == "sandbox"
    assert proof.missing


async def test_a_proof_is_reused_and_lasts_five_years(any_house: House) -> None:
    house = any_house
    amina = caller((await house.resident()).session.account_id)
    proof = await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    account, best = await house.get_account(amina)
    assert best == proof
    assert account.id == amina.subject
    assert (await house.get_proven_identity(amina.subject)).claims == AMINA
    house.later(days=5 * 365)
    assert [each.state for each in await house.list_proofs(amina)] == ["expired"]
    assert (await house.get_account(amina))[1] is None
    with pytest.raises(NotFound):
        await house.get_proven_identity(amina.subject)


async def test_the_same_request_sent_again_is_the_same_proof(any_house: House) -> None:
    house = any_house
    amina = caller((await house.resident()).session.account_id, key="k1")
    first = await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    again = await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    assert again == first
    assert len(await house.list_proofs(amina)) == 1


async def test_where_nobody_checks_documents_online_the_resident_is_told_and_nothing_is_kept(house: House) -> None:
    amina = caller((await house.resident()).session.account_id)
    without = SubmitProof(house.write, None, house.clock, RandomIds(house.clock))
    with pytest.raises(Unavailable, match="in person"):
        await without(amina, Submission(AMINA, (PASSPORT,)))
    assert await house.list_proofs(amina) == []


async def test_one_document_proves_one_person(any_house: House) -> None:
    house = any_house
    amina = caller((await house.resident()).session.account_id)
    eve = caller((await house.resident("eve@example.org")).session.account_id)
    await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    typed_otherwise = replace(PASSPORT, number=" 532 197-451 ")
    with pytest.raises(EvidenceInUse):
        await house.submit_proof(eve, Submission(AMINA, (BANK, typed_otherwise)))
    assert [proof.state for proof in await house.list_proofs(eve)] == ["refused"]
    # Its owner may show it again.
    assert (await house.submit_proof(amina, Submission(AMINA, (PASSPORT, LICENCE)))).level is Level.HIGH


async def test_an_account_that_is_nobodys_proves_nothing_and_takes_no_document(house: House) -> None:
    """Before addresses were confirmed, a registration with a taken address was answered with such an account."""
    amina = await house.resident()
    nobody = Account("acc_nobody", "resident", "", "", house.clock.now(), nobody=True)
    async with house.write() as work:
        await work.accounts.add(nobody, "no password")
    proof = await house.submit_proof(caller(nobody.id), Submission(AMINA, (PASSPORT,)))
    assert (proof.state, proof.level) == ("refused", Level.NONE)
    own = await house.submit_proof(caller(amina.session.account_id), Submission(AMINA, (PASSPORT,)))
    assert own.level is Level.MEDIUM


async def test_a_low_proof_is_not_enough_to_be_linked(house: House) -> None:
    amina = caller((await house.resident()).session.account_id)
    await house.submit_proof(amina, Submission(AMINA, (BANK,)))
    with pytest.raises(NotFound):
        await house.get_proven_identity(amina.subject)


async def test_an_nhs_number_counts_only_when_the_record_was_checked(house: House) -> None:
    with_number = replace(AMINA, nhs_number="9990000018")
    amina = caller((await house.resident()).session.account_id)
    unchecked = await house.submit_proof(amina, Submission(with_number, (PASSPORT,)))
    assert unchecked.claims.nhs_number == ""
    record = Evidence("nhs_record", "999 000 0018")
    checked = await house.submit_proof(amina, Submission(with_number, (LICENCE, record)))
    assert checked.claims.nhs_number == "9990000018"


@pytest.mark.parametrize(
    ("submission", "fields"),
    [
        (Submission(replace(AMINA, given_name=" "), (PASSPORT,)), {"given_name"}),
        (Submission(replace(AMINA, date_of_birth=date(2999, 1, 1)), (PASSPORT,)), {"date_of_birth"}),
        (Submission(replace(AMINA, date_of_birth=date(1800, 1, 1)), (PASSPORT,)), {"date_of_birth"}),
        (Submission(replace(AMINA, postcode="Lichfield"), (PASSPORT,)), {"postcode"}),
        (Submission(replace(AMINA, nhs_number="9990000010"), (PASSPORT,)), {"nhs_number"}),
        (Submission(AMINA, ()), {"evidence"}),
        (Submission(AMINA, (Evidence("library_card", "1"),)), {"evidence.0.kind", "evidence.0.number"}),
    ],
)
async def test_what_cannot_be_checked_is_refused_with_every_field(
    house: House, submission: Submission, fields: set[str]
) -> None:
    amina = caller((await house.resident()).session.account_id)
    with pytest.raises(Invalid) as refused:
        await house.submit_proof(amina, submission)
    assert {each.field for each in refused.value.fields} == fields
    assert await house.list_proofs(amina) == []


def test_nhs_numbers_have_a_check_digit() -> None:
    assert nhs_number_valid("9434765919")
    assert nhs_number_valid("943 476 5919")
    assert not nhs_number_valid("9434765918")
    assert not nhs_number_valid("94347659190")
    assert not nhs_number_valid("x9434765919")
