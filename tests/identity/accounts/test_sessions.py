"""A session: opaque, hashed, ended for good, and bound to its forms."""

import pytest

from chassis.errors import NotFound, Unauthenticated
from services.identity.domain.sessions.session import form_token
from tests.identity.house import HOME, PASSWORD, House, acting


async def test_a_session_ends_at_sign_out_and_after_twelve_hours(any_house: House) -> None:
    house = any_house
    one, two = await house.resident(), await house.sign_in("amina@example.org", PASSWORD, HOME)
    await house.sign_out(one.value)
    await house.sign_out(one.value)
    with pytest.raises(Unauthenticated):
        await house.get_session(one.value)
    assert await house.get_session(two.value)
    house.later(hours=12)
    with pytest.raises(Unauthenticated):
        await house.get_session(two.value)


@pytest.mark.parametrize("value", ["", "guess", "x" * 10_000])
async def test_a_guess_is_nobody(house: House, value: str) -> None:
    with pytest.raises(Unauthenticated):
        await house.get_session(value)


async def test_a_form_token_is_good_for_one_session() -> None:
    key = bytes(32)
    assert form_token(key, "ses_a") == form_token(key, "ses_a")
    assert form_token(key, "ses_a") != form_token(key, "ses_b")
    assert form_token(key, "ses_a") != form_token(b"1" * 32, "ses_a")


async def test_a_worker_with_one_context_acts_in_it_at_once(house: House) -> None:
    await house.worker(acting("duty"))
    standing = await house.get_session((await house.sign_in("priya@lichfield.example", PASSWORD, HOME)).value)
    assert standing.role == "duty"


async def test_rights_never_add_up_across_contexts(any_house: House) -> None:
    house = any_house
    await house.worker(acting("worker", "org_lichfield"), acting("guardian", "org_nhs"))
    opened = await house.sign_in("priya@lichfield.example", PASSWORD, HOME)
    standing = await house.get_session(opened.value)
    assert standing.scopes == frozenset()
    contexts = {context.role: context for context in standing.account.contexts}
    working = await house.choose_context(opened.value, contexts["worker"].id)
    assert "withheld:release" not in (await house.get_session(working.value)).scopes
    guarding = await house.choose_context(working.value, contexts["guardian"].id)
    standing = await house.get_session(guarding.value)
    assert "withheld:release" in standing.scopes
    assert "people:write" not in standing.scopes
    assert standing.context is not None
    assert standing.context.organisation_id == "org_nhs"
    for old in (opened, working):
        with pytest.raises(Unauthenticated):
            await house.get_session(old.value)
    revoked, _ = await house.revocations(0)
    assert {each.key for each in revoked} == {opened.session.id, working.session.id}


async def test_somebody_elses_context_cannot_be_chosen(house: House) -> None:
    await house.worker(acting("worker"), acting("duty"))
    await house.worker(acting("manager"), email="dan@lichfield.example")
    dan = await house.get_session((await house.sign_in("dan@lichfield.example", PASSWORD, HOME)).value)
    priya = await house.sign_in("priya@lichfield.example", PASSWORD, HOME)
    with pytest.raises(NotFound):
        await house.choose_context(priya.value, dan.account.contexts[0].id)
