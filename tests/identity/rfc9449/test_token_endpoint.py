"""Tokens are bound to the key of a proof (RFC 9449 sections 4, 5, 6, 8 and 10)."""

from typing import Any

import jwt
import pytest

from services.identity.domain.clients.client import Registration
from tests.identity.holder import Holder
from tests.identity.house import ISSUER, Answer, House, Party

TOKEN = f"{ISSUER}/oauth2/token"
FORM = {"grant_type": "client_credentials"}


async def ask(house: House, party: Party, proof: str) -> Answer:
    return await house.post("/oauth2/token", FORM | house.proof_of(party), dpop=proof)


def proof(house: House, holder: Holder, **changed: Any) -> str:
    said = {"method": "POST", "url": TOKEN, "nonce": house.nonces.current()} | changed
    return holder.proof(house.clock.now(), **said)


def claims_of(answer: Answer) -> dict[str, Any]:
    return jwt.decode(answer.json["access_token"], options={"verify_signature": False})


async def test_a_token_is_bound_to_the_key_of_the_proof(any_house: House) -> None:
    house = any_house
    partner, holder = await house.party("service"), Holder()
    answer = await ask(house, partner, proof(house, holder))
    assert (answer.status, answer.json["token_type"]) == (200, "DPoP")
    assert claims_of(answer)["cnf"] == {"jkt": holder.thumbprint}
    assert answer.headers["dpop-nonce"] == house.nonces.current()


async def test_without_a_proof_a_token_is_bound_to_nothing(house: House) -> None:
    answer = await house.post("/oauth2/token", FORM | house.proof_of(await house.party("service")))
    assert answer.json["token_type"] == "Bearer"
    assert "cnf" not in claims_of(answer)
    assert "dpop-nonce" not in answer.headers


async def test_a_client_that_said_so_gets_no_token_without_a_proof(house: House) -> None:
    partner = await house.party("service", registration=Registration(dpop_bound_access_tokens=True))
    answer = await house.post("/oauth2/token", FORM | house.proof_of(partner))
    assert (answer.status, answer.json["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("nonce", [None, "made up", "", 7, ["x"], "ümlaut"])
async def test_a_proof_without_our_nonce_is_asked_for_again_with_it(house: House, nonce: Any) -> None:
    partner, holder = await house.party("service"), Holder()
    refused = await ask(house, partner, proof(house, holder, nonce=nonce))
    assert (refused.status, refused.json["error"]) == (400, "use_dpop_nonce")
    again = await ask(house, partner, proof(house, holder, nonce=refused.headers["dpop-nonce"]))
    assert again.status == 200


async def test_a_nonce_is_good_for_its_minute_and_the_next(house: House) -> None:
    partner, holder = await house.party("service"), Holder()
    nonce = house.nonces.current()
    house.later(seconds=60)
    assert (await ask(house, partner, proof(house, holder, nonce=nonce))).status == 200
    house.later(seconds=60)
    assert (await ask(house, partner, proof(house, holder, nonce=nonce))).json["error"] == "use_dpop_nonce"


async def test_a_proof_is_good_once(any_house: House) -> None:
    house = any_house
    partner, holder = await house.party("service"), Holder()
    once = proof(house, holder)
    assert (await ask(house, partner, once)).status == 200
    assert (await ask(house, partner, once)).json["error"] == "invalid_dpop_proof"
    house.later(seconds=59)
    assert (await ask(house, partner, once)).json["error"] == "invalid_dpop_proof"


async def test_a_proof_is_used_up_even_when_the_request_is_refused(house: House) -> None:
    partner, holder = await house.party("service"), Holder()
    once = proof(house, holder)
    refused = await house.post(
        "/oauth2/token", FORM | house.proof_of(partner) | {"scope": "directory:write"}, dpop=once
    )
    assert refused.json["error"] == "invalid_scope"
    assert (await ask(house, partner, once)).json["error"] == "invalid_dpop_proof"


async def test_two_holders_may_choose_the_same_jti(house: House) -> None:
    partner = await house.party("service")
    for holder in (Holder(), Holder()):
        assert (await ask(house, partner, proof(house, holder, jti="one"))).status == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "GET"},
        {"method": "post"},
        {"url": f"{ISSUER}/oauth2/par"},
        {"url": "https://elsewhere.example/oauth2/token"},
        {"url": "http://localhost:8001/oauth2/token"},
        {"url": "http://localhost:99999999/oauth2/token"},
        {"url": "http://[/oauth2/token"},
        {"url": 7},
        {"htm": None},
        {"htu": None},
        {"jti": None},
        {"jti": ""},
        {"jti": "j" * 201},
        {"jti": 1},
        {"iat": None},
        {"iat": "now"},
        {"exp": 1},
        {"exp": "soon"},
        {"nbf": 99999999999},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": "dpop"}},
        {"header": {"jwk": None}},
        {"header": {"jwk": "x"}},
        {"header": {"jwk": {}}},
        {"header": {"jwk": {"kty": "oct", "k": "c2VjcmV0"}}},
        {"header": {"jwk": Holder().jwk}},
        {"header": {"crit": ["b64"], "b64": False}},
    ],
)
async def test_a_proof_that_is_not_for_this_or_not_good_is_refused(house: House, changed: dict[str, Any]) -> None:
    answer = await ask(house, await house.party("service"), proof(house, Holder(), **changed))
    assert (answer.status, answer.json["error"]) == (400, "invalid_dpop_proof")


