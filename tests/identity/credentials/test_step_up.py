"""Stepping up renews the session; sensitive acts want it recent; a value from before is worth nothing."""

from typing import Any

import pytest

from chassis.errors import Denied, TooMany, Unauthenticated
from console.demo.passkey import SoftPasskey
from services.identity.domain.credentials.levels import HIGH, LOW, MEDIUM
from services.identity.domain.sessions.session import Opened
from tests.identity.credentials.doors import Doors, Person
from tests.identity.house import HOME, ISSUER, PASSWORD, House, caller


async def test_a_passkey_raises_the_session_under_a_new_value_and_the_old_one_is_dead(any_doors: Doors) -> None:
    doors = any_doors
    amina = await doors.somebody()
    device, _ = await amina.passkey()
    before = amina.opened
    doors.house.later(minutes=30)
    await amina.step_up(device)
    standing = await doors.house.get_session(amina.opened.value)
    assert (standing.session.id, standing.session.acr) == (before.session.id, HIGH)
    assert standing.session.amr == ("pop", "user", "mfa")
    assert standing.session.signed_in_at == doors.house.clock.now()
    assert standing.recent
    with pytest.raises(Unauthenticated):
        await doors.house.get_session(before.value)
    with pytest.raises(Unauthenticated):
        await doors.house.exchange.of_session(before.value, "cases", "")
    assert await doors.house.exchange.of_session(amina.opened.value, "cases", HIGH)


async def test_an_act_is_recent_for_ten_minutes(doors: Doors) -> None:
    amina = await doors.somebody()
    assert (await doors.house.get_session(amina.opened.value)).recent
    doors.house.later(minutes=10)
    assert not (await doors.house.get_session(amina.opened.value)).recent
    with pytest.raises(Denied) as refused:
        await doors.change_password(amina.me, "three more words")
    assert refused.value.code == "step-up-needed"
    amina.opened = await doors.step_up.with_password(amina.opened.value, PASSWORD, "", HOME)
    await doors.change_password(amina.me, "three more words")


async def test_a_password_alone_is_not_enough_where_the_account_can_do_better(doors: Doors) -> None:
    """A thief of the password changes nothing of an account with a passkey."""
    amina = await doors.somebody()
    device, _ = await amina.passkey()
    stolen = await amina.password()
    assert isinstance(stolen, Opened)
    thief = Person(doors, amina.email, stolen)
    assert not (await doors.house.get_session(stolen.value)).recent
    stepped = await doors.step_up.with_password(stolen.value, PASSWORD, "", HOME)
    thief.opened = stepped
    assert not (await doors.house.get_session(stepped.value)).recent
    for act in (doors.change_password(thief.me, "a thief's password"), doors.offer_app(thief.me)):
        with pytest.raises(Denied):
            await act
    await amina.step_up(device)
    await doors.change_password(amina.me, "three more words")
    with pytest.raises(Unauthenticated):
        await doors.house.get_session(stepped.value)


async def test_with_an_app_stepping_up_takes_password_and_code(any_doors: Doors) -> None:
    doors = any_doors
    amina = await doors.somebody()
    await amina.app()
    doors.house.later(seconds=30)
    value = amina.opened.value
    for password, code, said in (
        ("wrong", amina.code(), "wrong-password"),
        (PASSWORD, "", "wrong-code"),
        (PASSWORD, "000000", "wrong-code"),
    ):
        with pytest.raises(Unauthenticated) as refused:
            await doors.step_up.with_password(value, password, code, HOME)
        assert refused.value.code == said
    amina.opened = await doors.step_up.with_password(value, PASSWORD, amina.code(), HOME)
    assert amina.opened.session.acr == MEDIUM
    assert len(await doors.new_recovery_codes(amina.me)) == 10


async def test_no_level_falls_and_none_rises_with_a_lower_one(doors: Doors) -> None:
    amina = await doors.somebody()
    device, _ = await amina.passkey()
    await amina.step_up(device)
    doors.house.later(minutes=20)
    amina.opened = await doors.step_up.with_password(amina.opened.value, PASSWORD, "", HOME)
    standing = await doors.house.get_session(amina.opened.value)
    assert (standing.session.acr, standing.session.amr) == (HIGH, ("pop", "user", "mfa"))
    assert not standing.recent, "the passkey was used twenty minutes ago"
    ago = doors.house.clock.now()
    assert standing.session.reached[LOW] == ago
    assert standing.session.reached[HIGH] < ago


async def test_somebody_elses_passkey_does_not_step_up(doors: Doors) -> None:
    amina, mallory = await doors.somebody(), await doors.somebody("mallory@example.org")
    device, _ = await amina.passkey()
    theirs, _ = await mallory.passkey()
    steps = await doors.begin_step_up(amina.opened.value)
    assert steps.ceremony
    assert steps.ways.passkeys == 1
    with pytest.raises(Unauthenticated):
        await doors.step_up.with_passkey(
            amina.opened.value, steps.ceremony.token, theirs.sign_in(steps.ceremony.options), HOME
        )
    # A challenge of one session is none of another, and none for signing in.
    steps = await doors.begin_step_up(amina.opened.value)
    assert steps.ceremony
    answer = device.sign_in(steps.ceremony.options)
    with pytest.raises(Unauthenticated):
        await doors.sign_in_with_passkey(amina.opened.session.id, steps.ceremony.token, answer, HOME)
    again = await amina.password()
    assert isinstance(again, Opened)
    with pytest.raises(Unauthenticated):
        await doors.step_up.with_passkey(again.value, steps.ceremony.token, answer, HOME)
    assert await doors.step_up.with_passkey(amina.opened.value, steps.ceremony.token, answer, HOME)


