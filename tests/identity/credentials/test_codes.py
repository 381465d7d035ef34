"""A password with an authenticator app (RFC 6238) reaches the medium level; recovery codes stand in for the app."""

import asyncio

import pyotp
import pytest

from chassis.errors import Conflict, Denied, Invalid, Problem, TooMany, Unauthenticated
from services.identity.domain.credentials.authenticator_app import step_of
from services.identity.domain.credentials.levels import LOW, MEDIUM
from services.identity.domain.sessions.session import Half, Opened
from tests.identity.credentials.doors import EMAIL, Doors, Person
from tests.identity.house import HOME, PASSWORD, House

ELSEWHERE = "203.0.113.66"


async def _with_app(doors: Doors) -> Person:
    """Somebody with an app, a step after the code that set it up."""
    amina = await doors.somebody()
    await amina.app()
    doors.house.later(seconds=30)
    return amina


async def test_a_password_alone_still_signs_in_at_the_low_level(doors: Doors) -> None:
    opened = await (await doors.somebody()).password()
    assert isinstance(opened, Opened)
    assert (opened.session.acr, opened.session.amr) == (LOW, ("pwd",))


async def test_with_an_app_a_password_opens_nothing_until_its_code_is_given(any_doors: Doors) -> None:
    amina = await _with_app(any_doors)
    half = await amina.half()
    with pytest.raises(Unauthenticated):
        await any_doors.house.get_session(half)
    opened = await any_doors.enter_code(half, f" {amina.code()[:3]} {amina.code()[3:]} ", HOME)
    assert opened.session.account_id == amina.account_id
    assert (opened.session.acr, opened.session.amr) == (MEDIUM, ("pwd", "otp", "mfa"))
    with pytest.raises(Unauthenticated) as refused:
        await any_doors.enter_code(half, amina.code(1), HOME)
    assert refused.value.code == "sign-in-over"


async def test_a_code_is_good_once_and_one_step_either_way(any_doors: Doors) -> None:
    doors = any_doors
    amina = await _with_app(doors)
    doors.house.later(minutes=5)
    for steps in (-2, 2):
        with pytest.raises(Unauthenticated):
            await doors.enter_code(await amina.half(), amina.code(steps), HOME)
    for steps in (-1, 0, 1):
        code = amina.code(steps)
        await doors.enter_code(await amina.half(), code, HOME)
        with pytest.raises(Unauthenticated):
            await doors.enter_code(await amina.half(), code, HOME)
    # And none from before the last one that was taken.
    with pytest.raises(Unauthenticated):
        await doors.enter_code(await amina.half(), amina.code(-1), HOME)


async def test_the_code_that_set_the_app_up_signs_nobody_in(doors: Doors) -> None:
    amina = await doors.somebody()
    await amina.app()
    with pytest.raises(Unauthenticated):
        await doors.enter_code(await amina.half(), amina.code(), HOME)


async def test_of_two_at_once_with_one_code_one_is_let_in(any_doors: Doors) -> None:
    amina = await _with_app(any_doors)
    halves = [await amina.half() for _ in range(4)]
    answers = await asyncio.gather(
        *(any_doors.enter_code(half, amina.code(), HOME) for half in halves), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Opened", *["Unauthenticated"] * 3]


async def test_the_codes_are_those_of_rfc_6238() -> None:
    """Appendix B, SHA-1, the last six of its eight digits."""
    from datetime import UTC, datetime

    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert step_of(secret, code, 0, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "1" * 9000, "-12345"])
async def test_what_is_no_code_is_a_wrong_code(doors: Doors, code: str) -> None:
    amina = await _with_app(doors)
    with pytest.raises(Unauthenticated) as refused:
        await doors.enter_code(await amina.half(), code, HOME)
    assert refused.value.code == "wrong-code"


async def test_ten_recovery_codes_each_good_once_however_they_are_typed(any_doors: Doors) -> None:
    doors = any_doors
    amina = await _with_app(doors)
    assert len(set(amina.recovery_codes)) == 10
    first, second, *_ = amina.recovery_codes
    opened = await doors.enter_code(await amina.half(), first, HOME)
    assert opened.session.acr == MEDIUM
    with pytest.raises(Unauthenticated):
        await doors.enter_code(await amina.half(), first, HOME)
    await doors.enter_code(await amina.half(), second.lower().replace("-", " ").replace("0", "o"), HOME)
    assert (await doors.listed(amina.me)).recovery_codes_left == 8


async def test_somebody_elses_recovery_code_is_none(doors: Doors) -> None:
    amina, mallory = await _with_app(doors), await doors.somebody("mallory@example.org")
    await mallory.app()
    with pytest.raises(Unauthenticated):
        await doors.enter_code(await amina.half(), mallory.recovery_codes[0], HOME)


async def test_new_recovery_codes_end_the_old(doors: Doors) -> None:
    amina = await _with_app(doors)
    old = amina.recovery_codes
    amina.opened = await doors.enter_code(await amina.half(), amina.code(), HOME)
    new = await doors.new_recovery_codes(amina.me)
    with pytest.raises(Unauthenticated):
        await doors.enter_code(await amina.half(), old[0], HOME)
    assert await doors.enter_code(await amina.half(), new[0], HOME)


