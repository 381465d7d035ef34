"""Moving to another mailbox."""

import asyncio
import re

import pytest

from chassis.errors import Invalid, NotFound, Unauthenticated
from services.identity.usecases.sessions.recent import StepUpNeeded
from tests.identity.accounts.life import BY_EMAIL, Life, as_
from tests.identity.house import HOME, PASSWORD, House
from tests.locks import at_the_lock

OLD, NEW = "amina@example.org", "amina.new@example.org"


def link_in(text: str) -> tuple[str, str]:
    """The id and the key of the link in a letter."""
    found = re.search(r"http://localhost:8000/[a-z/]+/([^?\s]+)\?key=([^\s&]+)", text)
    assert found, text
    return found[1], found[2]


async def test_a_new_address_counts_once_its_mailbox_is_shown_and_the_old_one_hears(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, BY_EMAIL)
    waiting = await life.ask_new_email(me, f" {NEW.upper()} ")
    assert (await house.get_account(me))[0].email == OLD
    code = await house.mailed_code()
    with pytest.raises(Invalid):
        await life.confirm_new_email(me, waiting, "0000 0000")
    await life.confirm_new_email(me, waiting, code)
    account = (await house.get_account(me))[0]
    assert (account.email, account.email_verified) == (NEW, True)
    told = await house.mailed()
    assert (told.to, told.kind) == (OLD, "address-changed")
    assert NEW not in told.text
    assert (await life.sign_in(NEW)).session.account_id == me.subject
    with pytest.raises(Unauthenticated):
        await house.sign_in(OLD, PASSWORD, HOME)
    # The old address is free again.
    assert (await house.resident(OLD)).session.account_id != me.subject


async def test_the_old_mailbox_takes_the_change_back_for_some_days_and_once(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    opened = await house.resident()
    me = as_(opened)
    await life.set_safe_contact(me, BY_EMAIL)
    await life.confirm_new_email(me, await life.ask_new_email(me, NEW), await house.mailed_code())
    undo, key = link_in((await house.mailed()).text)
    house.later(days=3)
    with pytest.raises(NotFound):
        await life.undo_email(undo, "not the key", HOME)
    thief = await life.sign_in(NEW)
    await life.undo_email(undo, key, HOME)
    assert (await house.get_account(me))[0].email == OLD
    for value in (opened.value, thief.value):
        with pytest.raises(Unauthenticated):
            await house.get_session(value)
    # Whoever changed it knew the password.
    with pytest.raises(Unauthenticated):
        await house.sign_in(OLD, PASSWORD, HOME)
    with pytest.raises(NotFound):
        await life.undo_email(undo, key, HOME)


async def test_after_some_days_it_stays(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, BY_EMAIL)
    await life.confirm_new_email(me, await life.ask_new_email(me, NEW), await house.mailed_code())
    undo, key = link_in((await house.mailed()).text)
    house.later(days=8)
    with pytest.raises(NotFound):
        await life.undo_email(undo, key, HOME)


async def test_a_taken_address_is_answered_like_a_free_one_and_stays_its_owners(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    me, bola = as_(await house.resident()), await house.resident("bola@example.org")
    taken = await life.ask_new_email(me, "bola@example.org")
    told = await house.mailed()
    assert (told.to, told.kind) == ("bola@example.org", "address-taken")
    assert "amina" not in told.text
    with pytest.raises(Invalid) as of_taken:
        await life.confirm_new_email(me, taken, "0000 0000")
    with pytest.raises(Invalid) as of_free:
        await life.confirm_new_email(me, await life.ask_new_email(me, NEW), "0000 0000")
    assert of_taken.value.detail == of_free.value.detail
    assert (await house.get_session(bola.value)).account.email == "bola@example.org"
    # The owner of the taken address reads nothing of it in her activity either.
    assert "email.asked" not in await life.kinds(as_(bola))


async def test_a_code_is_of_use_to_the_account_that_asked_only(house: House) -> None:
    life = Life(house)
    me, bola = as_(await house.resident()), as_(await house.resident("bola@example.org"))
    waiting = await life.ask_new_email(me, NEW)
    with pytest.raises(Invalid):
        await life.confirm_new_email(bola, waiting, await house.mailed_code())


async def test_an_old_sign_in_changes_no_address(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    house.later(minutes=11)
    with pytest.raises(StepUpNeeded):
        await life.ask_new_email(me, NEW)


async def test_of_two_who_take_one_address_at_the_same_moment_one_gets_it(any_house: House) -> None:
    house = any_house
    amina, bola = await house.resident(), await house.resident("bola@example.org")

    async def take(account_id: str) -> bool:
        async with house.write() as work:
            return await work.accounts.set_email(account_id, NEW)

    async with house.write() as work:
        assert await work.accounts.set_email(amina.session.account_id, NEW)
        second = asyncio.create_task(take(bola.session.account_id))
        await at_the_lock(house.store.db)
    assert not await second
    async with house.read() as work:
        held = await work.accounts.with_email(NEW)
    assert held
    assert held.account_id == amina.session.account_id
