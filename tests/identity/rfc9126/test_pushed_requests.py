"""Requests sent ahead (RFC 9126), for clients of every profile."""

import pytest

from services.identity.domain.clients.client import Registration
from services.identity.usecases.prune import Prune
from tests.identity.holder import Holder
from tests.identity.house import ISSUER, REDIRECT, Answer, House, Party


async def push(house: House, party: Party, **changed: str | None) -> Answer:
    return await house.post("/oauth2/par", house.request(party, **changed) | house.proof_of(party))


async def pushed(house: House, party: Party, **changed: str | None) -> str:
    answer = await push(house, party, **changed)
    assert answer.status == 201, answer.body
    uri: str = answer.json["request_uri"]
    return uri


async def visit(house: House, client_id: str, uri: str, cookie: str = "", **more: str) -> Answer:
    return await house.get("/oauth2/authorize", cookie, client_id=client_id, request_uri=uri, **more)


async def test_a_request_is_kept_for_its_client(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    answer = await push(house, council)
    assert (answer.status, answer.json["expires_in"]) == (201, 90)
    assert answer.json["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
    assert answer.headers["cache-control"] == "no-store"
    where, query = (await visit(house, council.client.id, answer.json["request_uri"], amina.value)).location
    assert where == REDIRECT
    assert (query["state"], query["iss"]) == ("a state", ISSUER)
    assert (await house.redeem(council, query["code"])).status == 200


async def test_names_cannot_be_guessed_and_are_not_kept(house: House) -> None:
    council = await house.party()
    uris = {await pushed(house, council) for _ in range(5)}
    assert len(uris) == 5
    assert all(len(uri.rpartition(":")[2]) == 43 for uri in uris)
    async with house.read() as work:
        found = [await work.pushed_requests.get(uri) for uri in uris]
    for uri, row in zip(uris, found, strict=True):
        assert row
        assert uri.rpartition(":")[2] not in f"{row.hash}{row.parameters}"
        assert not {"client_assertion", "client_secret"} & row.parameters.keys()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"request": "x.y.z"}, "invalid_request_object"),
        ({"client_id": "cli_other"}, "invalid_client"),
        ({"dpop_jkt": "short"}, "invalid_request"),
    ],
)
async def test_what_is_wrong_is_told_the_client_at_once(house: House, changed: dict[str, str], error: str) -> None:
    answer = await push(house, await house.party(), **changed)
    assert answer.status in (400, 401)
    assert answer.json["error"] == error


async def test_nobody_pushes_who_does_not_prove_who_they_are(house: House) -> None:
    council = await house.party()
    answer = await house.post("/oauth2/par", house.request(council))
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


async def test_a_public_client_may_push_too(house: House) -> None:
    desk = await house.party("first-party")
    assert (await push(house, desk, scope="openid")).status == 201


async def test_a_service_has_nobody_to_send(house: House) -> None:
    answer = await push(house, await house.party("service"))
    assert answer.json["error"] in ("unauthorized_client", "invalid_request")


async def test_who_must_push_cannot_ask_in_the_browser(house: House) -> None:
    said = Registration(require_pushed_authorization_requests=True)
    council, amina = await house.party(registration=said), await house.resident()
    _, query = (await house.get("/oauth2/authorize", amina.value, **house.request(council))).location
    assert query["error"] == "invalid_request"
    answer = await visit(house, council.client.id, await pushed(house, council), amina.value)
    assert answer.location[0] == f"{ISSUER}/approve"


async def test_a_request_is_answered_once_and_nobody_is_sent_anywhere_with_it_again(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    uri = await pushed(house, council)
    assert (await visit(house, council.client.id, uri, amina.value)).status == 303
    again = await visit(house, council.client.id, uri, amina.value)
    assert (again.status, "location" in again.headers) == (400, False)


@pytest.mark.parametrize("uri", ["urn:ietf:params:oauth:request_uri:", "urn:ietf:params:oauth:request_uri:unknown"])
async def test_a_name_nobody_was_given_leads_nowhere(house: House, uri: str) -> None:
    answer = await visit(house, (await house.party()).client.id, uri)
    assert (answer.status, "location" in answer.headers) == (400, False)


async def test_another_clients_request_leads_nowhere(house: House) -> None:
    """Session fixation: a thief's own client with the request of another."""
    council, thief = await house.party(), await house.party(name="Thief")
    uri = await pushed(house, council)
    answer = await visit(house, thief.client.id, uri)
    assert (answer.status, "location" in answer.headers) == (400, False)


async def test_after_ninety_seconds_it_leads_nowhere_and_later_it_is_forgotten(any_house: House) -> None:
    house = any_house
    council = await house.party()
    uri = await pushed(house, council)
    house.later(seconds=89)
    assert (await visit(house, council.client.id, uri)).status == 303
    house.later(seconds=1)
    assert (await visit(house, council.client.id, uri)).status == 400
    house.later(minutes=31)
    await Prune(house.write, house.clock)()
    async with house.read() as work:
        assert await work.pushed_requests.get(uri) is None


async def test_who_began_in_time_may_take_their_time(house: House) -> None:
    """The page stays open for half an hour; the request behind it may have been forgotten by others, not by it."""
    council, amina = await house.party(), await house.resident()
    _, query = (await visit(house, council.client.id, await pushed(house, council), amina.value)).location
    house.later(minutes=20)
    await pushed(house, council)
    view = await house.get_interaction(query["interaction"], amina.value)
    await house.approve(query["interaction"], amina.value, view.claims)
    answer = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    assert "code" in answer.location[1]


async def test_what_is_said_beside_the_name_does_not_count(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    uri = await pushed(house, council)
    beside = {
        "redirect_uri": "https://evil.example/",
        "state": "theirs",
        "scope": "openid",
        "dpop_jkt": Holder().thumbprint,
    }
    where, query = (await visit(house, council.client.id, uri, amina.value, **beside)).location
    assert (where, query["state"]) == (REDIRECT, "a state")
    assert (await house.redeem(council, query["code"])).json["scope"] == "email openid profile"