@pytest.mark.parametrize("value", ["", "guess"])
async def test_nobody_steps_up(doors: Doors, value: str) -> None:
    with pytest.raises(Unauthenticated):
        await doors.begin_step_up(value)
    with pytest.raises(Unauthenticated):
        await doors.step_up.with_password(value, PASSWORD, "", HOME)
    with pytest.raises(Unauthenticated):
        await doors.step_up.with_passkey(value, "", "", HOME)


async def test_somebody_at_an_unlocked_screen_cannot_guess_without_end(doors: Doors) -> None:
    amina = await doors.somebody()
    assert await amina.password(), "at home, where she signed in before"
    refusals = []
    for _ in range(14):
        with pytest.raises((Unauthenticated, TooMany)) as refused:
            await doors.step_up.with_password(amina.opened.value, "a guess", "", HOME)
        refusals.append(refused.type)
    assert refusals == [Unauthenticated] * 10 + [TooMany] * 4
    # Which locks nobody out: the owner signs in elsewhere, and here after a moment.
    assert await doors.house.sign_in(amina.email, PASSWORD, "198.51.100.9")
    doors.house.later(seconds=30)
    assert await doors.step_up.with_password(amina.opened.value, PASSWORD, "", HOME)


async def test_changing_the_password_ends_every_other_session_and_the_old_password(any_doors: Doors) -> None:
    doors = any_doors
    amina = await doors.somebody()
    elsewhere = await amina.password("198.51.100.9")
    assert isinstance(elsewhere, Opened)
    await doors.change_password(amina.me, "three more words")
    assert await doors.house.get_session(amina.opened.value)
    with pytest.raises(Unauthenticated):
        await doors.house.get_session(elsewhere.value)
    revoked, _ = await doors.house.revocations(0)
    assert elsewhere.session.id in {each.key for each in revoked}
    with pytest.raises(Unauthenticated):
        await doors.house.sign_in(amina.email, PASSWORD, HOME)
    assert await doors.house.sign_in(amina.email, "three more words", HOME)


async def test_a_session_value_known_before_signing_in_is_worth_nothing_after(house: House) -> None:
    """Session fixation: every way in gives a value of its own, whatever the browser sent."""
    doors = Doors(house)
    amina = await doors.somebody()
    device, _ = await amina.passkey()
    planted, values = amina.opened.value, {amina.opened.value}
    opened: list[Any] = [await doors.enter(device), await amina.password()]
    await amina.step_up(device)
    values |= {each.value for each in [*opened, amina.opened]}
    assert len(values) == 4
    with pytest.raises(Unauthenticated):
        await house.get_session(planted)


async def test_a_caller_of_another_account_is_not_recent_by_a_session_that_is_not_theirs(doors: Doors) -> None:
    amina, mallory = await doors.somebody(), await doors.somebody("mallory@example.org")
    confused = caller(amina.account_id, sid=mallory.opened.session.id)
    with pytest.raises(Denied):
        await doors.change_password(confused, "three more words")
    with pytest.raises(Denied):
        await doors.begin_registration(caller(amina.account_id, sid="ses_none"), amina.account_id)
    await doors.house.sign_out(amina.opened.value)
    with pytest.raises(Denied):
        await doors.begin_registration(amina.me, amina.account_id)


async def test_an_act_of_each_kind_leaves_its_leaf(doors: Doors) -> None:
    from sqlalchemy import select

    from services.identity.store import tables

    amina = await doors.somebody()
    device, passkey = await amina.passkey()
    await amina.step_up(device)
    await doors.name_passkey(amina.me, passkey.id, "Phone")
    await amina.app()
    await doors.new_recovery_codes(amina.me)
    await doors.change_password(amina.me, "three more words")
    await doors.remove_app(amina.me)
    await doors.remove_passkey(amina.me, passkey.id)
    leaf = tables.log.leaf
    async with doors.house.store.db.reading() as tx:
        kinds = set((await tx.execute(select(leaf.c.kind).where(leaf.c.subject == amina.account_id))).scalars())
    assert kinds >= {
        "passkey.added", "session.stepped-up", "passkey.named", "authenticator-app.added", "recovery-codes.made",
        "password.changed", "authenticator-app.removed", "passkey.removed",
    }  # fmt: skip


def test_the_device_in_software_is_one_that_others_can_carry_on_with() -> None:
    made = SoftPasskey(ISSUER)
    assert SoftPasskey(ISSUER, made.pem, made.credential_id, made.user_handle) == made
    assert "PRIVATE KEY" not in repr(made)
