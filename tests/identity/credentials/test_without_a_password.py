"""An account with a passkey and no password: opened, signed in to, kept, and never locked from the inside."""

import pytest

from chassis.errors import Denied, Invalid, NotFound, TooMany, Unauthenticated
from console.demo.passkey import SoftPasskey
from services.identity.domain.accounts.confirmation import Shown
from services.identity.domain.credentials.levels import HIGH, LOW
from services.identity.domain.credentials.passkey import LastWayIn
from services.identity.domain.sessions.session import Opened
from tests.identity.accounts.life import Life
from tests.identity.credentials.doors import EMAIL, Doors
from tests.identity.house import HOME, ISSUER, PASSWORD, caller


async def test_a_mailed_code_and_a_passkey_open_an_account_that_has_no_password(any_doors: Doors) -> None:
    doors = any_doors
    amina, device = await doors.without_a_password()
    standing = await doors.house.get_session(amina.opened.value)
    assert (standing.account.kind, standing.account.email, standing.session.acr) == ("resident", EMAIL, HIGH)
    account, _ = await doors.house.get_account(amina.me)
    assert account.email_verified
    assert await Life(doors.house).kinds(amina.me) == ["session.opened", "passkey.added", "account.registered"]
    held = await doors.listed(amina.me)
    assert (held.password, [key.name for key in held.passkeys]) == (False, ["Phone"])
    assert (await doors.enter(device)).session.account_id == amina.account_id
    for guess in ("", PASSWORD, "nobody's password"):
        with pytest.raises(Unauthenticated):
            await doors.house.sign_in(EMAIL, guess, HOME)


async def test_there_is_no_account_before_its_way_in_is_made(any_doors: Doors) -> None:
    """Given up half-way, the address is free for another try."""
    doors = any_doors
    value = await doors.shown()
    with pytest.raises(Unauthenticated):
        await doors.house.sign_in(EMAIL, PASSWORD, HOME)
    begun = await doors.begin_first_passkey(value)
    for forged in ("", "{}", SoftPasskey("https://evil.example").register(begun.options)):
        with pytest.raises(Invalid) as refused:
            await doors.open_account.with_passkey(value, begun.token, forged, "", HOME)
        assert refused.value.code == "passkey-not-added"
    async with doors.house.read() as work:
        assert await work.accounts.with_email(EMAIL) is None
    again, _ = await doors.without_a_password()
    assert again.email == EMAIL


async def test_a_device_that_makes_no_passkey_leaves_a_password_to_choose(any_doors: Doors) -> None:
    doors = any_doors
    value = await doors.shown()
    with pytest.raises(Invalid):
        await doors.open_account.with_password(value, "short", HOME)
    opened = await doors.open_account.with_password(value, PASSWORD, HOME)
    assert opened.session.acr == LOW
    assert isinstance(await doors.house.sign_in(EMAIL, PASSWORD, HOME), Opened)
    with pytest.raises(NotFound):
        await doors.open_account.with_password(value, "another password", HOME)


async def test_what_a_shown_mailbox_opens_is_opened_once_in_time_by_whoever_showed_it(any_doors: Doors) -> None:
    doors = any_doors
    value, other = await doors.shown(), await doors.shown("bola@example.org")
    begun, device = await doors.begin_first_passkey(value), SoftPasskey(ISSUER)
    response = device.register(begun.options)
    with pytest.raises(Invalid):
        await doors.open_account.with_passkey(other, begun.token, response, "", HOME)
    for guessed in ("", value.partition(".")[0], value[:-1], f"{value}x", "reg_1.key"):
        with pytest.raises(NotFound) as over:
            await doors.begin_first_passkey(guessed)
        assert over.value.code == "registration-over"
    await doors.open_account.with_passkey(value, begun.token, response, "", HOME)
    with pytest.raises(NotFound):
        await doors.open_account.with_passkey(value, begun.token, response, "", HOME)
    with pytest.raises(NotFound):
        await doors.begin_first_passkey(value)
    doors.house.later(minutes=31)
    with pytest.raises(NotFound):
        await doors.begin_first_passkey(other)


async def test_of_two_for_one_address_the_first_way_in_has_it(any_doors: Doors) -> None:
    doors = any_doors
    late = await doors.shown()
    amina, _ = await doors.without_a_password()
    begun = await doors.begin_first_passkey(late)
    with pytest.raises(NotFound):
        await doors.open_account.with_passkey(late, begun.token, SoftPasskey(ISSUER).register(begun.options), "", HOME)
    with pytest.raises(NotFound):
        await doors.open_account.with_password(late, PASSWORD, HOME)
    async with doors.house.read() as work:
        held = await work.accounts.with_email(EMAIL)
    assert held
    assert held.account_id == amina.account_id


