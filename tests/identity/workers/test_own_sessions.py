"""A worker sees where she is signed in, and as what; ends one or all. An employer's sign-in reaches its own work."""

import pytest

from chassis.errors import Denied, NotFound, Unauthenticated
from chassis.tokens import Caller
from services.identity.domain.roles import CONTEXT_ROLES, scopes_of
from services.identity.domain.sessions.session import Opened
from services.identity.domain.sessions.whereabouts import Whereabouts
from tests.identity.accounts.life import Life
from tests.identity.accounts.test_devices_and_sessions import FIREFOX
from tests.identity.house import HOME, PASSWORD, House, acting, caller
from tests.identity.workers.test_workplaces import EMAIL, LICHFIELD, STAFFORD, employed, registered, signs_in


def as_worker(opened: Opened, role: str = "worker") -> Caller:
    return caller(opened.session.account_id, role, sid=opened.session.id)


async def at(house: House, organisation: str) -> Opened:
    """Signed in with her own password, acting for an organisation."""
    opened = await house.sign_in(EMAIL, PASSWORD, HOME)
    account = (await house.get_session(opened.value)).account
    if len(account.contexts) == 1:
        return opened
    context = next(each for each in account.contexts if each.organisation_id == organisation)
    return await house.choose_context(opened.value, context.id)


async def gone(house: House, opened: Opened) -> bool:
    try:
        await house.get_session(opened.value)
    except Unauthenticated:
        return True
    return False


async def test_she_sees_each_sign_in_with_the_work_it_is_for_and_ends_one(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    await house.worker(acting("worker", LICHFIELD), acting("duty", STAFFORD))
    undecided = await house.sign_in(EMAIL, PASSWORD, HOME)
    house.later(minutes=1)
    first = await at(house, STAFFORD)
    house.later(minutes=1)
    second = await at(house, LICHFIELD)
    listed = await life.list_sessions(as_worker(second))
    assert [
        (each.session.id, each.this, each.context and (each.context.organisation_id, each.context.role))
        for each in listed
    ] == [
        (second.session.id, True, (LICHFIELD, "worker")),
        (first.session.id, False, (STAFFORD, "duty")),
        (undecided.session.id, False, None),
    ]
    await life.end_one_session(as_worker(second), first.session.id)
    await life.end_one_session(as_worker(second), first.session.id)
    assert [await gone(house, each) for each in (first, second, undecided)] == [True, False, False]


async def test_choosing_other_work_keeps_what_is_known_of_the_browser(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    await house.worker(acting("worker", LICHFIELD), acting("duty", STAFFORD))
    opened = await house.sign_in(EMAIL, PASSWORD, HOME)
    await life.note_whereabouts(opened.value, FIREFOX, HOME)
    contexts = (await house.get_session(opened.value)).account.contexts
    chosen = await house.choose_context(opened.value, contexts[0].id)
    [listed] = await life.list_sessions(as_worker(chosen))
    assert listed.whereabouts == Whereabouts("Firefox on Android", "192.0.*.*")


async def test_signing_out_everywhere_ends_every_work_and_its_tokens(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    await house.worker(acting("worker", LICHFIELD), acting("duty", STAFFORD))
    first, second = await at(house, STAFFORD), await at(house, LICHFIELD)
    desk = await house.party("first-party")
    tokens = await house.tokens(desk, first.value, scope="openid people:read")
    await life.sign_out_everywhere(as_worker(second))
    assert [await gone(house, each) for each in (first, second)] == [True, True]
    with pytest.raises(Unauthenticated):
        await house.exchange.of_token(tokens["access_token"], "cases", "")


async def test_nobody_ends_or_learns_of_a_colleagues_session(house: House) -> None:
    life = Life(house)
    await house.worker(acting())
    await house.worker(acting("manager"), email="dan@lichfield.example")
    priya, dan = await at(house, LICHFIELD), await house.sign_in("dan@lichfield.example", PASSWORD, HOME)
    assert [each.session.id for each in await life.list_sessions(as_worker(dan, "manager"))] == [dan.session.id]
    with pytest.raises(NotFound):
        await life.end_one_session(as_worker(dan, "manager"), priya.session.id)
    # Nor with a token of one of them in a session of the other.
    mixed = caller(dan.session.account_id, "manager", sid=priya.session.id)
    assert await life.list_sessions(mixed) == []
    with pytest.raises(NotFound):
        await life.end_one_session(mixed, dan.session.id)
    await life.sign_out_everywhere(mixed)
    assert [await gone(house, each) for each in (priya, dan)] == [False, False]


async def test_an_employers_sign_in_learns_and_ends_nothing_of_work_for_another(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    await house.worker(acting("worker", LICHFIELD), acting("duty", STAFFORD))
    await employed(house)
    await registered(house)
    stafford = await at(house, STAFFORD)
    undecided = await house.sign_in(EMAIL, PASSWORD, HOME)
    lichfield = await at(house, LICHFIELD)
    desk = await house.party("first-party")
    tokens = await house.tokens(desk, stafford.value, scope="openid people:read")
    arrived = (await signs_in(house)).opened
    earlier = (await signs_in(house, sid="s-2")).opened
    assert arrived.session.account_id == stafford.session.account_id
    seen = {each.session.id for each in await life.list_sessions(as_worker(arrived))}
    assert seen == {arrived.session.id, earlier.session.id, lichfield.session.id}
    for hidden in (stafford, undecided):
        with pytest.raises(NotFound) as refused:
            await life.end_one_session(as_worker(arrived), hidden.session.id)
        with pytest.raises(NotFound) as nobodys:
            await life.end_one_session(as_worker(arrived), "ses_nobodys")
        assert refused.value.detail == nobodys.value.detail
    await life.sign_out_everywhere(as_worker(arrived))
    everywhere = (arrived, earlier, lichfield, stafford, undecided)
    assert [await gone(house, each) for each in everywhere] == [True, True, True, False, False]
    assert await house.exchange.of_token(tokens["access_token"], "cases", "")
    # And she herself, signed in her own way, sees and ends that employer's too.
    again = (await signs_in(house, sid="s-3")).opened
    assert again.session.id in {each.session.id for each in await life.list_sessions(as_worker(stafford, "duty"))}
    await life.end_one_session(as_worker(stafford, "duty"), again.session.id)
    assert await gone(house, again)


@pytest.mark.parametrize("role", ["resident", *sorted(CONTEXT_ROLES)])
async def test_whoever_signs_in_may_see_and_end_their_own(role: str) -> None:
    assert {"sessions:read", "sessions:write"} <= scopes_of(role)


@pytest.mark.parametrize("role", ["partner", "proxy"])
async def test_who_does_not_sign_in_may_not(house: House, role: str) -> None:
    life, nobody = Life(house), caller("cli_partner", role, sid="ses_x")
    for act in (
        life.list_sessions(nobody),
        life.end_one_session(nobody, "ses_x"),
        life.sign_out_everywhere(nobody),
    ):
        with pytest.raises(Denied):
            await act
