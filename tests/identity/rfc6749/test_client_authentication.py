"""How a client proves itself, one way each (RFC 6749 section 2.3, RFC 7523, RFC 7591 section 2)."""

import base64
import json
from typing import Any
from urllib.parse import quote_plus

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from jwt import encode
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

from chassis.tokens import hashed
from services.identity.domain.clients.client import Registration
from tests.identity.house import ASSERTION_TYPE, ISSUER, Answer, House, Key, Party

SECRET = "a secret: with + and % and ü"
URI = "https://lichfield.example/jwks"


async def ask(house: House, form: dict[str, str], **headers: str) -> Answer:
    """Introspection of nothing: it needs a client that proved itself, and no more."""
    return await house.post("/oauth2/introspect", {"token": "x"} | form, **headers)


async def keeper(house: House, method: str) -> Party:
    """A client with a secret."""
    return await house.party(secret_hash=hashed(SECRET), registration=Registration(token_endpoint_auth_method=method))


def basic(client_id: str, secret: str = SECRET) -> str:
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


async def test_a_secret_in_the_header_is_form_encoded_first(house: House) -> None:
    council = await keeper(house, "client_secret_basic")
    answer = await ask(house, {}, authorization=basic(council.client.id))
    assert (answer.status, answer.json) == (200, {"active": False})
    both = await ask(house, {"client_id": council.client.id}, authorization=basic(council.client.id))
    assert both.status == 200


async def test_a_secret_in_the_body(house: House) -> None:
    council = await keeper(house, "client_secret_post")
    assert (await ask(house, {"client_id": council.client.id, "client_secret": SECRET})).status == 200


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic x", "Basic !!!", "Bearer x", "Basic " + base64.b64encode(b"no colon").decode(), "Basic /w=="],
)
async def test_a_header_that_says_nothing_is_answered_in_kind(house: House, header: str) -> None:
    answer = await ask(house, {}, authorization=header)
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"] == 'Basic realm="kith"'


async def test_a_wrong_or_long_secret_or_none_is_refused(house: House) -> None:
    council = await keeper(house, "client_secret_basic")
    for secret in ("", "wrong", SECRET + " ", hashed(SECRET), "s" * 10_000):
        answer = await ask(house, {}, authorization=basic(council.client.id, secret))
        assert (answer.status, answer.json["error"]) == (401, "invalid_client")
    with_key = await house.party()
    assert (await ask(house, {}, authorization=basic(with_key.client.id, ""))).status == 401


async def test_who_is_no_client_is_told_what_a_wrong_secret_is_told(house: House) -> None:
    council = await keeper(house, "client_secret_basic")
    for client_id in (council.client.id, "cli_nobody"):
        answer = await ask(house, {}, authorization=basic(client_id, "wrong"))
        assert (answer.status, answer.json["error"]) == (401, "invalid_client")


async def test_a_client_uses_the_method_it_registered_and_no_other(house: House) -> None:
    post, header = await keeper(house, "client_secret_post"), await keeper(house, "client_secret_basic")
    in_body = {"client_id": header.client.id, "client_secret": SECRET}
    assert (await ask(house, in_body)).json["error"] == "invalid_client"
    assert (await ask(house, {}, authorization=basic(post.client.id))).json["error"] == "invalid_client"
    for party in (post, header):
        assert (await ask(house, house.proof_of(party))).json["error"] == "invalid_client"
        assert (await ask(house, {"client_id": party.client.id})).json["error"] == "invalid_client"


async def test_two_methods_at_once_are_one_too_many(house: House) -> None:
    council = await keeper(house, "client_secret_basic")
    header = basic(council.client.id)
    for form in ({"client_secret": SECRET}, house.proof_of(council)):
        answer = await ask(house, {"client_id": council.client.id} | form, authorization=header)
        assert (answer.status, answer.json["error"]) == (400, "invalid_request")
    both = {"client_id": council.client.id, "client_secret": SECRET} | house.proof_of(council)
    assert (await ask(house, both)).json["error"] == "invalid_request"


# Keys of each kind.


def of_kind(algorithm: str) -> tuple[PrivateKeyTypes, dict[str, Any]]:
    if algorithm == "EdDSA":
        edwards = ed25519.Ed25519PrivateKey.generate()
        return edwards, OKPAlgorithm.to_jwk(edwards.public_key(), as_dict=True)
    primes = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return primes, RSAAlgorithm.to_jwk(primes.public_key(), as_dict=True)


