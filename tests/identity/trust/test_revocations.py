"""The feed of revocations: in order, without gaps, whoever writes at the same time."""

import asyncio
import itertools

import pytest

from chassis.errors import Unauthenticated
from chassis.tokens import Verifier
from services.identity.clients.own_trust import OwnTrust
from services.identity.domain.authorization.revocation import Revocation
from tests.identity.house import HOME, PASSWORD, House


async def test_a_reader_who_polls_while_others_write_misses_nothing(any_house: House) -> None:
    house = any_house
    await house.resident()
    sessions = [await house.sign_in("amina@example.org", PASSWORD, HOME) for _ in range(12)]
    seen: list[Revocation] = []
    done = asyncio.Event()

    async def poll() -> None:
        cursor = 0
        while True:
            last = done.is_set()
            revoked, cursor = await house.revocations(cursor)
            seen.extend(revoked)
            if last:
                return

    polling = asyncio.create_task(poll())
    await asyncio.gather(*(house.sign_out(opened.value) for opened in sessions))
    done.set()
    await polling
    assert {each.key for each in seen} == {opened.session.id for opened in sessions}


async def test_a_token_signed_while_its_session_was_ending_is_over_too(house: House) -> None:
    amina, signing_out_began = await house.resident(), house.clock.at
    # Read before the sign-out commits, signed after it began.
    house.later(seconds=3)
    internal = await house.exchange.of_session(amina.value, "cases", "")
    house.clock.at = signing_out_began
    await house.sign_out(amina.value)
    house.later(seconds=3)
    own = OwnTrust(house.keys, house.revocations)
    verifier = Verifier("cases", own.keys, own.revocations, house.clock)
    await verifier.poll()
    with pytest.raises(Unauthenticated):
        await verifier.verify(internal.token)


async def test_the_cursor_moves_on_and_old_entries_are_left_out(any_house: House) -> None:
    house = any_house
    cursors = [0]
    for number in range(3):
        amina = await house.resident(f"r{number}@example.org")
        await house.sign_out(amina.value)
        revoked, cursor = await house.revocations(cursors[-1])
        assert [each.key for each in revoked] == [amina.session.id]
        cursors.append(cursor)
    assert all(one < other for one, other in itertools.pairwise(cursors))
    house.later(hours=2)
    assert (await house.revocations(0))[0] == []
    assert (await house.revocations(0))[1] == cursors[-1]
