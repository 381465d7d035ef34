"""OpenID Connect for Identity Assurance 1.0: a council learns what was proven, how, and by which proof."""

import json
from datetime import date
from typing import Any

import pytest

from services.identity.domain.proof import Claims, Evidence, Submission
from tests.identity.house import House, caller

PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")


async def proven(house: House) -> tuple[str, str]:
    """A resident at medium confidence: the cookie's value and the proof's id."""
    amina = await house.resident()
    proof = await house.submit_proof(caller(amina.session.account_id), Submission(AMINA, (PASSPORT,)))
    return amina.value, proof.id


async def told(house: House, cookie: str, verification: Any) -> Any:
    council = await house.party()
    wanted = {"userinfo": {"verified_claims": {"verification": verification, "claims": {"given_name": None}}}}
    tokens = await house.tokens(council, cookie, scope="openid", claims=json.dumps(wanted))
    return (await house.userinfo(tokens["access_token"])).json


async def test_a_council_learns_what_was_proven_and_by_which_proof(house: House) -> None:
    cookie, proof_id = await proven(house)
    claims = await told(house, cookie, {"trust_framework": {"value": "uk_diatf"}})
    verification = claims["verified_claims"]["verification"]
    assert verification["trust_framework"] == "uk_diatf"
    assert verification["assurance_level"] == "medium"
    assert verification["assurance_process"] == {"policy": "gpg45", "procedure": "M1A"}
    assert verification["verification_process"] == proof_id
    assert verification["time"] == "2026-11-22T09:00:00Z"
    assert claims["verified_claims"]["claims"] == {
        "name": "Amina Begum",
        "given_name": "Amina",
        "family_name": "Begum",
        "birthdate": "1992-03-14",
    }
    assert PASSPORT.number not in json.dumps(claims)


@pytest.mark.parametrize(
    "verification",
    [
        {"trust_framework": {"value": "eidas"}},
        {"trust_framework": None, "assurance_level": {"value": "very_high"}},
        {"trust_framework": None, "assurance_level": {"value": "made up"}},
    ],
)
async def test_a_demand_that_is_not_met_is_left_out_and_is_no_error(house: House, verification: Any) -> None:
    cookie, _ = await proven(house)
    assert "verified_claims" not in await told(house, cookie, verification)


async def test_without_a_proof_nothing_is_said_of_a_name(house: House) -> None:
    amina = await house.resident()
    claims = await told(house, amina.value, {"trust_framework": None})
    assert claims.keys() == {"sub"}


async def test_the_page_is_told_that_a_proof_is_wanted(house: House) -> None:
    amina, council = await house.resident(), await house.party()
    request = house.request(council, scope="openid identity_proof")
    _, query = (await house.get("/oauth2/authorize", amina.value, **request)).location
    view = await house.get_interaction(query["interaction"], amina.value)
    assert view.lacks_proof
    assert view.claims == ("name", "birth-date", "identity-proof")
    await house.submit_proof(caller(amina.session.account_id), Submission(AMINA, (PASSPORT,)))
    assert not (await house.get_interaction(query["interaction"], amina.value)).lacks_proof


async def test_a_scope_is_enough_to_ask(house: House) -> None:
    cookie, proof_id = await proven(house)
    council = await house.party()
    tokens = await house.tokens(council, cookie, scope="openid identity_proof")
    claims = (await house.userinfo(tokens["access_token"])).json
    assert claims["verified_claims"]["verification"]["verification_process"] == proof_id
