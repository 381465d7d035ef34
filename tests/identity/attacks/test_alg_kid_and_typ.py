"""Tokens of ours, forged: by algorithm, by key name and address, by being something else than they are taken for."""

import base64
import hmac
import json
from contextlib import nullcontext
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from jwt.utils import base64url_encode

from chassis.errors import Invalid, Unauthenticated
from services.identity.domain.claims.tokens import ACCESS_TYPE
from services.identity.domain.clients.client import Registration, check_jwks
from tests.identity.house import ASSERTION_TYPE, ISSUER, House, Party


def by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes = b"") -> str:
    """PyJWT will not make these, and whoever tries will not use it."""
    signed = base64url_encode(json.dumps(header).encode()) + b"." + base64url_encode(json.dumps(claims).encode())
    mark = base64url_encode(hmac.digest(secret, signed, "sha256")) if secret else b""
    return (signed + b"." + mark).decode()


async def published(house: House) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = json.loads((await house.get("/oauth2/jwks")).body)["keys"]
    return keys


async def believed(house: House, council: Party, token: str) -> list[str]:
    """Who takes it for an access token."""
    answer = await house.userinfo(token)
    told = await house.post("/oauth2/introspect", {"token": token} | house.proof_of(council))
    found = [where for where, ok in (("userinfo", answer.status == 200), ("introspect", told.json["active"])) if ok]
    try:
        await house.exchange.of_token(token, "cases", "")
    except Unauthenticated:
        return found
    return [*found, "exchange"]


async def test_no_other_algorithm_signs_with_our_key(house: House) -> None:
    """`alg` none and its spellings, and our public key taken for a shared secret (RFC 8725 section 2.1)."""
    council, amina = await house.party(), await house.resident()
    token = (await house.tokens(council, amina.value))["access_token"]
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})
    assert await believed(house, council, token), "the one that is good is"
    for name in ("none", "None", "NONE", "nOnE", "", None, "HS0", ["ES256"], {"alg": "ES256"}):
        for tail in ("", token.rpartition(".")[2]):
            forged = by_hand(header | {"alg": name}, claims) + tail
            assert await believed(house, council, forged) == [], name
    for key in await published(house):
        pem = jwt.PyJWK(key).key.public_bytes(*_pem())
        for secret in (pem, pem.rstrip(), json.dumps(key).encode(), base64.b64encode(pem), b"\x00"):
            for name in ("HS256", key["alg"]):
                forged = by_hand(header | {"alg": name, "kid": key["kid"]}, claims, secret)
                assert await believed(house, council, forged) == []


def _pem() -> tuple[Any, Any]:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return Encoding.PEM, PublicFormat.SubjectPublicKeyInfo


