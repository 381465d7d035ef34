"""Signing in with a password: attackers are slowed, owners are not locked out, and nobody learns who has an account."""

import statistics
import time

import pytest

from chassis.errors import TooMany, Unauthenticated
from tests.identity.house import HOME, PASSWORD, House

ELSEWHERE = "203.0.113.66"


async def fail(house: House, email: str, source: str) -> type[Exception]:
    with pytest.raises((Unauthenticated, TooMany)) as refused:
        await house.sign_in(email, "a wrong guess", source)
    return refused.type


async def test_every_failure_is_answered_alike(house: House) -> None:
    await house.resident()
    said = []
    for email in ("amina@example.org", "nobody@example.org", "no address at all"):
        with pytest.raises(Unauthenticated) as refused:
            await house.sign_in(email, "a wrong guess", HOME)
        said.append((refused.value.detail, refused.value.code, refused.value.fields))
    assert len(set(said)) == 1


async def test_an_unknown_address_takes_as_long_as_a_known_one(house: House) -> None:
    await house.resident()
    took: dict[str, list[float]] = {"amina@example.org": [], "nobody@example.org": []}
    for number in range(8):
        for email, times in took.items():
            start = time.perf_counter()
            await fail(house, email, f"192.0.2.{number + 100}")
            times.append(time.perf_counter() - start)
    known, unknown = (statistics.median(times) for times in took.values())
    assert 0.5 < known / unknown < 2


async def test_an_attacker_is_slowed_and_the_owner_at_home_is_not(any_house: House) -> None:
    house = any_house
    await house.resident()
    await house.sign_in("amina@example.org", PASSWORD, HOME)
    refusals = [await fail(house, "amina@example.org", ELSEWHERE) for _ in range(14)]
    assert refusals == [Unauthenticated] * 10 + [TooMany] * 4
    # Not even the right password gets through from there, and the owner notices nothing.
    with pytest.raises(TooMany) as refused:
        await house.sign_in("amina@example.org", PASSWORD, ELSEWHERE)
    assert 0 < (refused.value.retry_after or 0) <= 30
    assert await house.sign_in("amina@example.org", PASSWORD, HOME)


async def test_many_sources_together_do_not_get_more_tries_at_one_account(house: House) -> None:
    await house.resident()
    refusals = [await fail(house, "amina@example.org", f"203.0.113.{n}") for n in range(14)]
    assert refusals.count(Unauthenticated) == 10


async def test_one_source_does_not_get_endless_tries_at_many_accounts(house: House) -> None:
    refusals = [await fail(house, f"r{n}@example.org", ELSEWHERE) for n in range(34)]
    assert refusals.count(Unauthenticated) == 30


async def test_waiting_what_was_asked_is_enough_from_a_new_place(house: House) -> None:
    await house.resident()
    for _ in range(12):
        await fail(house, "amina@example.org", ELSEWHERE)
    house.later(seconds=30)
    assert await house.sign_in("amina@example.org", PASSWORD, "198.51.100.9")


async def test_signing_in_rightly_costs_no_tries(house: House) -> None:
    await house.resident()
    for n in range(40):
        await house.sign_in("amina@example.org", PASSWORD, f"198.51.100.{n}")
