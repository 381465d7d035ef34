"""OpenID Connect for Identity Assurance 1.0: a council learns what was proven, how, and by which proof."""

import json
from datetime import date
from typing import Any

import pytest

from services.identity.api.rpc.messages import interaction_message
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from tests.identity.house import House, caller

PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")


async def proven(house: House) -> tuple[str, str]:
    """A resident at medium confidence: the cookie's value and the proof's id."""
    amina = await house.resident()
    proof = await house.submit_proof(caller(amina.session.account_id), Submission(AMINA, (PASSPORT,)))
    return amina.value, proof.id


async def told(house: House, cookie: str, verification: Any, claims: Any = None) -> Any:
    wanted = {"verification": verification, "claims": claims or {"given_name": None}}
    return await asked(house, cookie, wanted)


async def asked(house: House, cookie: str, wanted: Any, place: str = "userinfo") -> Any:
    """What a council is told at a place that asks for `verified_claims` like this."""
    council = await house.party()
    tokens = await house.tokens(
        council, cookie, scope="openid", claims=json.dumps({place: {"verified_claims": wanted}})
    )
    if place == "id_token":
        return await house.claims(tokens["id_token"], council.client.id)
    return (await house.userinfo(tokens["access_token"])).json


async def test_a_council_learns_what_was_proven_and_by_which_proof(house: House) -> None:
    cookie, proof_id = await proven(house)
    claims = await asked(house, cookie, None)
    verification = claims["verified_claims"]["verification"]
    assert verification["trust_framework"] == "uk_diatf"
    assert verification["assurance_level"] == "medium"
    assert verification["assurance_process"] == {"policy": "gpg45", "procedure": "M1A"}
    assert verification["verification_process"] == proof_id
    assert verification["time"] == "2026-11-22T09:00:00Z"
    assert verification["evidence"] == [{"type": "document", "document_details": {"type": "uk_passport"}}]
    assert claims["verified_claims"]["claims"] == {
        "name": "Amina Begum",
        "given_name": "Amina",
        "family_name": "Begum",
        "birthdate": "1992-03-14",
    }
    assert PASSPORT.number not in json.dumps(claims)


async def test_what_was_not_named_is_not_told(house: House) -> None:
    cookie, _ = await proven(house)
    claims = await told(house, cookie, {"trust_framework": None, "time": None}, {"birthdate": None, "shoe_size": None})
    assert claims["verified_claims"] == {
        "verification": {"trust_framework": "uk_diatf", "time": "2026-11-22T09:00:00Z"},
        "claims": {"birthdate": "1992-03-14"},
    }


async def test_the_id_token_carries_it_where_it_was_asked_there(house: House) -> None:
    cookie, _ = await proven(house)
    wanted = {"verification": {"trust_framework": None}, "claims": {"given_name": None}}
    claims = await asked(house, cookie, wanted, place="id_token")
    assert claims["verified_claims"]["claims"] == {"given_name": "Amina"}


async def test_an_array_is_answered_part_by_part(house: House) -> None:
    cookie, _ = await proven(house)
    wanted = [
        {"verification": {"trust_framework": {"value": "eidas"}}, "claims": {"given_name": None}},
        {"verification": {"trust_framework": None}, "claims": {"family_name": None}},
        {"verification": {"trust_framework": None, "assurance_level": None}, "claims": {"birthdate": None}},
    ]
    claims = await asked(house, cookie, wanted)
    assert [part["claims"] for part in claims["verified_claims"]] == [
        {"family_name": "Begum"},
        {"birthdate": "1992-03-14"},
    ]
    assert "verified_claims" not in await asked(house, cookie, wanted[:1])


