"""A partner's keys change without a failed request, and a stolen token does not become a key."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jwt.algorithms import ECAlgorithm

from chassis.errors import Conflict, Denied, Invalid, NotFound, Unauthenticated
from services.identity.domain.clients.client import Registration
from services.identity.domain.roles import scopes_of
from services.identity.usecases.clients.update_client_keys import SELF, UpdateClientKeys
from tests.identity.house import ISSUER, House, Key, Party, caller

_AT_ONCE, _ROUNDS = 8, 12


def together(*keys: Key) -> str:
    """One set of several keys, each under a name of its own."""
    named = [ECAlgorithm.to_jwk(key.private.public_key(), as_dict=True) for key in keys]
    return json.dumps({"keys": [jwk | {"kid": "one"} for jwk in named]})


def as_partner(party: Party) -> Any:
    return caller(party.client.id, "partner")


async def update(house: House, by: Any, client_id: str, jwks: str, assertion: str = "") -> list[str]:
    _, keys = await UpdateClientKeys(house.write, ISSUER, house.clock)(by, client_id, jwks, assertion)
    return keys


def proof(house: House, party: Party, key: Key | None = None, **changed: Any) -> str:
    holder = key or party.key
    assert holder
    return holder.assertion(party.client.id, house.clock.now(), **changed)["client_assertion"]


async def token(house: House, party: Party, key: Key) -> int:
    form = key.assertion(party.client.id, house.clock.now())
    answer = await house.post("/oauth2/token", {"grant_type": "client_credentials"} | form)
    return answer.status


async def test_keys_rotate_under_load_without_a_failed_request(any_house: House) -> None:
    """Requests run all the while, each with whichever key its sender holds at that moment."""
    house = any_house
    party = await house.party("service")
    assert party.key
    old, new = party.key, Key.new()
    holding, statuses, done = [old], list[int](), asyncio.Event()
    under_way: list[Key] = []

    async def ask() -> None:
        while not done.is_set():
            under_way.append(key := holding[0])
            statuses.append(await token(house, party, key))
            under_way.remove(key)

    async def rotate() -> None:
        await _more(statuses)
        await update(house, as_partner(party), SELF, together(old, new), proof(house, party))
        await _more(statuses)
        holding[0] = new
        while old in under_way:  # noqa: ASYNC110  # the list is what is waited for, and many write it
            await asyncio.sleep(0.01)
        await update(house, as_partner(party), SELF, new.jwks, proof(house, party, new))
        await _more(statuses)
        done.set()

    async with asyncio.timeout(90), asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(ask())
        group.create_task(rotate())
    assert set(statuses) == {200}, f"{len([s for s in statuses if s != 200])} of {len(statuses)} failed"
    assert await token(house, party, old) == 401, "the old key is good for nothing now"


async def _more(statuses: list[int]) -> None:
    """Until some more have been answered."""
    reached = len(statuses) + _ROUNDS
    while len(statuses) < reached:  # noqa: ASYNC110  # the list is what is waited for, and many write it
        await asyncio.sleep(0.01)


async def test_an_operator_changes_the_keys_of_any_client(house: House) -> None:
    party, new = await house.party("service"), Key.new()
    operator = caller("operator", "operator")
    [kept] = await update(house, operator, party.client.id, new.jwks)
    assert kept
    assert await token(house, party, new) == 200


async def test_keys_with_none_in_common_end_the_tokens_that_the_old_ones_got(house: House) -> None:
    party = await house.party("service")
    assert party.key
    form = {"grant_type": "client_credentials"} | party.key.assertion(party.client.id, house.clock.now())
    granted = (await house.post("/oauth2/token", form)).json["access_token"]
    both = together(party.key, Key.new())
    await update(house, caller("operator", "operator"), party.client.id, both)
    assert await house.exchange.of_token(granted, "cases", "")
    await update(house, caller("operator", "operator"), party.client.id, Key.new().jwks)
    with pytest.raises(Unauthenticated):
        await house.exchange.of_token(granted, "cases", "")


def bad_proofs(house: House, party: Party) -> Iterator[str]:
    yield ""
    yield "a.b.c"
    yield proof(house, party, Key.new())
    yield proof(house, party, aud="https://elsewhere.example")
    yield proof(house, party, sub="somebody else")
    yield proof(house, party, exp=int(house.clock.now().timestamp()) - 1)
    yield proof(house, party, exp=int(house.clock.now().timestamp()) + 7200)
    yield proof(house, party, jti=None)


async def test_a_token_alone_does_not_become_a_key(house: House) -> None:
    party, thief = await house.party("service"), Key.new()
    for bad in bad_proofs(house, party):
        with pytest.raises(Denied):
            await update(house, as_partner(party), SELF, thief.jwks, bad)
    assert await token(house, party, thief) == 401


async def test_a_proof_is_good_once(house: House) -> None:
    party = await house.party("service")
    assert party.key
    once = proof(house, party)
    await update(house, as_partner(party), SELF, together(party.key, Key.new()), once)
    with pytest.raises(Denied):
        await update(house, as_partner(party), SELF, together(party.key, Key.new()), once)


async def test_nobody_changes_anothers_keys(house: House) -> None:
    one, other = await house.party("service"), await house.party("service")
    with pytest.raises(NotFound):
        await update(house, as_partner(one), other.client.id, Key.new().jwks, proof(house, one))
    with pytest.raises(Denied):
        await update(house, caller("acc_1", "worker"), other.client.id, Key.new().jwks)


async def test_only_public_keys_are_taken_and_none_from_who_publishes_them(house: House) -> None:
    party = await house.party("service")
    private = json.dumps({"keys": [json.loads(ECAlgorithm.to_jwk(Key.new().private))]})
    for bad in ("", "{}", '{"keys": []}', private):
        with pytest.raises(Invalid):
            await update(house, caller("operator", "operator"), party.client.id, bad)
    published = await house.party(
        "service", jwks="", registration=Registration(jwks_uri="https://partner.example/jwks")
    )
    with pytest.raises(Conflict):
        await update(house, caller("operator", "operator"), published.client.id, Key.new().jwks)


def test_a_partner_may_ask_for_it() -> None:
    assert "client-keys:write" in scopes_of("partner")
