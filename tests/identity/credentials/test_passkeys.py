"""A passkey opens its owner's account, at the high level, in the browser that was asked, once (WebAuthn level 3)."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from chassis.errors import Denied, Invalid, NotFound, Problem, TooMany, Unauthenticated
from console.demo.passkey import SoftPasskey
from services.identity.domain.credentials.levels import HIGH
from services.identity.domain.credentials.passkey import LastWayIn
from tests.identity.credentials.doors import BROWSER, Doors
from tests.identity.house import HOME, ISSUER, acting, caller


async def test_a_passkey_signs_in_without_an_address_at_the_high_level(any_doors: Doors) -> None:
    amina = await any_doors.somebody()
    device, passkey = await amina.passkey("Amina's phone")
    opened = await any_doors.enter(device)
    assert opened.session.account_id == amina.account_id
    assert (opened.session.acr, opened.session.amr) == (HIGH, ("pop", "user", "mfa"))
    held = await any_doors.listed(amina.me)
    assert [(one.id, one.name, one.used_at) for one in held.passkeys] == [
        (passkey.id, "Amina's phone", any_doors.house.clock.now())
    ]


async def test_a_worker_signs_in_with_a_passkey_too(doors: Doors) -> None:
    await doors.house.worker(acting("duty"))
    opened = await doors.house.sign_in("priya@lichfield.example", "correct horse battery", HOME)
    me = caller(opened.session.account_id, "duty", sid=opened.session.id)
    device = SoftPasskey(ISSUER)
    begun = await doors.begin_registration(me, me.subject)
    await doors.register_passkey(me, me.subject, begun.token, device.register(begun.options), "")
    standing = await doors.house.get_session((await doors.enter(device)).value)
    assert (standing.role, standing.session.acr) == ("duty", HIGH)


async def test_options_ask_for_a_discoverable_key_verification_and_no_attestation(doors: Doors) -> None:
    amina = await doors.somebody()
    device, passkey = await amina.passkey()
    await amina.step_up(device)
    asked = json.loads((await doors.begin_registration(amina.me, amina.account_id)).options)
    assert asked["rp"]["id"] == "localhost"
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["attestation"] == "none"
    assert [one["id"] for one in asked["excludeCredentials"]] == [passkey.key.credential_id]
    signing_in = json.loads((await doors.begin_passkey(BROWSER)).options)
    assert signing_in["userVerification"] == "required"
    assert signing_in.get("allowCredentials", []) == [], "a sign-in page names nobody's keys"


async def _refused(doors: Doors, browser: str, token: str, response: str) -> Problem:
    with pytest.raises(Unauthenticated) as refused:
        await doors.sign_in_with_passkey(browser, token, response, HOME)
    return refused.value


async def test_an_answer_is_good_once_in_time_and_in_its_own_browser(any_doors: Doors) -> None:
    doors = any_doors
    device, _ = await (await doors.somebody()).passkey()
    begun = await doors.begin_passkey(BROWSER)
    answer = device.sign_in(begun.options)
    await _refused(doors, "another browser", begun.token, answer)
    assert await doors.sign_in_with_passkey(BROWSER, begun.token, answer, HOME)
    await _refused(doors, BROWSER, begun.token, answer)
    begun = await doors.begin_passkey(BROWSER)
    answer = device.sign_in(begun.options)
    doors.house.later(minutes=10)
    await _refused(doors, BROWSER, begun.token, answer)


async def test_a_wrong_answer_uses_the_challenge_up(doors: Doors) -> None:
    device, _ = await (await doors.somebody()).passkey()
    begun = await doors.begin_passkey(BROWSER)
    await _refused(doors, BROWSER, begun.token, SoftPasskey(ISSUER).sign_in(begun.options))
    await _refused(doors, BROWSER, begun.token, device.sign_in(begun.options))


def _changed(answer: str, part: str, change: Callable[[bytes], bytes]) -> str:
    read: dict[str, Any] = json.loads(answer)
    read["response"][part] = bytes_to_base64url(change(base64url_to_bytes(read["response"][part])))
    return json.dumps(read)


_FLAGS = 32


def _without(flag: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:_FLAGS] + bytes([data[_FLAGS] & ~flag]) + data[_FLAGS + 1 :]


class Unverified(SoftPasskey):
    """A device that checks nobody's finger, and signs all the same."""

    def _data(self, rp_id: str, flags: int) -> bytes:
        return super()._data(rp_id, flags & ~0x04)


