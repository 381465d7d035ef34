"""A proof is over, however it came to that: at the next look, no relying party is told what rested on it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import jwt
import pytest

from chassis.ids import RandomIds
from chassis.tokens import Caller
from services.identity.domain.credentials.levels import PASSWORD_AND_CODE
from services.identity.domain.proofs.proof import Proof, Submission
from services.identity.usecases.proofs.review_proofs import DoubtProof, ReviewProof
from services.identity.usecases.proofs.withdraw_proof import WithdrawProof
from services.identity.usecases.sessions.open_session import open_session
from tests.identity.house import HOME, PASSWORD, House, Party, caller
from tests.identity.proofing.test_life import AMINA, LICENCE, PASSPORT, STOLEN, officer, refreshing

SCOPE = "openid profile address email identity_proof offline_access"
VOCABULARY = "https://vocab.account.gov.uk/v1/"
CORE_IDENTITY, RETURN_CODE = f"{VOCABULARY}coreIdentityJWT", f"{VOCABULARY}returnCode"
IN_ID_TOKEN = json.dumps({"id_token": {"verified_claims": None, "name": None, "birthdate": None}})
# What is left when no proof is.
PROVES_NOTHING = {"sub", "email", "email_verified"}

End = Callable[[House, Caller, Proof], Awaitable[object]]


async def withdrawn(house: House, amina: Caller, proof: Proof) -> None:
    await WithdrawProof(house.write, house.clock)(amina, proof.id)


async def doubted_by_an_officer(house: House, amina: Caller, proof: Proof) -> None:
    await DoubtProof(house.write, house.clock)(officer("acc_one"), proof.id, "another-face")


async def doubted_by_a_provider(house: House, amina: Caller, proof: Proof) -> None:
    """Of another paper she showed, which was reported stolen."""
    await house.submit_proof(amina, Submission(AMINA, (STOLEN,)))


async def found_wrong(house: House, amina: Caller, proof: Proof) -> None:
    await doubted_by_an_officer(house, amina, proof)
    await ReviewProof(house.write, house.clock)(officer("acc_two"), proof.id, "it is another person", sound=False)


ENDS = (withdrawn, doubted_by_an_officer, doubted_by_a_provider, found_wrong)


async def proven(house: House) -> tuple[str, Caller, Proof]:
    """Amina's cookie, signed in with two factors; she as a caller; her proof."""
    registered = await house.resident()
    amina = caller(registered.session.account_id)
    async with house.write() as work:
        account = await work.accounts.get(amina.subject)
        opened = await open_session(work, account, house.clock.now(), RandomIds(house.clock), PASSWORD_AND_CODE)
    return opened.value, amina, await house.submit_proof(amina, Submission(AMINA, (PASSPORT,)))


async def council(house: House) -> Party:
    return await house.party(scopes=frozenset(SCOPE.split()))


async def refreshed(house: House, party: Party, token: str) -> Any:
    form = {"grant_type": "refresh_token", "refresh_token": token} | house.proof_of(party)
    answer = await house.post("/oauth2/token", form)
    assert answer.status == 200, answer.body
    return answer.json


@pytest.mark.parametrize("end", ENDS)
async def test_userinfo_tells_nothing_that_rested_on_it_with_a_token_from_before(any_house: House, end: End) -> None:
    house = any_house
    cookie, amina, proof = await proven(house)
    tokens = await house.tokens(await council(house), cookie, scope=SCOPE)
    before = (await house.userinfo(tokens["access_token"])).json
    assert {"verified_claims", "name", "birthdate", "address"} <= before.keys()
    await end(house, amina, proof)
    after = await house.userinfo(tokens["access_token"])
    assert (after.status, after.json.keys()) == (200, PROVES_NOTHING), "the sign-in itself stands"


@pytest.mark.parametrize("end", ENDS)
async def test_nor_does_the_next_id_token(house: House, end: End) -> None:
    cookie, amina, proof = await proven(house)
    party = await council(house)
    tokens = await house.tokens(party, cookie, scope=SCOPE, claims=IN_ID_TOKEN)
    said = await house.claims(tokens["id_token"], party.client.id)
    assert {"verified_claims", "name", "birthdate"} <= said.keys()
    await end(house, amina, proof)
    fresh = await refreshed(house, party, tokens["refresh_token"])
    said = await house.claims(fresh["id_token"], party.client.id)
    assert said.keys().isdisjoint({"verified_claims", "name", "birthdate"})
    assert (await house.userinfo(fresh["access_token"])).json.keys() == PROVES_NOTHING
    again = await house.tokens(party, cookie, scope=SCOPE, claims=IN_ID_TOKEN)
    assert "verified_claims" not in await house.claims(again["id_token"], party.client.id)


