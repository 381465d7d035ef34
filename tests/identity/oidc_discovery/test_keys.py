"""Signing keys: one of each algorithm, and rotations that relying parties do not notice."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

from chassis.errors import Conflict, Denied, NotFound, Unauthenticated
from chassis.tokens import Verifier
from services.identity.clients.own_trust import OwnTrust
from services.identity.domain.clients.client import Registration
from services.identity.domain.clients.profile import ALGORITHMS
from services.identity.domain.keys.keyring import new_key
from services.identity.domain.keys.signing import PUBLISHED_AFTER, PUBLISHED_AHEAD, ROTATED_AFTER
from services.identity.usecases.authorization.list_revocations import ListRevocations
from services.identity.usecases.keys.retire_key import RetireKey
from services.identity.usecases.keys.rotate_keys import RotateKeys
from tests.identity.house import OPERATOR, House, caller

# RFC 9864 names the curve in the algorithm; what relying parties ask for today is still the older name.
pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")


async def published(house: House) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = json.loads((await house.get("/oauth2/jwks")).body)["keys"]
    return keys


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_an_id_token_is_signed_as_its_client_registered(house: House, algorithm: str) -> None:
    registered = Registration(id_token_signed_response_alg=algorithm)
    council, amina = await house.party(registration=registered), await house.resident()
    tokens = await house.tokens(council, amina.value)
    keys = KeySet.import_key_set({"keys": await published(house)})
    token = joserfc_jwt.decode(tokens["id_token"], keys, algorithms=[algorithm])
    assert token.header["alg"] == algorithm
    assert token.claims["aud"] == council.client.id
    # Access tokens are for our own API, which has one algorithm.
    assert joserfc_jwt.decode(tokens["access_token"], keys, algorithms=["ES256"]).header["typ"] == "at+jwt"


async def test_every_key_says_what_it_is_for_and_nothing_private(house: House) -> None:
    keys = await published(house)
    assert sorted(key["alg"] for key in keys) == sorted(ALGORITHMS * 2)
    for key in keys:
        assert key["use"] == "sig"
        assert key.keys().isdisjoint({"d", "p", "q", "dp", "dq", "qi", "k"})
        assert KeySet.import_key_set({"keys": [key]}).keys[0].thumbprint() == key["kid"]


async def test_a_key_signs_with_its_own_algorithm_only(house: House) -> None:
    with pytest.raises(ValueError, match="HS256"):
        new_key("HS256", "next", house.clock.now())


async def test_a_second_rotation_waits_until_relying_parties_have_read_the_next_keys(house: House) -> None:
    rotate = RotateKeys(house.keys)
    house.later(hours=1)
    first = await rotate(OPERATOR)
    assert sorted(key.algorithm for key in first) == sorted(ALGORITHMS)
    with pytest.raises(Conflict, match="10:15:00 UTC"):
        await rotate(OPERATOR)
    house.clock.at += PUBLISHED_AHEAD
    second = await rotate(OPERATOR)
    assert {key.kid for key in first}.isdisjoint(key.kid for key in second)


async def test_only_an_operator_rotates(house: House) -> None:
    with pytest.raises(Denied):
        await RotateKeys(house.keys)(caller("acc_x", "resident"))


async def test_keys_change_on_schedule_once_however_many_processes_see_it(any_house: House) -> None:
    before = {key["kid"] for key in await published(any_house)}
    await any_house.keys.rotate_when_due()
    assert {key["kid"] for key in await published(any_house)} == before
    any_house.clock.at += ROTATED_AFTER
    await asyncio.gather(*(any_house.keys.rotate_when_due() for _ in range(3)))
    after = {key["kid"] for key in await published(any_house)}
    assert len(after - before) == len(ALGORITHMS)
    assert before < after
    any_house.clock.at += PUBLISHED_AFTER
    assert len(await published(any_house)) == 2 * len(ALGORITHMS)


async def test_a_sign_out_still_knows_a_token_signed_before_a_rotation(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    await house.keys.rotate()
    house.later(hours=11)
    hint = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": "https://lichfield.example/bye"}
    where, _ = (await house.get("/oauth2/logout", amina.value, **hint)).location
    assert where == "https://lichfield.example/bye"


class CachingParty:
    """A relying party that reads our keys only when what it read has expired, as `Cache-Control` allows."""

    def __init__(self, house: House, lives: timedelta) -> None:
        self._house, self._lives = house, lives
        self._keys = KeySet([])
        self._until = house.clock.now()

    async def verify(self, token: str, algorithm: str) -> str:
        if self._house.clock.now() >= self._until:
            self._keys = KeySet.import_key_set({"keys": await published(self._house)})
            self._until = self._house.clock.now() + self._lives
        return str(joserfc_jwt.decode(token, self._keys, algorithms=[algorithm]).header["kid"])


async def test_rotating_under_load_fails_no_sign_in_at_a_party_that_keeps_our_keys(house: House) -> None:
    amina = await house.resident()
    cached = (await house.get("/oauth2/jwks")).headers["cache-control"]
    lives = timedelta(seconds=int(cached.partition("max-age=")[2]))
    councils = [
        await house.party(registration=Registration(id_token_signed_response_alg=algorithm)) for algorithm in ALGORITHMS
    ]
    parties = [CachingParty(house, lives) for _ in councils]
    seen: set[str] = set()

    async def sign_in(place: int) -> None:
        council = councils[place]
        tokens = await house.tokens(council, amina.value)
        seen.add(await parties[place].verify(tokens["id_token"], ALGORITHMS[place]))
        assert (await house.userinfo(tokens["access_token"])).status == 200

    for minute in range(40):
        work = [sign_in(place) for place in range(len(councils))]
        if minute % 16 == 1:
            await asyncio.gather(*work, house.keys.rotate())
        else:
            await asyncio.gather(*work)
        house.later(minutes=1)
    # Each algorithm's first key, and one after each of three rotations.
    assert len(seen) == 4 * len(ALGORITHMS)


async def kids(house: House) -> set[str]:
    return {key["kid"] for key in await published(house) if key["alg"] == "ES256"}


async def signing_and_next(house: House) -> tuple[str, str]:
    async with house.read() as work:
        keys = [key for key in await work.signing_keys.all() if key.algorithm == "ES256"]
    [active] = [key.kid for key in keys if key.state == "active"]
    [following] = [key.kid for key in keys if key.state == "next"]
    return active, following


async def test_a_stolen_key_leaves_at_once_and_nothing_it_signed_is_good_any_more(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value, scope="openid offline_access", prompt="consent")
    stolen, coming = await signing_and_next(house)
    internal = (await house.exchange.of_session(amina.value, "identity", "")).token
    trust = OwnTrust(house.keys, ListRevocations(house.read, house.clock))
    verifier = Verifier("identity", trust.keys, trust.revocations, house.clock)
    await verifier.poll()
    assert await verifier.verify(internal)
    signing = {key.kid for key in await RetireKey(house.keys)(OPERATOR, stolen)}
    assert stolen not in signing
    assert coming in signing
    assert stolen not in await kids(house)
    assert len(await kids(house)) == 2
    assert (await house.userinfo(tokens["access_token"])).status == 401
    await verifier.poll()
    with pytest.raises(Unauthenticated):
        await verifier.verify(internal)
    with pytest.raises(Unauthenticated):
        await house.exchange.of_internal(internal, "cases", "")
    # Who is signed in stays so: sessions and refresh tokens are signed by nobody.
    fresh = await house.tokens(council, amina.value)
    assert (await house.userinfo(fresh["access_token"])).status == 200
    assert {"key.compromised", "key.active", "key.made"} <= set(await house.acts())


async def test_a_stolen_key_that_waits_or_has_served_leaves_without_a_rotation(house: House) -> None:
    retire, (active, coming) = RetireKey(house.keys), await signing_and_next(house)
    await retire(OPERATOR, coming)
    assert active in await kids(house)
    assert coming not in await kids(house)
    house.later(hours=1)
    await RotateKeys(house.keys)(OPERATOR)
    await retire(OPERATOR, active)
    assert active not in await kids(house)
    assert len(await kids(house)) == 2


async def test_only_an_operator_retires_a_key_and_only_one_there_is(house: House) -> None:
    active, _ = await signing_and_next(house)
    with pytest.raises(Denied):
        await RetireKey(house.keys)(caller("acc_x", "resident"), active)
    with pytest.raises(NotFound):
        await RetireKey(house.keys)(OPERATOR, "no-such-key")
    await RetireKey(house.keys)(OPERATOR, active)
    with pytest.raises(NotFound):
        await RetireKey(house.keys)(OPERATOR, active)