async def test_a_key_named_or_offered_by_the_token_is_not_ours(house: House) -> None:
    """`kid` that is a path, a query or another key's; `jwk`, `jku`, `x5u`, `x5c` with the forger's own."""
    council, amina = await house.party(), await house.resident()
    token = (await house.tokens(council, amina.value))["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    forger = ec.generate_private_key(ec.SECP256R1())
    own = ECAlgorithm.to_jwk(forger.public_key(), as_dict=True)
    names = [key["kid"] for key in await published(house)]
    names += ["../../../../dev/null", "/dev/null", "' OR 1=1 --", "one", "", "*", "\x00", "https://evil.example/key"]
    offers: list[dict[str, Any]] = [{}, {"jwk": own}, {"jku": "https://evil.example/jwks"}]
    offers += [{"x5u": "https://evil.example/x"}, {"x5c": ["MII"]}, {"crit": ["exp"], "exp": 1}]
    for name in names:
        for offer in offers:
            headers = {"kid": name, "typ": ACCESS_TYPE} | offer
            assert await believed(house, council, jwt.encode(claims, forger, "ES256", headers=headers)) == [], headers
    assert house.documents.asked == [], "and nothing was fetched"


async def test_what_we_signed_for_something_else_is_no_access_token(house: House) -> None:
    """ID token, signed UserInfo, internal token: each has a type of its own (RFC 8725 section 3.11)."""
    council = await house.party(registration=Registration(userinfo_signed_response_alg="ES256"))
    amina = await house.resident()
    tokens = await house.tokens(council, amina.value)
    said = (await house.userinfo(tokens["access_token"])).body.decode()
    inside = (await house.exchange.of_session(amina.value, "cases", "")).token
    for other in (tokens["id_token"], said, inside):
        assert await believed(house, council, other) == []
    for other in (tokens["access_token"], said, inside):
        answer = await house.get("/oauth2/logout", amina.value, id_token_hint=other)
        assert answer.status == 400
        asked = house.request(council, id_token_hint=other)
        assert (await house.get("/oauth2/authorize", amina.value, **asked)).location[1]["error"] == "invalid_request"
    assert await house.get_session(amina.value), "nobody was signed out"
    for other in (tokens["access_token"], tokens["id_token"]):
        with pytest.raises(Unauthenticated):
            await house.exchange.of_internal(other, "cases", "")


@pytest.mark.parametrize("typ", ["dpop+jwt", "oauth-authz-req+jwt", "logout+jwt", "at+jwt", "kith-internal+jwt"])
async def test_what_a_client_signed_for_something_else_is_no_assertion(house: House, typ: str) -> None:
    partner = await house.party("service")
    assert partner.key
    claims = jwt.decode(house.proof_of(partner)["client_assertion"], options={"verify_signature": False})
    other = jwt.encode(claims, partner.key.private, "ES256", headers={"kid": "one", "typ": typ})
    form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": other, "grant_type": "client_credentials"}
    answer = await house.post("/oauth2/token", form)
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("typ", ["JWT", "jwt", "client-authentication+jwt", "application/client-authentication+jwt"])
async def test_an_assertion_may_say_what_it_is(house: House, typ: str) -> None:
    """RFC 7519 section 5.1, and the type of its own that the successor of RFC 7523 gives it."""
    partner = await house.party("service")
    assert partner.key
    claims = jwt.decode(house.proof_of(partner)["client_assertion"], options={"verify_signature": False})
    signed = jwt.encode(claims, partner.key.private, "ES256", headers={"kid": "one", "typ": typ})
    form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed, "grant_type": "client_credentials"}
    assert (await house.post("/oauth2/token", form)).status == 200


async def test_a_header_that_must_be_understood_and_is_not_is_refused(house: House) -> None:
    """`crit` (RFC 7515 section 4.1.11): whoever does not know what it names must refuse it."""
    partner = await house.party("service")
    assert partner.key
    for crit, more in ((["b64"], {"b64": False}), (["made-up"], {"made-up": 1}), (["exp"], {"exp": 1}), ([], {})):
        proof = house.proof_of(partner, aud=ISSUER)["client_assertion"]
        claims = jwt.decode(proof, options={"verify_signature": False})
        header = {"alg": "ES256", "kid": "one", "crit": crit} | more
        signed = base64url_encode(json.dumps(header).encode()) + b"." + base64url_encode(json.dumps(claims).encode())
        mark = ECAlgorithm(ECAlgorithm.SHA256).sign(signed, partner.key.private)
        sent = (signed + b"." + base64url_encode(mark)).decode()
        form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": sent, "grant_type": "client_credentials"}
        answer = await house.post("/oauth2/token", form)
        assert (answer.status, answer.json["error"]) == (401, "invalid_client"), header


@pytest.mark.parametrize(("bits", "zeros", "good"), [(2048, 0, True), (1024, 0, False), (1024, 128, False)])
def test_a_short_key_does_not_pass_for_a_long_one(bits: int, zeros: int, *, good: bool) -> None:
    number = ((1 << (bits - 1)) | 1).to_bytes(bits // 8)
    key = {"kty": "RSA", "e": "AQAB", "n": base64url_encode(bytes(zeros) + number).decode()}
    text = json.dumps({"keys": [key]})
    with nullcontext() if good else pytest.raises(Invalid):
        check_jwks(text)