def signed(party: Party, house: House, key: Any, algorithm: str, kid: str = "one") -> dict[str, str]:
    now = int(house.clock.now().timestamp())
    claims = {"iss": party.client.id, "sub": party.client.id, "aud": ISSUER, "jti": f"{now}{kid}{algorithm}"}
    text = encode(claims | {"iat": now, "exp": now + 60}, key, algorithm, headers={"kid": kid})
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": text}


@pytest.mark.parametrize("algorithm", ["PS256", "RS256", "EdDSA"])
async def test_each_kind_of_key_signs(house: House, algorithm: str) -> None:
    key, jwk = of_kind(algorithm)
    party = await house.party(jwks=json.dumps({"keys": [jwk | {"kid": "one"}]}))
    assert (await ask(house, signed(party, house, key, algorithm))).status == 200


async def test_rs256_is_for_the_profiles_that_have_it(house: House) -> None:
    key, jwk = of_kind("RS256")
    jwks = json.dumps({"keys": [jwk | {"kid": "one"}]})
    partner = await house.party("service", jwks=jwks)
    assert (await ask(house, signed(partner, house, key, "RS256"))).json["error"] == "invalid_client"
    assert (await ask(house, signed(partner, house, key, "PS256"))).status == 200


async def test_the_algorithm_a_client_registered_is_the_only_one(house: House) -> None:
    key, jwk = of_kind("PS256")
    only = Registration(token_endpoint_auth_signing_alg="PS256")
    party = await house.party(jwks=json.dumps({"keys": [jwk | {"kid": "one"}]}), registration=only)
    assert (await ask(house, signed(party, house, key, "RS256"))).status == 401
    assert (await ask(house, signed(party, house, key, "PS256"))).status == 200


@pytest.mark.parametrize("member", [{"use": "enc"}, {"alg": "RS256"}])
async def test_a_key_for_something_else_signs_nothing(house: House, member: dict[str, str]) -> None:
    key, jwk = of_kind("PS256")
    party = await house.party(jwks=json.dumps({"keys": [jwk | {"kid": "one"} | member]}))
    assert (await ask(house, signed(party, house, key, "PS256"))).status == 401


# Keys at an address.


async def at_an_address(house: House, *keys: Key) -> Party:
    party = await house.party(jwks="", registration=Registration(jwks_uri=URI))
    publish(house, *keys)
    return party


def publish(house: House, *keys: Key) -> None:
    jwks = [json.loads(key.jwks)["keys"][0] | {"kid": str(place)} for place, key in enumerate(keys)]
    house.documents.kept[URI] = json.dumps({"keys": jwks}).encode()


async def test_keys_at_an_address_are_read_once_and_again_for_a_new_one(house: House) -> None:
    old, new = Key.new(), Key.new()
    party = await at_an_address(house, old)
    for _ in range(2):
        assert (await ask(house, signed(party, house, old.private, "ES256", "0"))).status == 200
        house.later(seconds=1)
    assert house.documents.asked == [URI]
    publish(house, old, new)
    house.later(minutes=1)
    assert (await ask(house, signed(party, house, new.private, "ES256", "1"))).status == 200
    assert house.documents.asked == [URI, URI]


async def test_unknown_names_make_us_ask_once_a_minute_and_no_more(house: House) -> None:
    party = await at_an_address(house, Key.new())
    for number in range(20):
        assert (await ask(house, signed(party, house, Key.new().private, "ES256", f"k{number}"))).status == 401
    assert len(house.documents.asked) == 1


async def test_keys_that_cannot_be_read_again_stay_in_use(house: House) -> None:
    key = Key.new()
    party = await at_an_address(house, key)
    assert (await ask(house, signed(party, house, key.private, "ES256", "0"))).status == 200
    del house.documents.kept[URI]
    house.later(minutes=20)
    assert (await ask(house, signed(party, house, key.private, "ES256", "0"))).status == 200
    assert len(house.documents.asked) == 2


@pytest.mark.parametrize(
    "document", [b"", b"{", b"[]", b"null", b'{"keys": 7}', b'{"keys": [7, null, {}]}', b"\xff", b"[" * 50_000]
)
async def test_what_is_no_key_set_proves_nobody(house: House, document: bytes) -> None:
    key = Key.new()
    party = await at_an_address(house, key)
    house.documents.kept[URI] = document
    answer = await ask(house, signed(party, house, key.private, "ES256", "0"))
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")