async def test_an_app_is_kept_once_it_showed_a_code_and_signs_the_others_out(doors: Doors) -> None:
    amina = await doors.somebody()
    thief = await amina.password()
    assert isinstance(thief, Opened)
    amina.secret, uri = await doors.offer_app(amina.me)
    assert uri.startswith(f"otpauth://totp/Kith:amina%40example.org?secret={amina.secret}")
    for secret, code in ((amina.secret, "000000"), ("AAAA", "123456"), ("é" * 32, "123456")):
        with pytest.raises(Invalid) as refused:
            await doors.add_app(amina.me, secret, code)
        assert [field.field for field in refused.value.fields] == ["code"]
    assert isinstance(await amina.password(), Opened), "nothing is kept of an app that showed no code"
    await doors.add_app(amina.me, amina.secret, amina.code())
    with pytest.raises(Unauthenticated):
        await doors.house.get_session(thief.value)
    assert await doors.house.get_session(amina.opened.value)


async def test_taking_the_app_away_takes_its_recovery_codes_and_wants_a_code(doors: Doors) -> None:
    amina = await _with_app(doors)
    with pytest.raises(Denied) as refused:
        await doors.remove_app(amina.me)
    assert refused.value.code == "step-up-needed", "her session is of before the app: a password alone"
    amina.opened = await doors.enter_code(await amina.half(), amina.code(), HOME)
    waiting = await amina.half()
    await doors.remove_app(amina.me)
    with pytest.raises(Unauthenticated):
        await doors.enter_code(waiting, amina.recovery_codes[0], HOME)
    assert isinstance(await amina.password(), Opened)
    with pytest.raises(Conflict):
        await doors.new_recovery_codes(amina.me)


async def test_a_half_is_good_for_ten_minutes(doors: Doors) -> None:
    amina = await _with_app(doors)
    half = await amina.half()
    doors.house.later(minutes=10)
    with pytest.raises(Unauthenticated) as refused:
        await doors.enter_code(half, amina.code(), HOME)
    assert refused.value.code == "sign-in-over"


async def _guess(doors: Doors, half: str, source: str) -> type[Problem]:
    with pytest.raises((Unauthenticated, TooMany)) as refused:
        await doors.enter_code(half, "no code", source)
    return refused.type


async def test_somebody_with_the_password_gets_few_tries_and_the_owner_at_home_is_not_slowed(any_doors: Doors) -> None:
    doors = any_doors
    amina = await _with_app(doors)
    await doors.enter_code(await amina.half(), amina.code(), HOME)
    half = await amina.half(ELSEWHERE)
    assert [await _guess(doors, half, ELSEWHERE) for _ in range(8)] == [Unauthenticated] * 5 + [TooMany] * 3
    # A new half, from yet another place, is no new bucket.
    again = await amina.half("203.0.113.99")
    assert await _guess(doors, again, "203.0.113.99") is TooMany
    assert await doors.enter_code(await amina.half(), amina.code(1), HOME)
    doors.house.later(seconds=60)
    assert await _guess(doors, half, ELSEWHERE) is Unauthenticated


async def test_an_app_and_its_codes_lie_sealed_and_hashed(doors: Doors) -> None:
    amina = await _with_app(doors)
    half = await amina.half()
    lying = ""
    async with doors.house.store.db.reading() as tx:
        for table in ("authenticator_app", "recovery_code", "half_sign_in"):
            lying += str((await tx.exec_driver_sql(f"select * from {table}")).all())
    for secret in (amina.secret, half, amina.recovery_codes[0], amina.recovery_codes[0].replace("-", "")):
        assert secret not in lying
    assert amina.account_id in lying


async def test_an_account_without_a_password_is_opened_by_none(house: House) -> None:
    doors = Doors(house)
    amina = await doors.somebody()
    async with house.write() as work:
        await work.accounts.set_password(amina.account_id, "")
    for guess in ("", PASSWORD, "nobody's password"):
        with pytest.raises(Unauthenticated):
            await house.sign_in_with_password(EMAIL, guess, HOME)
    with pytest.raises(Conflict):
        await doors.add_app(amina.me, (secret := (await doors.offer_app(amina.me))[0]), _code(house, secret))


def _code(house: House, secret: str) -> str:
    return pyotp.TOTP(secret).at(house.clock.now())


async def test_half_a_sign_in_is_not_yet_a_familiar_place(doors: Doors) -> None:
    amina = await _with_app(doors)
    assert isinstance(await amina.password(ELSEWHERE), Half)
    async with doors.house.read() as work:
        assert not await work.throttle.familiar(EMAIL, ELSEWHERE)
    await doors.enter_code(await amina.half(ELSEWHERE), amina.code(), ELSEWHERE)
    async with doors.house.read() as work:
        assert await work.throttle.familiar(EMAIL, ELSEWHERE)