class Confused(SoftPasskey):
    """A device that says it makes a key when it signs with one."""

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return super()._client_data("webauthn.create", challenge)


async def test_forgeries_read_the_same_and_open_nothing(doors: Doors) -> None:
    amina, mallory = await doors.somebody(), await doors.somebody("mallory@example.org")
    device, _ = await amina.passkey()
    hers, _ = await mallory.passkey()
    as_amina = SoftPasskey(ISSUER, hers.pem, hers.credential_id, device.user_handle)
    other_key = SoftPasskey(ISSUER, hers.pem, device.credential_id, device.user_handle)
    forgeries: list[Callable[[str], str]] = [
        lambda options: SoftPasskey(ISSUER).sign_in(options),
        lambda options: as_amina.sign_in(options),
        lambda options: other_key.sign_in(options),
        lambda options: SoftPasskey(
            "http://localhost.evil.example:8000", device.pem, device.credential_id, device.user_handle
        ).sign_in(options),
        lambda options: SoftPasskey(
            "http://localhost:8001", device.pem, device.credential_id, device.user_handle
        ).sign_in(options),
        lambda options: Unverified(ISSUER, device.pem, device.credential_id, device.user_handle).sign_in(options),
        lambda options: _changed(device.sign_in(options), "authenticatorData", _without(0x01)),
        lambda options: _changed(device.sign_in(options), "signature", lambda s: s[:-1] + bytes([s[-1] ^ 1])),
        lambda options: device.sign_in(json.dumps(json.loads(options) | {"rpId": "evil.example"})),
        lambda options: device.sign_in(json.dumps(json.loads(options) | {"challenge": "AAAA"})),
        lambda options: Confused(ISSUER, device.pem, device.credential_id, device.user_handle).sign_in(options),
        lambda _: "",
        lambda _: "[]",
        lambda _: '{"id": 7, "response": {}}',
        lambda _: '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": 9}}',
        lambda _: "[" * 5000,
        lambda _: "x" * 100_000,
    ]
    said = set()
    for forge in forgeries:
        begun = await doors.begin_passkey(BROWSER)
        refused = await _refused(doors, BROWSER, begun.token, forge(begun.options))
        said.add((refused.detail, refused.code))
        doors.house.later(seconds=10)
    assert len(said) == 1
    assert (await doors.enter(device)).session.account_id == amina.account_id


@pytest.mark.parametrize("token", ["", "AAAA", "é", "A" * 32, "A" * 5000])
async def test_a_token_that_is_not_ours_makes_no_challenge(doors: Doors, token: str) -> None:
    device, _ = await (await doors.somebody()).passkey()
    begun = await doors.begin_passkey(BROWSER)
    await _refused(doors, BROWSER, token, device.sign_in(begun.options))


class Counting(SoftPasskey):
    """A device that counts its signatures."""

    count = 0

    def _data(self, rp_id: str, flags: int) -> bytes:
        return super()._data(rp_id, flags)[:-4] + type(self).count.to_bytes(4)


async def test_a_copied_device_is_noticed_by_its_count(any_doors: Doors) -> None:
    doors = any_doors
    amina, device = await doors.somebody(), Counting(ISSUER)
    Counting.count = 5
    begun = await doors.begin_registration(amina.me, amina.account_id)
    await doors.register_passkey(amina.me, amina.account_id, begun.token, device.register(begun.options), "")
    Counting.count = 6
    assert await doors.enter(device)
    with pytest.raises(Unauthenticated):
        await doors.enter(device)
    Counting.count = 7
    assert await doors.enter(device)


