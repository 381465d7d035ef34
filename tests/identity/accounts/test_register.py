"""A resident opens an account; nobody learns from it who has one."""

import pytest

from chassis.errors import Invalid, TooMany, Unauthenticated
from services.identity.domain.sessions.session import Opened
from tests.identity.house import HOME, PASSWORD, House, caller


async def test_a_resident_who_reads_the_mailed_code_has_an_account_and_is_signed_in(any_house: House) -> None:
    waiting = await any_house.register("  Amina@Example.org ", PASSWORD, HOME)
    with pytest.raises(Unauthenticated):
        await any_house.sign_in("amina@example.org", PASSWORD, HOME)
    opened = await any_house.confirm_registration(waiting, await any_house.mailed_code(), HOME)
    assert isinstance(opened, Opened)
    standing = await any_house.get_session(opened.value)
    assert (standing.account.kind, standing.account.email) == ("resident", "amina@example.org")
    account, proof = await any_house.get_account(caller(standing.account.id))
    assert account.email_verified
    assert proof is None
    again = await any_house.sign_in("amina@example.org", PASSWORD, HOME)
    assert isinstance(again, Opened)
    assert again.session.account_id == account.id


async def test_a_taken_address_is_answered_as_if_it_were_free_and_gives_nobody_a_session(any_house: House) -> None:
    house = any_house
    mine = await house.resident()
    free = await house.register("bola@example.org", "another password", HOME)
    await house.mailed()
    taken = await house.register("amina@example.org", "another password", HOME)
    assert (type(free), len(free)) == (type(taken), len(taken))
    assert await house.mailed_code() == ""
    for code in ("0000 0000", ""):
        with pytest.raises(Invalid) as of_taken:
            await house.confirm_registration(taken, code, HOME)
        with pytest.raises(Invalid) as of_free:
            await house.confirm_registration(free, code, HOME)
        assert (of_taken.value.detail, of_taken.value.code) == (of_free.value.detail, of_free.value.code)
    again = await house.sign_in("amina@example.org", PASSWORD, HOME)
    assert isinstance(again, Opened)
    assert again.session.account_id == mine.session.account_id
    with pytest.raises(Unauthenticated):
        await house.sign_in("amina@example.org", "another password", HOME)


async def test_each_registration_sends_one_letter_and_its_subject_gives_nothing_away(house: House) -> None:
    await house.resident()
    await house.register("amina@example.org", "another password", HOME)
    told = await house.mailed()
    assert [letter.to for letter in house.letters.letters] == ["amina@example.org", "amina@example.org"]
    assert "has one already" in told.text
    assert "amina" not in told.text.lower()


async def test_a_code_opens_one_account_once(any_house: House) -> None:
    house = any_house
    waiting = await house.register("amina@example.org", PASSWORD, HOME)
    code = await house.mailed_code()
    await house.confirm_registration(waiting, code.replace(" ", ""), HOME)
    with pytest.raises(Invalid):
        await house.confirm_registration(waiting, code, HOME)


async def test_of_two_registrations_of_one_address_the_first_confirmed_has_it(any_house: House) -> None:
    house = any_house
    first = await house.register("amina@example.org", PASSWORD, HOME)
    first_code = await house.mailed_code()
    second = await house.register("amina@example.org", "another password", HOME)
    second_code = await house.mailed_code()
    await house.confirm_registration(second, second_code, HOME)
    with pytest.raises(Invalid):
        await house.confirm_registration(first, first_code, HOME)


async def test_a_code_is_tried_five_times_and_lives_half_an_hour(house: House) -> None:
    waiting = await house.register("amina@example.org", PASSWORD, HOME)
    code = await house.mailed_code()
    for _ in range(5):
        with pytest.raises(Invalid):
            await house.confirm_registration(waiting, "0000 0000", HOME)
    with pytest.raises(Invalid):
        await house.confirm_registration(waiting, code, HOME)
    late = await house.register("amina@example.org", PASSWORD, HOME)
    code = await house.mailed_code()
    house.later(minutes=31)
    with pytest.raises(Invalid):
        await house.confirm_registration(late, code, HOME)


@pytest.mark.parametrize("email", ["", "amina", "amina@", "a b@example.org", "a@b", "<a@example.org>"])
async def test_what_is_no_address_is_refused(house: House, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        await house.register(email, PASSWORD, HOME)
    assert [field.field for field in refused.value.fields] == ["email"]


@pytest.mark.parametrize("password", ["", "short", "a" * 20, "amina@example.org", "p" * 300])
async def test_a_password_that_is_easy_to_guess_is_refused(house: House, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        await house.register("amina@example.org", password, HOME)
    assert [field.field for field in refused.value.fields] == ["password"]


async def test_one_source_cannot_open_accounts_without_end(house: House) -> None:
    for number in range(20):
        await house.register(f"r{number}@example.org", PASSWORD, HOME)
    with pytest.raises(TooMany):
        await house.register("more@example.org", PASSWORD, HOME)
    await house.register("more@example.org", PASSWORD, "198.51.100.7")


async def test_nobodys_mailbox_is_flooded_from_here_there_and_everywhere(house: House) -> None:
    for number in range(5):
        await house.register("amina@example.org", PASSWORD, f"198.51.100.{number}")
    with pytest.raises(TooMany):
        await house.register("amina@example.org", PASSWORD, "198.51.100.9")
