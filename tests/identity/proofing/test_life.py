"""The life of a proof: used until it expires, checked again, withdrawn, doubted, and looked at by a second officer."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.ids import RandomIds
from chassis.tokens import Caller, IdempotencyKey
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import Claims, Evidence, Proof, Submission
from services.identity.usecases.proofs.refresh_proof import RefreshProof
from services.identity.usecases.proofs.review_proofs import DoubtProof, GetDoubtedProof, ListDoubtedProofs, ReviewProof
from services.identity.usecases.proofs.withdraw_proof import WithdrawProof
from tests.identity.house import House, caller

AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")
PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
LICENCE = Evidence("uk_driving_licence", "BEGUM953142AM9IJ", date(2031, 1, 1))
STOLEN = Evidence("uk_driving_licence", "BEGUM9531426666", date(2031, 1, 1))


async def proven(house: House, email: str = "amina@example.org") -> tuple[Caller, Proof]:
    amina = caller((await house.resident(email)).session.account_id)
    return amina, await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))


def officer(account_id: str = "acc_officer") -> Caller:
    return caller(account_id, "officer", org="org_lichfield", acr="gpg44-high")


async def standing(house: House, amina: Caller) -> list[str]:
    return [proof.state for proof in await house.list_proofs(amina)]


async def test_a_withdrawn_proof_is_used_nowhere_at_the_next_look(house: House) -> None:
    opened = await house.resident()
    amina = caller(opened.session.account_id)
    proof = await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))
    council = await house.party()
    tokens = await house.tokens(council, opened.value, scope="openid identity_proof")
    assert "verified_claims" in (await house.userinfo(tokens["access_token"])).json
    await WithdrawProof(house.write, house.clock)(amina, proof.id)
    assert (await house.userinfo(tokens["access_token"])).json.keys() == {"sub"}
    assert await house.published() == ["proof_completed", "proof_withdrawn"]
    with pytest.raises(NotFound):
        await house.get_proven_identity(amina.subject)
    with pytest.raises(Conflict):
        await WithdrawProof(house.write, house.clock)(amina, proof.id)


async def test_nobody_withdraws_or_refreshes_anothers_proof(house: House) -> None:
    _, proof = await proven(house)
    eve = caller((await house.resident("eve@example.org")).session.account_id)
    for act in (WithdrawProof(house.write, house.clock), refreshing(house)):
        with pytest.raises(NotFound):
            await act(eve, proof.id)


def refreshing(house: House) -> RefreshProof:
    return RefreshProof(house.write, house.ask_providers, house.clock, RandomIds(house.clock))


async def test_a_refreshed_proof_lasts_anew_and_stands_in_for_the_earlier_one(any_house: House) -> None:
    house = any_house
    amina, proof = await proven(house)
    house.later(days=4 * 365)
    fresh = await refreshing(house)(amina, proof.id)
    assert (fresh.state, fresh.level) == ("live", Level.MEDIUM)
    assert await standing(house, amina) == ["live", "expired"]
    assert fresh.expires_at > proof.expires_at
    assert (await house.get_account(amina))[1] == fresh


async def test_a_document_that_has_run_out_meanwhile_refreshes_nothing(house: House) -> None:
    amina, proof = await proven(house)
    house.later(days=4 * 365 + 300)  # the passport ended on 1 January 2031
    assert (await refreshing(house)(amina, proof.id)).state == "refused"
    assert (await house.get_account(amina))[1] is None


async def test_what_speaks_against_somebody_ends_every_proof_of_theirs(any_house: House) -> None:
    house = any_house
    amina, _ = await proven(house)
    await house.submit_proof(amina, Submission(AMINA, (STOLEN,)))
    assert await standing(house, amina) == ["contra-indicated", "contra-indicated"]
    assert await house.published() == ["proof_completed", "proof_doubted", "proof_doubted"]
    assert (await house.get_account(amina))[1] is None


async def test_an_officer_ends_a_proof_at_once_and_a_second_one_decides(any_house: House) -> None:
    house = any_house
    amina, proof = await proven(house)
    doubt, review = DoubtProof(house.write, house.clock), ReviewProof(house.write, house.clock)
    await doubt(officer("acc_one"), proof.id, "another-face")
    assert (await house.get_account(amina))[1] is None
    waiting = await ListDoubtedProofs(house.read)(officer("acc_two"))
    assert [(each.id, each.contra_indicators) for each in waiting] == [(proof.id, ("another-face",))]
    with pytest.raises(Denied):
        await review(officer("acc_one"), proof.id, "it is her after all", sound=True)
    with pytest.raises(Conflict):
        await WithdrawProof(house.write, house.clock)(amina, proof.id)
    await review(officer("acc_two"), proof.id, "she came in, and it is her", sound=True)
    best = (await house.get_account(amina))[1]
    assert best
    assert (best.id, best.level) == (proof.id, Level.MEDIUM)
    assert await ListDoubtedProofs(house.read)(officer()) == []
    assert await house.published() == ["proof_completed", "proof_doubted", "proof_completed"]


async def test_an_officers_doubt_ends_every_proof_of_theirs(any_house: House) -> None:
    house = any_house
    amina, proof = await proven(house)
    await house.submit_proof(amina, Submission(AMINA, (LICENCE,)))
    assert await standing(house, amina) == ["live", "live"]
    await DoubtProof(house.write, house.clock)(officer(), proof.id, "another-face")
    assert await standing(house, amina) == ["contra-indicated", "contra-indicated"]
    assert (await house.get_account(amina))[1] is None


async def test_who_may_decide_opens_a_doubted_proof_and_the_look_is_logged(any_house: House) -> None:
    house = any_house
    amina, proof = await proven(house)
    other = await house.submit_proof(amina, Submission(AMINA, (LICENCE,)))
    with pytest.raises(NotFound):
        await GetDoubtedProof(house.write)(officer("acc_two"), proof.id)
    await DoubtProof(house.write, house.clock)(officer("acc_one"), proof.id, "another-face")
    opened = await GetDoubtedProof(house.write)(officer("acc_two"), proof.id)
    assert (opened.proof.claims.family_name, opened.proof.account_id) == ("Begum", amina.subject)
    assert [(each.kind, each.number) for each in opened.shown] == [("uk_passport", "532197451")]
    assert opened.also_waiting == [other.id]
    assert (await house.acts())[-1] == "proof.read"


async def test_nobody_opens_or_decides_what_they_doubted_or_what_is_about_their_own_name(house: House) -> None:
    amina, proof = await proven(house)
    await DoubtProof(house.write, house.clock)(officer("acc_one"), proof.id, "another-face")
    namesake = replace(officer("acc_two"), claims={**officer().claims, "name": "Amina Begum"})
    for own in (officer("acc_one"), replace(officer(), subject=amina.subject), namesake):
        with pytest.raises(Denied):
            await GetDoubtedProof(house.write)(own, proof.id)
        with pytest.raises(Denied):
            await ReviewProof(house.write, house.clock)(own, proof.id, "it is her after all", sound=True)
    assert "proof.read" not in await house.acts()
    assert await standing(house, amina) == ["contra-indicated"]


async def test_a_decision_sent_twice_is_one_decision(house: House) -> None:
    _, proof = await proven(house)
    await DoubtProof(house.write, house.clock)(officer("acc_one"), proof.id, "died")
    once = replace(officer("acc_two"), idempotency=IdempotencyKey("once", "same request"))
    review = ReviewProof(house.write, house.clock)
    for _ in range(2):
        assert (await review(once, proof.id, "the registrar confirms", sound=False)).state == "refused"
    assert (await house.acts()).count("proof.reviewed") == 1


async def test_a_proof_found_wrong_stays_refused(house: House) -> None:
    amina, proof = await proven(house)
    await DoubtProof(house.write, house.clock)(officer("acc_one"), proof.id, "died")
    await ReviewProof(house.write, house.clock)(officer("acc_two"), proof.id, "the registrar confirms", sound=False)
    assert await standing(house, amina) == ["refused"]


async def test_only_officers_doubt_and_decide_and_they_say_why(house: House) -> None:
    amina, proof = await proven(house)
    doubt, review = DoubtProof(house.write, house.clock), ReviewProof(house.write, house.clock)
    officer_without_passkey = caller("acc_o", "officer", org="org_lichfield")
    for nobody in (amina, caller("acc_w", "worker"), officer_without_passkey):
        with pytest.raises(Denied):
            await doubt(nobody, proof.id, "died")
        with pytest.raises(Denied):
            await ListDoubtedProofs(house.read)(nobody)
        with pytest.raises(Denied):
            await GetDoubtedProof(house.write)(nobody, proof.id)
        with pytest.raises(Denied):
            await review(nobody, proof.id, "because", sound=True)
    with pytest.raises(Invalid):
        await doubt(officer(), proof.id, "I do not like her")
    await doubt(officer(), proof.id, "died")
    with pytest.raises(Invalid):
        await review(officer("acc_two"), proof.id, " ", sound=True)
    with pytest.raises(Denied):
        await review(replace(officer(), subject=amina.subject), proof.id, "it is me", sound=True)
