"""Whoever asks learns nothing of who has an account: the same answers, in comparable time."""

import statistics
import time
from collections.abc import Awaitable, Callable

import pytest

from chassis.errors import Problem, Unauthenticated
from console.demo.passkey import SoftPasskey
from tests.identity.credentials.doors import BROWSER, Doors
from tests.identity.house import HOME, ISSUER, PASSWORD, House

_EACH = 6


async def _comparable(known: Callable[[int], Awaitable[object]], unknown: Callable[[int], Awaitable[object]]) -> None:
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(_EACH):
        for ask, times in zip((known, unknown), took, strict=True):
            start = time.perf_counter()
            await ask(number)
            times.append(time.perf_counter() - start)
    ratio = statistics.median(took[0]) / statistics.median(took[1])
    assert 0.5 < ratio < 2


@pytest.mark.parametrize("password", [PASSWORD, None])
async def test_registering_a_taken_address_takes_as_long_as_a_free_one(house: House, password: str | None) -> None:
    for number in range(_EACH):
        await house.resident(f"taken{number}@example.org")
    house.later(hours=1)
    await _comparable(
        lambda number: house.register(f"taken{number}@example.org", password, f"198.51.100.{number}"),
        lambda number: house.register(f"free{number}@example.org", password, f"198.51.100.{number}"),
    )


async def test_a_password_for_an_account_without_one_takes_as_long_to_refuse_as_a_wrong_one(doors: Doors) -> None:
    await doors.without_a_password()
    await doors.house.resident("bola@example.org")

    async def refused(email: str, source: str) -> Problem:
        with pytest.raises(Unauthenticated) as why:
            await doors.house.sign_in(email, "a wrong guess", source)
        return why.value

    await _comparable(
        lambda number: refused("amina@example.org", f"198.51.100.{number}"),
        lambda number: refused("bola@example.org", f"198.51.100.{number}"),
    )
    said = [await refused(email, HOME) for email in ("amina@example.org", "bola@example.org", "nobody@example.org")]
    assert len({(why.detail, why.code) for why in said}) == 1


async def test_a_passkey_nobody_has_takes_as_long_to_refuse_as_one_signed_wrongly(doors: Doors) -> None:
    device, _ = await (await doors.somebody()).passkey()
    forged = SoftPasskey(ISSUER, SoftPasskey(ISSUER).pem, device.credential_id, device.user_handle)

    async def refused(with_device: SoftPasskey, source: str) -> Problem:
        begun = await doors.begin_passkey(BROWSER)
        with pytest.raises(Unauthenticated) as why:
            await doors.sign_in_with_passkey(BROWSER, begun.token, with_device.sign_in(begun.options), source)
        return why.value

    await _comparable(
        lambda number: refused(forged, f"198.51.100.{number}"),
        lambda number: refused(SoftPasskey(ISSUER), f"198.51.100.{number}"),
    )
    one, other = await refused(forged, HOME), await refused(SoftPasskey(ISSUER), HOME)
    assert (one.detail, one.code) == (other.detail, other.code)


async def test_an_app_shows_only_to_who_knows_the_password(doors: Doors) -> None:
    """A wrong password reads the same, whether a code would have followed or not."""
    amina, ben = await doors.somebody(), await doors.somebody("ben@example.org")
    await amina.app()
    said = []
    for email in (amina.email, ben.email, "nobody@example.org"):
        with pytest.raises(Unauthenticated) as refused:
            await doors.house.sign_in_with_password(email, "a wrong guess", HOME)
        said.append((refused.value.detail, refused.value.code))
    assert len(set(said)) == 1
