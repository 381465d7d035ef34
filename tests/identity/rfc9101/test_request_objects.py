"""Signed requests, by value and by reference (RFC 9101, OpenID Connect Core section 6)."""

from collections.abc import Mapping
from typing import Any

import jwt
import pytest

from services.identity.domain.clients.client import Registration
from tests.identity.house import ISSUER, REDIRECT, Answer, House, Key, Party

URI = "https://lichfield.example/request.jwt"


def signed(
    house: House, party: Party, *, key: Key | None = None, header: Mapping[str, Any] | None = None, **changed: Any
) -> str:
    now = int(house.clock.now().timestamp())
    claims = house.request(party) | {"iss": party.client.id, "aud": ISSUER, "iat": now, "nbf": now, "exp": now + 300}
    said = {name: value for name, value in (claims | changed).items() if value is not None}
    using = key or party.key
    assert using
    return jwt.encode(
        said, using.private, "ES256", headers={"kid": "one", "typ": "oauth-authz-req+jwt"} | dict(header or {})
    )


async def asked(house: House, party: Party, cookie: str = "", **query: str) -> Answer:
    """The request object, and beside it what OpenID Connect wants there."""
    beside = {"client_id": party.client.id, "response_type": "code", "scope": "openid"}
    return await house.get("/oauth2/authorize", cookie, **beside | query)


async def content(house: House) -> tuple[Party, str]:
    """A council, and the session of a resident who has said yes to it."""
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    return council, amina.value


async def test_a_signed_request_is_as_good_as_its_parameters(house: House) -> None:
    council, cookie = await content(house)
    where, query = (await asked(house, council, cookie, request=signed(house, council))).location
    assert (where, query["state"]) == (REDIRECT, "a state")
    tokens = (await house.redeem(council, query["code"])).json
    assert (await house.claims(tokens["id_token"], council.client.id))["nonce"] == "a nonce"


async def test_only_what_is_inside_counts(house: House) -> None:
    council, cookie = await content(house)
    inside = signed(house, council, state=None)
    answer = await asked(house, council, cookie, request=inside, state="outside", redirect_uri="https://evil.example/")
    where, query = answer.location
    assert where == REDIRECT
    assert "code" in query
    assert "state" not in query


async def test_claims_and_numbers_inside_are_json(house: House) -> None:
    council, cookie = await content(house)
    inside = signed(house, council, max_age=10_000, claims={"id_token": {"auth_time": {"essential": True}}})
    assert "code" in (await asked(house, council, cookie, request=inside)).location[1]


@pytest.mark.parametrize("audience", [ISSUER, [ISSUER], ["https://other.example", ISSUER]])
async def test_we_may_be_one_of_several_it_is_for(house: House, audience: Any) -> None:
    council, cookie = await content(house)
    assert "code" in (await asked(house, council, cookie, request=signed(house, council, aud=audience))).location[1]


@pytest.mark.parametrize("typ", ["JWT", "jwt", "oauth-authz-req+jwt"])
async def test_its_type_says_what_it_is_or_nothing(house: House, typ: str) -> None:
    council, cookie = await content(house)
    assert (
        "code" in (await asked(house, council, cookie, request=signed(house, council, header={"typ": typ}))).location[1]
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": None},
        {"aud": "https://other.example"},
        {"iss": None},
        {"iss": "cli_other"},
        {"client_id": "cli_other"},
        {"exp": 1},
        {"exp": "soon"},
        {"exp": 99_999_999_999},
        {"nbf": 99_999_999_999},
        {"nbf": 1},
        {"request": "x.y.z"},
        {"request_uri": URI},
        {"header": {"typ": "at+jwt"}},
        {"header": {"typ": "dpop+jwt"}},
        {"header": {"kid": "unknown"}},
        {"header": {"jku": "https://evil.example/jwks", "kid": "theirs"}},
        {"key": Key.new()},
    ],
)
async def test_one_that_is_not_good_is_sent_back_with_the_reason(house: House, changed: dict[str, Any]) -> None:
    council = await house.party()
    answer = await asked(house, council, request=signed(house, council, **changed), redirect_uri=REDIRECT, state="s")
    where, query = answer.location
    assert where == REDIRECT
    assert (query["error"], query["state"], query["iss"]) == ("invalid_request_object", "s", ISSUER)
    assert house.documents.asked == []


async def test_a_client_assertion_is_no_request_and_a_request_no_assertion(house: House) -> None:
    council = await house.party()
    assertion = house.proof_of(council)["client_assertion"]
    _, query = (await asked(house, council, request=assertion, redirect_uri=REDIRECT)).location
    assert query["error"] == "invalid_request_object"
    form = house.proof_of(council) | {"client_assertion": signed(house, council), "token": "x"}
    assert (await house.post("/oauth2/introspect", form)).json["error"] == "invalid_client"


