"""Passwords are kept under argon2id at a stated cost, and at today's cost once they are used."""

import time

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from services.identity.clients.passwords import Argon2
from services.identity.domain.sessions.session import Opened
from tests.identity.credentials.doors import Doors
from tests.identity.house import PASSWORD, House


async def test_the_cost_is_the_one_stated() -> None:
    found = extract_parameters(await Argon2().hash(PASSWORD))
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 19 * 1024, 2, 1)
    assert (found.salt_len, found.hash_len) == (16, 32)


async def test_a_hash_of_another_cost_is_made_anew_at_the_next_sign_in(any_house: House) -> None:
    doors = Doors(any_house)
    amina = await doors.somebody()
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    async with any_house.write() as work:
        await work.accounts.set_password(amina.account_id, old)
    assert isinstance(await amina.password(), Opened)
    async with any_house.read() as work:
        new = await work.accounts.password_hash(amina.account_id)
    assert new != old
    assert not Argon2().stale(new)
    assert isinstance(await amina.password(), Opened)


async def test_no_password_takes_as_long_to_refuse_as_a_wrong_one() -> None:
    passwords = Argon2()
    right = await passwords.hash(PASSWORD)
    took: dict[str | None, list[float]] = {right: [], "": [], None: []}
    for _ in range(7):
        for held, times in took.items():
            start = time.perf_counter()
            assert not await passwords.verify(held, "wrong")
            times.append(time.perf_counter() - start)
    fastest = [min(times) for times in took.values()]
    assert max(fastest) < 2 * min(fastest)