@pytest.mark.parametrize(
    "demand",
    [
        {"assurance_level": {"value": "medium"}},
        {"assurance_level": {"values": ["very_high", "medium"]}},
        {"assurance_process": {"policy": {"value": "gpg45"}, "procedure": None}},
        {"time": {"max_age": 3600, "essential": True}},
        {"evidence": [{"type": {"value": "document"}, "document_details": {"type": None}}]},
        {"evidence": [{"type": {"value": "vouch"}}, {"type": {"value": "document"}}]},
        {"nobody_knows": None},
    ],
)
async def test_a_demand_that_is_met_is_answered_with_what_was_demanded(house: House, demand: Any) -> None:
    cookie, _ = await proven(house)
    claims = await told(house, cookie, {"trust_framework": {"value": "uk_diatf"}} | demand)
    verification = claims["verified_claims"]["verification"]
    assert verification.keys() == {"trust_framework", *demand} - {"nobody_knows"}


async def test_who_reached_a_higher_level_has_reached_the_one_that_is_demanded(house: House) -> None:
    cookie, _ = await proven(house)
    claims = await told(house, cookie, {"trust_framework": None, "assurance_level": {"value": "low"}})
    assert claims["verified_claims"]["verification"]["assurance_level"] == "low"


async def test_a_claim_that_is_not_as_demanded_is_left_out_alone(house: House) -> None:
    cookie, _ = await proven(house)
    wanted = {"given_name": {"value": "Grace"}, "family_name": {"values": ["Begum", "Khan"]}}
    assert (await told(house, cookie, {"trust_framework": None}, wanted))["verified_claims"]["claims"] == {
        "family_name": "Begum"
    }
    assert "verified_claims" not in await told(
        house, cookie, {"trust_framework": None}, {"given_name": {"value": "Eve"}}
    )


async def test_a_proof_that_is_too_old_is_left_out(house: House) -> None:
    cookie, _ = await proven(house)
    house.later(hours=2)
    assert "verified_claims" not in await told(house, cookie, {"trust_framework": None, "time": {"max_age": 3600}})
    assert "verified_claims" in await told(house, cookie, {"trust_framework": None, "time": {"max_age": 7200}})


@pytest.mark.parametrize("purpose", ["no", "x" * 301, 7, ["a reason"]])
async def test_a_purpose_out_of_form_is_refused(house: House, purpose: Any) -> None:
    amina, council = await house.resident(), await house.party()
    wanted = {"verification": {"trust_framework": None}, "claims": {"given_name": {"purpose": purpose}}}
    request = house.request(council, claims=json.dumps({"userinfo": {"verified_claims": wanted}}))
    _, query = (await house.get("/oauth2/authorize", amina.value, **request)).location
    assert query["error"] == "invalid_request"


async def test_a_request_nested_without_end_is_refused(house: House) -> None:
    amina, council = await house.resident(), await house.party()
    deep = json.loads("[" * 60 + "]" * 60)
    request = house.request(council, claims=json.dumps({"userinfo": {"verified_claims": deep}}))
    _, query = (await house.get("/oauth2/authorize", amina.value, **request)).location
    assert query["error"] == "invalid_request"


async def test_the_page_is_told_why_a_council_wants_it(house: House) -> None:
    amina, council = await house.resident(), await house.party()
    why = "to pay <b>your</b> grant"
    wanted = {"verification": {"trust_framework": None}, "claims": {"given_name": {"purpose": why}}}
    request = house.request(council, claims=json.dumps({"userinfo": {"verified_claims": wanted}}))
    _, query = (await house.get("/oauth2/authorize", amina.value, **request)).location
    view = await house.get_interaction(query["interaction"], amina.value)
    assert list(interaction_message(view).purposes) == [why]


@pytest.mark.parametrize(
    "verification",
    [
        {"trust_framework": {"value": "eidas"}},
        {"trust_framework": None, "assurance_level": {"value": "very_high"}},
        {"trust_framework": None, "assurance_level": {"value": "made up"}},
        {"trust_framework": None, "assurance_process": {"policy": {"value": "another"}}},
        {"trust_framework": None, "evidence": [{"type": {"value": "vouch"}}]},
        {"trust_framework": None, "evidence": [{"document_details": {"type": {"value": "idcard"}}}]},
        {"trust_framework": None, "nobody_knows": {"essential": True}},
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