@pytest.mark.parametrize("end", ENDS)
async def test_a_service_written_for_one_login_reads_a_return_code_in_place_of_her(house: House, end: End) -> None:
    cookie, amina, proof = await proven(house)
    party = await house.party("one-login")
    asked = {f"{VOCABULARY}{name}": None for name in ("coreIdentityJWT", "address", "passport", "returnCode")}
    wanted = {"vtr": '["Cl.Cm.P2"]', "claims": json.dumps({"userinfo": asked}), "scope": "openid"}
    tokens = await house.tokens(party, cookie, **wanted)
    assert {CORE_IDENTITY, f"{VOCABULARY}passport"} <= (await house.userinfo(tokens["access_token"])).json.keys()
    await end(house, amina, proof)
    told = (await house.userinfo(tokens["access_token"])).json
    assert told | {"sub": ""} == {"sub": "", RETURN_CODE: [{"code": "N"}]}
    # Asked anew by a service that takes no return code, she is not let through.
    wanted["claims"] = json.dumps({"userinfo": {CORE_IDENTITY: None}})
    _, answer = (await house.authorize(party, cookie, **wanted)).location
    assert answer["error"] == "access_denied"


@pytest.mark.parametrize("end", ENDS)
async def test_what_she_approved_stays_approved_and_releases_nothing(house: House, end: End) -> None:
    cookie, amina, proof = await proven(house)
    party = await council(house)
    await house.tokens(party, cookie, scope=SCOPE)
    [(approval, _)] = await house.list_approvals(amina)
    assert {"identity-proof", "name", "birth-date"} <= approval.claims
    await end(house, amina, proof)
    assert [each for each, _ in await house.list_approvals(amina)] == [approval]


async def test_found_sound_it_is_told_again_without_asking_her_again(any_house: House) -> None:
    house = any_house
    cookie, amina, proof = await proven(house)
    tokens = await house.tokens(await council(house), cookie, scope=SCOPE)
    await doubted_by_an_officer(house, amina, proof)
    assert "verified_claims" not in (await house.userinfo(tokens["access_token"])).json
    await ReviewProof(house.write, house.clock)(officer("acc_two"), proof.id, "she came in, it is her", sound=True)
    assert "verified_claims" in (await house.userinfo(tokens["access_token"])).json


async def test_a_doubt_about_one_proof_leaves_no_other_to_be_told_in_its_place(house: House) -> None:
    cookie, amina, proof = await proven(house)
    await house.submit_proof(amina, Submission(AMINA, (LICENCE,)))
    tokens = await house.tokens(await council(house), cookie, scope=SCOPE)
    await doubted_by_an_officer(house, amina, proof)
    assert (await house.userinfo(tokens["access_token"])).json.keys() == PROVES_NOTHING


async def test_of_two_proofs_the_other_is_told_when_she_withdraws_one(house: House) -> None:
    """Nobody doubts anything: she uses one of her papers less."""
    cookie, amina, proof = await proven(house)
    other = await house.submit_proof(amina, Submission(AMINA, (LICENCE,)))
    tokens = await house.tokens(await council(house), cookie, scope=SCOPE)
    await withdrawn(house, amina, proof)
    told = (await house.userinfo(tokens["access_token"])).json
    assert told["verified_claims"]["verification"]["verification_process"] == other.id


async def test_checked_again_in_vain_it_is_told_no_more(house: House) -> None:
    _, amina, proof = await proven(house)
    house.later(days=4 * 365 + 300)  # the passport ended on 1 January 2031
    opened = await house.sign_in("amina@example.org", PASSWORD, HOME)
    tokens = await house.tokens(await council(house), opened.value, scope=SCOPE)
    assert "verified_claims" in (await house.userinfo(tokens["access_token"])).json
    assert (await refreshing(house)(amina, proof.id)).state == "refused"
    assert (await house.userinfo(tokens["access_token"])).json.keys() == PROVES_NOTHING


async def test_no_token_of_our_own_carries_a_level_that_may_be_over(house: House) -> None:
    """Whoever needs to know how well she is known asks, and hears how it is now."""
    cookie, _, _ = await proven(house)
    desk = await house.party("first-party")
    tokens = await house.tokens(desk, cookie, scope="openid me:read")
    inside = await house.exchange.of_token(tokens["access_token"], "cases", "")
    by_session = await house.exchange.of_session(cookie, "cases", "")
    for token in (tokens["access_token"], tokens["id_token"], inside.token, by_session.token):
        assert "medium" not in json.dumps(jwt.decode(token, options={"verify_signature": False}) | {"acr": ""})