async def test_a_taken_address_is_answered_alike_and_never_gets_as_far_as_a_passkey(any_doors: Doors) -> None:
    """Whichever way was asked for, and whichever way in the taken account has."""
    doors = any_doors
    await doors.somebody("bola@example.org")
    await doors.without_a_password()
    for email in (EMAIL, "bola@example.org"):
        for password in (None, PASSWORD):
            waiting = await doors.house.register(email, password, HOME)
            assert await doors.house.mailed_code() == ""
            assert "has one already" in (await doors.house.mailed()).text
            with pytest.raises(Invalid) as of_taken:
                await doors.house.confirm_registration(waiting, "0000 0000", HOME)
    free = await doors.house.register("free@example.org", None, HOME)
    with pytest.raises(Invalid) as of_free:
        await doors.house.confirm_registration(free, "0000 0000", HOME)
    assert (of_taken.value.detail, of_taken.value.code) == (of_free.value.detail, of_free.value.code)
    assert isinstance(await doors.house.confirm_registration(free, await doors.house.mailed_code(), HOME), Shown)


async def test_guessing_at_what_was_shown_is_slowed(doors: Doors) -> None:
    refusals = []
    for _ in range(32):
        with pytest.raises((NotFound, TooMany)) as refused:
            await doors.open_account.with_passkey("reg_1.key", "t", "{}", "", "203.0.113.66")
        refusals.append(refused.type)
    assert refusals.count(NotFound) == 30


async def test_she_steps_up_adds_and_removes_but_never_the_last_way_in(any_doors: Doors) -> None:
    doors = any_doors
    amina, phone = await doors.without_a_password()
    doors.house.later(minutes=11)
    with pytest.raises(Denied):
        await doors.begin_registration(amina.me, amina.account_id)
    await amina.step_up(phone)
    steps = await doors.begin_step_up(amina.opened.value)
    assert not steps.ways.password
    with pytest.raises(Unauthenticated):
        await doors.step_up.with_password(amina.opened.value, "", "", HOME)
    only = (await doors.listed(amina.me)).passkeys[0]
    with pytest.raises(LastWayIn):
        await doors.remove_passkey(amina.me, only.id)
    await amina.passkey("Key ring")
    await doors.remove_passkey(amina.me, only.id)
    assert [key.name for key in (await doors.listed(amina.me)).passkeys] == ["Key ring"]


async def test_a_password_may_be_added_later_and_taken_away_again(any_doors: Doors) -> None:
    doors = any_doors
    amina, device = await doors.without_a_password()
    await doors.change_password(amina.me, PASSWORD)
    await amina.app()
    await amina.step_up(device)
    elsewhere = await doors.enter(device)
    await doors.remove_password(amina.me)
    assert (await Life(doors.house).kinds(amina.me))[0] == "password.removed"
    held = await doors.listed(amina.me)
    assert (held.password, held.app_since, held.recovery_codes_left, len(held.passkeys)) == (False, None, 0, 1)
    with pytest.raises(Unauthenticated):
        await doors.house.sign_in_with_password(EMAIL, PASSWORD, HOME)
    with pytest.raises(Unauthenticated):
        await doors.house.get_session(elsewhere.value)
    assert (await doors.enter(device)).session.acr == HIGH


async def test_a_password_is_not_taken_away_where_it_may_be_the_last_way_in(any_doors: Doors) -> None:
    """Nor where there is a passkey that nobody has used just now: it may be lost."""
    doors = any_doors
    amina = await doors.somebody()
    with pytest.raises(LastWayIn):
        await doors.remove_password(amina.me)
    await amina.app()
    amina.opened = await doors.enter_code(await amina.half(), amina.code(1), HOME)
    device, _ = await amina.passkey()
    with pytest.raises(Denied) as refused:
        await doors.remove_password(amina.me)
    assert refused.value.code == "stronger-sign-in-needed"
    doors.house.later(minutes=11)
    with pytest.raises(Denied) as stale:
        await doors.remove_password(amina.me)
    assert stale.value.code == "step-up-needed"
    await amina.step_up(device)
    await doors.remove_password(amina.me)
    with pytest.raises(Denied):
        await doors.remove_password(caller(amina.account_id))


async def test_an_app_wants_a_password_first(doors: Doors) -> None:
    amina, _ = await doors.without_a_password()
    amina.secret, _ = await doors.offer_app(amina.me)
    with pytest.raises(Exception, match="choose a password first"):
        await doors.add_app(amina.me, amina.secret, amina.code())


async def test_a_copy_of_what_is_held_says_that_there_is_no_password(doors: Doors) -> None:
    amina, _ = await doors.without_a_password()
    told = (await Life(doors.house).export_account(amina.me))["sign_in"]
    assert told["password"] is False
    assert [(key["name"], key["counts_from"]) for key in told["passkeys"]] == [("Phone", None)]


async def test_a_council_that_wants_a_strong_sign_in_has_it_at_once(doors: Doors) -> None:
    amina, _ = await doors.without_a_password()
    council = await doors.house.party()
    tokens = await doors.house.tokens(council, amina.opened.value, acr_values=HIGH)
    claims = await doors.house.claims(tokens["id_token"], council.client.id)
    assert (claims["acr"], claims["amr"]) == (HIGH, ["pop", "user", "mfa"])