async def test_with_nowhere_good_to_send_them_people_stay_here(house: House) -> None:
    council = await house.party()
    for beside in ({}, {"redirect_uri": "https://evil.example/"}):
        answer = await asked(house, council, request=signed(house, council, aud="x"), **beside)
        assert (answer.status, "location" in answer.headers) == (400, False)


async def test_an_unsigned_one_is_not_supported_and_said_so(house: House) -> None:
    council = await house.party()
    unsigned = jwt.encode({"iss": council.client.id, "aud": ISSUER} | house.request(council), "", "none")
    _, query = (await asked(house, council, request=unsigned, redirect_uri=REDIRECT)).location
    assert query["error"] == "request_not_supported"


async def test_the_algorithm_a_client_registered_is_the_only_one(house: House) -> None:
    council = await house.party(registration=Registration(request_object_signing_alg="PS256"))
    _, query = (await asked(house, council, request=signed(house, council), redirect_uri=REDIRECT)).location
    assert query["error"] == "invalid_request_object"


@pytest.mark.parametrize("text", ["x", "a.b.c", "." * 20, "e30.e30.", "x" * 20_000])
async def test_what_is_no_jwt_is_refused(house: House, text: str) -> None:
    _, query = (await asked(house, await house.party(), request=text, redirect_uri=REDIRECT)).location
    assert query["error"] in ("invalid_request_object", "request_not_supported")


async def test_one_may_be_pushed(house: House) -> None:
    council, cookie = await content(house)
    form = {"request": signed(house, council)} | house.proof_of(council)
    pushed = await house.post("/oauth2/par", form)
    assert pushed.status == 201
    _, query = (await asked(house, council, cookie, request_uri=pushed.json["request_uri"])).location
    assert (query["state"], "code" in query) == ("a state", True)


# By reference.


async def at_an_address(house: House, *uris: str) -> tuple[Party, str]:
    said = Registration(request_uris=uris or (URI,))
    council, amina = await house.party(registration=said), await house.resident()
    await house.code(council, amina.value)
    return council, amina.value


async def test_one_at_a_registered_address_is_read(house: House) -> None:
    council, cookie = await at_an_address(house)
    house.documents.kept[URI] = signed(house, council).encode()
    _, query = (await asked(house, council, cookie, request_uri=URI)).location
    assert (query["state"], "code" in query) == ("a state", True)


async def test_a_fragment_is_part_of_the_name_and_not_of_the_address(house: House) -> None:
    council, cookie = await at_an_address(house, f"{URI}#one")
    house.documents.kept[URI] = signed(house, council).encode()
    assert "code" in (await asked(house, council, cookie, request_uri=f"{URI}#one")).location[1]
    _, query = (await asked(house, council, cookie, request_uri=f"{URI}#two", redirect_uri=REDIRECT)).location
    assert query["error"] == "invalid_request_uri"


@pytest.mark.parametrize(
    "uri", ["https://evil.example/r.jwt", "http://169.254.169.254/", "file:///etc/passwd", f"{URI}?x"]
)
async def test_we_call_no_address_that_was_not_registered(house: House, uri: str) -> None:
    council, _ = await at_an_address(house)
    _, query = (await asked(house, council, request_uri=uri, redirect_uri=REDIRECT)).location
    assert query["error"] == "invalid_request_uri"
    assert house.documents.asked == []


async def test_an_address_that_does_not_answer_or_answers_badly(house: House) -> None:
    council, _ = await at_an_address(house)
    _, query = (await asked(house, council, request_uri=URI, redirect_uri=REDIRECT)).location
    assert query["error"] == "invalid_request_uri"
    house.documents.kept[URI] = jwt.encode(house.request(council), "", "none").encode()
    _, query = (await asked(house, council, request_uri=URI, redirect_uri=REDIRECT)).location
    assert query["error"] == "request_uri_not_supported"
    house.documents.kept[URI] = b"\xff not a jwt"
    _, query = (await asked(house, council, request_uri=URI, redirect_uri=REDIRECT)).location
    assert query["error"] == "invalid_request_object"


async def test_not_both(house: House) -> None:
    council, _ = await at_an_address(house)
    both = {"request": signed(house, council), "request_uri": URI}
    answer = await asked(house, council, redirect_uri=REDIRECT, **both)
    assert answer.location[1]["error"] == "invalid_request"
