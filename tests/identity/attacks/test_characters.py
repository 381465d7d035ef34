"""NUL and half characters, which one database keeps and another chokes on: refused as what they are, by both."""

import base64
from typing import Any

import jwt
import pytest

from services.identity.api.oidc.token.token_exchange import ACCESS_TOKEN_TYPE, AUTHORITY_TYPE
from tests.identity.holder import Holder
from tests.identity.house import ASSERTION_TYPE, ISSUER, REDIRECT, House, Party

NUL, HALF = "\x00", "\ud800"
TOKEN = "/oauth2/token"
CLIENT_CREDENTIALS = {"grant_type": "client_credentials"}


def signed(party: Party, **claims: Any) -> str:
    """By the client's own key: whoever sends it is who they say they are."""
    assert party.key
    return jwt.encode(claims, party.key.private, "ES256", headers={"kid": "one"})


async def test_no_parameter_holds_a_nul(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    for name in ("client_id", "redirect_uri", "state", "nonce", "scope", "login_hint", "claims", "request_uri"):
        answer = await house.get("/oauth2/authorize", amina.value, **house.request(council, **{name: f"a{NUL}b"}))
        assert (answer.status, answer.headers["content-type"]) == (400, "text/plain; charset=utf-8"), name
    assert (await house.get("/oauth2/authorize/resume", amina.value, interaction=NUL)).status == 400
    for path in ("token", "par", "introspect", "revoke", "device_authorization"):
        answer = await house.post(f"/oauth2/{path}", CLIENT_CREDENTIALS | {"client_id": NUL, "token": "x"})
        assert (answer.status, answer.json["error"]) == (400, "invalid_request"), path
    assert (await house.post(f"/oauth2/workplaces/{NUL}/logout", {"logout_token": "x"})).status == 400


async def test_no_client_is_called_so(any_house: House) -> None:
    for given in (f"{NUL}:x", "%00:x", "%ff:x"):
        basic = {"authorization": "Basic " + base64.b64encode(given.encode()).decode()}
        answer = await any_house.post(TOKEN, CLIENT_CREDENTIALS, **basic)
        assert (answer.status, answer.json["error"]) == (401, "invalid_client"), given


@pytest.mark.parametrize("claim", ["sub", "jti", "iss", "aud", "extra"])
async def test_an_assertion_holds_characters_only(any_house: House, claim: str) -> None:
    house, now = any_house, int(any_house.clock.now().timestamp())
    partner = await house.party("service")
    good = {"iss": partner.client.id, "sub": partner.client.id, "aud": ISSUER, "jti": "1", "exp": now + 60}
    for bad in (NUL, HALF):
        form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed(partner, **good | {claim: bad})}
        answer = await house.post(TOKEN, CLIENT_CREDENTIALS | form)
        assert (answer.status, answer.json["error"]) == (401, "invalid_client")


async def test_a_proof_holds_characters_only(any_house: House) -> None:
    house = any_house
    partner = await house.party("service")
    for bad in (NUL, HALF):
        proof = Holder().proof(
            house.clock.now(), "POST", f"{ISSUER}{TOKEN}", nonce=house.nonces.current(), jti=f"one{bad}"
        )
        answer = await house.post(TOKEN, CLIENT_CREDENTIALS | house.proof_of(partner), dpop=proof)
        assert (answer.status, answer.json["error"]) == (400, "invalid_dpop_proof")


async def test_a_request_object_holds_characters_only(any_house: House) -> None:
    house, now = any_house, int(any_house.clock.now().timestamp())
    council, amina = await house.party(), await house.resident()
    asked = {"iss": council.client.id, "aud": ISSUER, "exp": now + 60} | house.request(council)
    outside = {"client_id": council.client.id, "redirect_uri": REDIRECT, "response_type": "code", "scope": "openid"}
    for name in ("state", "nonce", "login_hint", "redirect_uri"):
        for bad in (NUL, HALF):
            sent = signed(council, **asked | {name: f"one{bad}"})
            answer = await house.get("/oauth2/authorize", amina.value, **outside | {"request": sent})
            assert answer.location[1]["error"] == "invalid_request_object"
            pushed = await house.post("/oauth2/par", {"request": sent} | house.proof_of(council))
            assert (pushed.status, pushed.json["error"]) == (400, "invalid_request_object")


async def test_what_is_asked_of_claims_holds_characters_only(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    for bad in (r"\u0000", r"\ud800"):
        for claims in ('{"id_token":{"sub":{"value":"%s"}}}', '{"userinfo":{"name":{"value":"%s"}}}', '{"%s":{}}'):
            answer = await house.get("/oauth2/authorize", amina.value, **house.request(council, claims=claims % bad))
            assert answer.location[1]["error"] == "invalid_request"


async def test_no_authority_is_called_so(any_house: House) -> None:
    house = any_house
    desk, amina = await house.party("first-party"), await house.resident()
    token = (await house.tokens(desk, amina.value))["access_token"]
    for handle in (f"man_{NUL}", f"sit_{NUL}"):
        form = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "client_id": desk.client.id,
            "subject_token": handle,
            "subject_token_type": AUTHORITY_TYPE,
            "actor_token": token,
            "actor_token_type": ACCESS_TOKEN_TYPE,
        }
        answer = await house.post(TOKEN, form)
        assert (answer.status, answer.json["error"]) == (400, "invalid_request")