async def test_a_proof_with_its_private_key_is_refused(house: House) -> None:
    holder = Holder()
    number = holder.private.private_numbers().private_value
    secret = holder.jwk | {"d": jwt.utils.base64url_encode(number.to_bytes(32)).decode()}
    answer = await ask(house, await house.party("service"), proof(house, holder, header={"jwk": secret}))
    assert answer.json["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "e30.e30.", "." * 5, "[" * 9000, "e" * 20_000])
async def test_what_is_no_proof_is_refused(house: House, text: str) -> None:
    answer = await ask(house, await house.party("service"), text)
    assert (answer.status, answer.json["error"]) == (400, "invalid_dpop_proof")


@pytest.mark.parametrize("depth", [2_000])
async def test_a_proof_nested_deep_is_refused_like_any_other(house: House, depth: int) -> None:
    nested = jwt.utils.base64url_encode(b"[" * depth + b"]" * depth).decode()
    for text in (f"{nested}.e30.x", f"e30.{nested}.x"):
        assert (await ask(house, await house.party("service"), text)).json["error"] == "invalid_dpop_proof"


@pytest.mark.parametrize(
    "url", ["HTTP://LOCALHOST:8000/oauth2/token", f"{TOKEN}?a=b#c", "http://localhost:8000/oauth2/token#"]
)
async def test_the_url_is_compared_normal_and_without_query_and_fragment(house: House, url: str) -> None:
    assert (await ask(house, await house.party("service"), proof(house, Holder(), url=url))).status == 200


async def test_what_nobody_knows_in_a_proof_is_ignored(house: House) -> None:
    """`jku`, `x5u` and `kid` above all: the key is the one in `jwk`, and nothing is fetched."""
    header = {"kid": "../../dev/null", "jku": "https://evil.example/jwks", "x5u": "https://evil.example/x"}
    changed = {"header": header, "more": {"and": "more"}}
    assert (await ask(house, await house.party("service"), proof(house, Holder(), **changed))).status == 200
    assert house.documents.asked == []


@pytest.mark.parametrize("seconds", [-3600, -10, 10, 3600])
async def test_how_old_a_proof_is_the_nonce_says_and_not_the_senders_clock(house: House, seconds: int) -> None:
    iat = int(house.clock.now().timestamp()) + seconds
    assert (await ask(house, await house.party("service"), proof(house, Holder(), iat=iat))).status == 200


async def test_a_code_asked_for_with_a_thumbprint_is_for_that_key(house: House) -> None:
    council, amina, holder = await house.party(), await house.resident(), Holder()
    code = await house.code(council, amina.value, dpop_jkt=holder.thumbprint)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "https://lichfield.example/callback"}
    form["code_verifier"] = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    unproven = await house.post("/oauth2/token", form | house.proof_of(council))
    assert unproven.json["error"] == "invalid_grant"
    thief = await house.post("/oauth2/token", form | house.proof_of(council), dpop=proof(house, Holder()))
    assert thief.json["error"] == "invalid_grant"
    good = await house.post("/oauth2/token", form | house.proof_of(council), dpop=proof(house, holder))
    assert (good.status, good.json["token_type"]) == (200, "DPoP")


@pytest.mark.parametrize("jkt", ["short", "x" * 44, "ü" * 43])
async def test_a_thumbprint_that_is_none_is_refused(house: House, jkt: str) -> None:
    _, query = (await house.get("/oauth2/authorize", **house.request(await house.party(), dpop_jkt=jkt))).location
    assert query["error"] == "invalid_request"


async def test_a_public_clients_refresh_token_is_for_the_key_it_was_given_to(any_house: House) -> None:
    house = any_house
    desk, amina, holder = await house.party("first-party"), await house.resident(), Holder()
    code = await house.code(desk, amina.value, scope="openid me:read")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "https://lichfield.example/callback"}
    form["code_verifier"] = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    first = await house.post("/oauth2/token", form | house.proof_of(desk), dpop=proof(house, holder))
    again = {"grant_type": "refresh_token", "refresh_token": first.json["refresh_token"]} | house.proof_of(desk)
    assert (await house.post("/oauth2/token", again)).json["error"] == "invalid_grant"
    assert (await house.post("/oauth2/token", again, dpop=proof(house, Holder()))).json["error"] == "invalid_grant"
    assert (await house.post("/oauth2/token", again, dpop=proof(house, holder))).json["token_type"] == "DPoP"


async def test_introspection_says_what_a_token_is_bound_to(house: House) -> None:
    partner, holder = await house.party("service"), Holder()
    token = (await ask(house, partner, proof(house, holder))).json["access_token"]
    said = (await house.post("/oauth2/introspect", {"token": token} | house.proof_of(partner))).json
    assert (said["token_type"], said["cnf"]) == ("DPoP", {"jkt": holder.thumbprint})