async def test_a_passkey_is_added_by_its_owner_a_moment_after_proving_it(any_doors: Doors) -> None:
    doors = any_doors
    amina, mallory = await doors.somebody(), await doors.somebody("mallory@example.org")
    device = SoftPasskey(ISSUER)
    begun = await doors.begin_registration(amina.me, amina.account_id)
    response = device.register(begun.options)
    with pytest.raises(Invalid):
        await doors.register_passkey(mallory.me, mallory.account_id, begun.token, response, "")
    doors.house.later(minutes=9)
    await doors.register_passkey(amina.me, amina.account_id, begun.token, response, "")
    await amina.step_up(device)
    with pytest.raises(Invalid):
        await doors.register_passkey(amina.me, amina.account_id, begun.token, response, "")
    doors.house.later(minutes=10)
    for stale in (amina.me, caller(amina.account_id), caller(amina.account_id, sid=mallory.opened.session.id)):
        with pytest.raises(Denied) as refused:
            await doors.begin_registration(stale, amina.account_id)
        assert refused.value.code == "step-up-needed"


async def test_a_key_that_somebody_has_is_not_added_again(doors: Doors) -> None:
    amina, mallory = await doors.somebody(), await doors.somebody("mallory@example.org")
    device, _ = await amina.passkey()
    begun = await doors.begin_registration(mallory.me, mallory.account_id)
    copy = SoftPasskey(ISSUER, device.pem, device.credential_id)
    with pytest.raises(Invalid):
        await doors.register_passkey(mallory.me, mallory.account_id, begun.token, copy.register(begun.options), "")


async def test_several_are_named_and_removed_but_never_the_last_way_in(any_doors: Doors) -> None:
    doors = any_doors
    amina, mallory = await doors.somebody(), await doors.somebody("mallory@example.org")
    phone, first = await amina.passkey("Phone")
    doors.house.later(seconds=1)
    await amina.step_up(phone)
    _, second = await amina.passkey("")
    await doors.name_passkey(amina.me, second.id, "  Key   ring ")
    assert [one.name for one in (await doors.listed(amina.me)).passkeys] == ["Phone", "Key ring"]
    for act in (doors.name_passkey(mallory.me, first.id, "Mine"), doors.remove_passkey(mallory.me, first.id)):
        with pytest.raises(NotFound):
            await act
    await doors.remove_passkey(amina.me, first.id)
    with pytest.raises(Unauthenticated):
        await doors.enter(phone)
    async with doors.house.write() as work:
        await work.accounts.set_password(amina.account_id, "")
    with pytest.raises(LastWayIn):
        await doors.remove_passkey(amina.me, second.id)
    async with doors.house.write() as work:
        await work.accounts.set_password(amina.account_id, "a hash")
    await doors.remove_passkey(amina.me, second.id)
    assert (await doors.listed(amina.me)).passkeys == []


async def test_removing_a_passkey_signs_out_whoever_came_with_it(doors: Doors) -> None:
    amina = await doors.somebody()
    device, passkey = await amina.passkey()
    thief = await doors.enter(device)
    await amina.step_up(device)
    await doors.remove_passkey(amina.me, passkey.id)
    with pytest.raises(Unauthenticated):
        await doors.house.get_session(thief.value)
    assert await doors.house.get_session(amina.opened.value)


async def test_nothing_of_a_passkey_lies_readable(doors: Doors) -> None:
    amina = await doors.somebody()
    device, passkey = await amina.passkey("Amina's phone")
    async with doors.house.store.db.reading() as tx:
        rows = str((await tx.exec_driver_sql("select * from passkey")).all())
    for word in ("Amina", device.credential_id, passkey.key.public_key.hex(), repr(passkey.key.public_key)):
        assert word not in rows
    assert passkey.id in rows


async def test_one_source_cannot_try_without_end(doors: Doors) -> None:
    refusals = []
    for _ in range(34):
        with pytest.raises((Unauthenticated, TooMany)) as refused:
            await doors.enter(SoftPasskey(ISSUER), source="203.0.113.66")
        refusals.append(refused.type)
    assert refusals.count(Unauthenticated) == 30
    device, _ = await (await doors.somebody()).passkey()
    assert await doors.enter(device)


async def test_an_account_has_no_more_passkeys_than_anybody_needs(doors: Doors) -> None:
    amina = await doors.somebody()
    device, passkey = await amina.passkey()
    await amina.step_up(device)
    async with doors.house.write() as work:
        for number in range(19):
            key = replace(passkey.key, credential_id=f"AA{number}")
            await work.passkeys.add(replace(passkey, id=f"psk_{number}", key=key))
    with pytest.raises(Problem) as refused:
        await amina.passkey()
    assert refused.value.code == "too-many-passkeys"
