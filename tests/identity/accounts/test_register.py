"""A resident opens an account; nobody learns from it who has one."""

import pytest

from chassis.errors import Invalid, TooMany, Unauthenticated
from tests.identity.house import HOME, PASSWORD, House, caller


async def test_a_resident_registers_and_is_signed_in(any_house: House) -> None:
    opened = await any_house.register("  Amina@Example.org ", PASSWORD, HOME)
    standing = await any_house.get_session(opened.value)
    assert (standing.account.kind, standing.account.email) == ("resident", "amina@example.org")
    account, proof = await any_house.get_account(caller(standing.account.id))
    assert account.email == "amina@example.org"
    assert not account.email_verified
    assert proof is None


async def test_a_taken_address_is_answered_as_if_it_were_free(any_house: House) -> None:
    house = any_house
    first = await house.resident()
    second = await house.register("amina@example.org", "another password", HOME)
    mine, theirs = await house.get_session(first.value), await house.get_session(second.value)
    assert theirs.account.id != mine.account.id
    assert theirs.account.email == mine.account.email
    assert theirs.account.kind == mine.account.kind
    assert theirs.scopes == mine.scopes
    # The owner's password still is the owner's, and the other opens nothing.
    assert (await house.sign_in("amina@example.org", PASSWORD, HOME)).session.account_id == mine.account.id
    with pytest.raises(Unauthenticated):
        await house.sign_in("amina@example.org", "another password", HOME)


async def test_the_owner_of_a_taken_address_is_told_and_the_subject_gives_nothing_away(house: House) -> None:
    await house.resident()
    await house.register("amina@example.org", "another password", HOME)
    welcome, taken = house.letters.letters
    assert welcome.subject == taken.subject
    assert welcome.to == taken.to == "amina@example.org"
    assert "has one already" in taken.text


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
