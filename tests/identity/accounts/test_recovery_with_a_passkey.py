"""Getting back in by a mailbox with a new passkey: mail alone never does at once what only a passkey could do."""

from datetime import timedelta

import pytest

from chassis.errors import Denied, Invalid, NotFound, Unauthenticated
from chassis.tokens import Caller
from console.demo.passkey import SoftPasskey
from services.identity.domain.credentials.levels import HIGH, LOW
from services.identity.domain.sessions.session import Opened
from tests.identity.accounts.life import BY_EMAIL, Life, as_
from tests.identity.accounts.test_change_email import link_in
from tests.identity.credentials.doors import EMAIL, Doors
from tests.identity.house import HOME, ISSUER, PASSWORD, House

FRESH = "a new battery staple"


async def _link(life: Life, me: Caller) -> tuple[str, str]:
    """The link that she asks for, on the day from which it works."""
    await life.set_safe_contact(me, BY_EMAIL)
    await life.ask_recovery(EMAIL, HOME)
    recovery, key = link_in((await life.house.mailed()).text)
    life.house.later(hours=25)
    return recovery, key


async def _recovered(life: Life, link: tuple[str, str]) -> tuple[Opened, SoftPasskey]:
    device = SoftPasskey(ISSUER)
    begun = await life.begin_recovery(*link)
    opened = await life.recover.with_passkey(*link, begun.token, device.register(begun.options), "New phone", HOME)
    return opened, device


async def test_who_lost_her_only_passkey_makes_another_that_counts_in_full_after_a_week(any_house: House) -> None:
    house, life, doors = any_house, Life(any_house), Doors(any_house)
    amina, lost = await doors.without_a_password()
    link = await _link(life, amina.me)
    still_in = await doors.enter(lost)
    opened, device = await _recovered(life, link)
    assert (opened.session.account_id, opened.session.acr) == (amina.account_id, LOW)
    with pytest.raises(Unauthenticated):
        await house.get_session(still_in.value)
    with pytest.raises(NotFound):
        await _recovered(life, link)
    kept = (await doors.listed(as_(opened))).passkeys
    assert [key.counts_from for key in kept] == [None, house.clock.now() + timedelta(days=7)]
    # Within the week it signs in, and changes nothing of how she signs in, however often it is used.
    assert (await doors.enter(device)).session.acr == LOW
    amina.opened = await doors.enter(device)
    await amina.step_up(device)
    with pytest.raises(Denied):
        await doors.remove_passkey(amina.me, kept[0].id)
    with pytest.raises(Denied):
        await doors.change_password(amina.me, FRESH)
    house.later(days=7)
    amina.opened = await doors.enter(device)
    assert amina.opened.session.acr == HIGH
    await doors.remove_passkey(amina.me, kept[0].id)


async def test_whoever_still_holds_the_passkey_takes_back_what_a_mailed_link_made(any_house: House) -> None:
    house, life, doors = any_house, Life(any_house), Doors(any_house)
    amina, hers = await doors.without_a_password()
    _, theirs = await _recovered(life, await _link(life, amina.me))
    amina.opened = await doors.enter(hers)
    finished = next(
        entry for entry in (await life.list_activity(amina.me, "", 100)).entries if entry.kind == "recovery.finished"
    )
    await life.not_me(amina.me, finished.id)
    with pytest.raises(Unauthenticated):
        await doors.enter(theirs)
    assert (await doors.enter(hers)).session.acr == HIGH
    assert [key.name for key in (await doors.listed(amina.me)).passkeys] == ["Phone"]
    assert house.letters.letters


async def test_who_had_a_password_alone_has_a_passkey_that_counts_at_once_and_the_password_is_no_more(
    any_house: House,
) -> None:
    house, life, doors = any_house, Life(any_house), Doors(any_house)
    me = as_(await house.resident())
    opened, device = await _recovered(life, await _link(life, me))
    assert opened.session.acr == HIGH
    with pytest.raises(Unauthenticated):
        await house.sign_in(EMAIL, PASSWORD, HOME)
    assert (await doors.enter(device)).session.acr == HIGH


async def test_who_had_an_app_beside_a_password_waits_the_week_too(house: House) -> None:
    life, doors = Life(house), Doors(house)
    amina = await doors.somebody()
    await amina.app()
    _, device = await _recovered(life, await _link(life, amina.me))
    assert (await doors.enter(device)).session.acr == LOW


async def test_who_had_no_password_may_choose_one_instead(any_house: House) -> None:
    house, life, doors = any_house, Life(any_house), Doors(any_house)
    amina, device = await doors.without_a_password()
    opened = await life.recover.with_password(*await _link(life, amina.me), FRESH, HOME)
    assert opened.session.acr == LOW
    assert (await house.sign_in(EMAIL, FRESH, HOME)).session.acr == LOW
    assert (await doors.enter(device)).session.acr == HIGH


async def test_a_link_that_is_over_or_an_answer_that_proves_nothing_changes_nothing(house: House) -> None:
    life, doors = Life(house), Doors(house)
    amina, lost = await doors.without_a_password()
    link = await _link(life, amina.me)
    begun = await life.begin_recovery(*link)
    for bad in ((link[0], "not the key"), ("rec_none", link[1])):
        with pytest.raises(NotFound):
            await life.begin_recovery(*bad)
        with pytest.raises(NotFound):
            await life.recover.with_passkey(*bad, begun.token, SoftPasskey(ISSUER).register(begun.options), "", HOME)
    with pytest.raises(Invalid):
        await life.recover.with_passkey(*link, begun.token, "{}", "", HOME)
    assert await doors.enter(lost)
    house.later(days=8)
    with pytest.raises(NotFound):
        await life.begin_recovery(*link)
