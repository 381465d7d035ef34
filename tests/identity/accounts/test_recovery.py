"""Getting back in by a mailbox: slowly, at the low level, where it is safe; and the answer tells nothing."""

import pytest

from chassis.errors import Invalid, NotFound, TooMany, Unauthenticated
from services.identity.domain.accounts.care import SafeContact
from services.identity.domain.credentials.levels import LOW
from tests.identity.accounts.life import BY_EMAIL, Life, as_
from tests.identity.accounts.test_change_email import link_in
from tests.identity.house import HOME, PASSWORD, House

FRESH = "a new battery staple"
OF_BEFORE = "amina,b@example.org"
"""Taken once, and refused to whoever registers today."""


async def test_a_mailed_link_works_from_tomorrow_and_puts_everybody_else_out(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    before = await house.resident()
    me = as_(before)
    await life.set_safe_contact(me, BY_EMAIL)
    await life.ask_recovery(" Amina@example.org", "198.51.100.7")
    letter = await house.mailed()
    assert letter.kind == "recovery-link"
    recovery, key = link_in(letter.text)
    with pytest.raises(NotFound):
        await life.recover.with_password(recovery, key, FRESH, HOME)
    # Whoever still signs in reads of it meanwhile.
    assert (await life.kinds(me))[:2] == ["recovery.asked", "letter.written"]
    house.later(hours=25)
    with pytest.raises(NotFound):
        await life.recover.with_password(recovery, "not the key", FRESH, HOME)
    with pytest.raises(Invalid):
        await life.recover.with_password(recovery, key, "short", HOME)
    still_in = await life.sign_in()
    opened = await life.recover.with_password(recovery, key, FRESH, HOME)
    assert (opened.session.account_id, opened.session.acr) == (me.subject, LOW)
    with pytest.raises(Unauthenticated):
        await house.get_session(still_in.value)
    with pytest.raises(Unauthenticated):
        await house.sign_in("amina@example.org", PASSWORD, HOME)
    await life.sign_in(password=FRESH)
    with pytest.raises(NotFound):
        await life.recover.with_password(recovery, key, "another battery staple", HOME)


async def test_this_was_not_me_calls_a_recovery_off(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, BY_EMAIL)
    await life.ask_recovery("amina@example.org", "198.51.100.7")
    recovery, key = link_in((await house.mailed()).text)
    asked = (await life.list_activity(me, "", 1)).entries[0]
    assert asked.kind == "recovery.asked"
    await life.not_me(me, asked.id)
    house.later(hours=25)
    with pytest.raises(NotFound):
        await life.recover.with_password(recovery, key, FRESH, HOME)


async def test_no_mail_goes_where_it_is_not_safe_and_the_answer_is_the_same(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    await house.resident()
    silent = as_(await house.resident("bola@example.org"))
    await life.set_safe_contact(silent, SafeContact())
    await house.mailed()
    letters = len(house.letters.letters)
    for email in ("amina@example.org", "bola@example.org", "nobody@example.org"):
        assert await life.ask_recovery(email, HOME) is None  # type: ignore[func-returns-value]  # that is the point
    assert await house.send_letters() == 3
    assert len(house.letters.letters) == letters


async def test_an_answer_that_changes_before_the_link_is_followed_counts(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, BY_EMAIL)
    await life.ask_recovery("amina@example.org", HOME)
    recovery, key = link_in((await house.mailed()).text)
    await life.set_safe_contact(me, SafeContact())
    house.later(hours=25)
    with pytest.raises(NotFound):
        await life.recover.with_password(recovery, key, FRESH, HOME)


async def test_a_link_dies_within_the_week(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, BY_EMAIL)
    await life.ask_recovery("amina@example.org", HOME)
    recovery, key = link_in((await house.mailed()).text)
    house.later(days=8)
    with pytest.raises(NotFound):
        await life.recover.with_password(recovery, key, FRESH, HOME)


async def test_asking_is_slowed_alike_for_addresses_that_exist_and_that_do_not(house: House) -> None:
    life = Life(house)
    await house.resident()
    tries = {}
    for email in ("amina@example.org", "nobody@example.org"):
        tries[email] = 0
        with pytest.raises(TooMany):
            for _ in range(50):
                await life.ask_recovery(email, f"198.51.100.{tries[email]}")
                tries[email] += 1
    # Opening the account took one letter to the one address.
    assert tries == {"amina@example.org": 4, "nobody@example.org": 5}


async def test_an_address_that_opens_no_account_any_more_still_opens_the_one_it_opened(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    me = as_(await house.resident())
    async with house.write() as work:
        assert await work.accounts.set_email(me.subject, OF_BEFORE)
    await life.set_safe_contact(me, BY_EMAIL)
    assert (await life.sign_in(f" {OF_BEFORE.upper()}")).session.account_id == me.subject
    await life.ask_recovery(f" {OF_BEFORE.upper()}", "198.51.100.7")
    letter = await house.mailed()
    assert (letter.to, letter.kind) == (OF_BEFORE, "recovery-link")
    house.later(hours=25)
    opened = await life.recover.with_password(*link_in(letter.text), FRESH, HOME)
    assert opened.session.account_id == me.subject


@pytest.mark.parametrize("typed", ["amina", "", "amina@", "@example.org"])
async def test_what_is_no_address_at_all_is_said_to_be_none(house: House, typed: str) -> None:
    with pytest.raises(Invalid, match="email address"):
        await Life(house).ask_recovery(typed, HOME)
