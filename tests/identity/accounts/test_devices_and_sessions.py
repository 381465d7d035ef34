"""Where somebody is signed in, and out everywhere."""

import pytest

from chassis.errors import NotFound, Unauthenticated
from services.identity.domain.sessions.whereabouts import Whereabouts
from tests.identity.accounts.life import Life, as_
from tests.identity.house import HOME, House, caller

FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.mark.parametrize(
    ("agent", "source", "known"),
    [
        (FIREFOX, "192.0.2.10", Whereabouts("Firefox on Android", "192.0.*.*")),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
            "2001:db8:1:2::7",
            Whereabouts("Edge on Windows", "2001:0db8:*"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1",
            "nonsense",
            Whereabouts("Safari on iPhone", ""),
        ),
        ("<script>alert(1)</script> Amina's own", "", Whereabouts("", "")),
    ],
)
def test_a_device_is_known_by_its_kind_and_nothing_finer(agent: str, source: str, known: Whereabouts) -> None:
    assert Whereabouts.of(agent, source) == known


async def test_sessions_are_listed_with_this_one_marked_and_another_is_ended(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    first = await house.resident()
    await life.note_whereabouts(first.value, FIREFOX, HOME)
    house.later(minutes=1)
    second = await life.sign_in()
    listed = await life.list_sessions(as_(second))
    assert [(each.session.id, each.this) for each in listed] == [
        (second.session.id, True),
        (first.session.id, False),
    ]
    assert listed[1].whereabouts == Whereabouts("Firefox on Android", "192.0.*.*")
    await life.end_one_session(as_(second), first.session.id)
    with pytest.raises(Unauthenticated):
        await house.get_session(first.value)
    assert [each.session.id for each in await life.list_sessions(as_(second))] == [second.session.id]


async def test_nobody_ends_or_learns_of_somebody_elses_session(house: House) -> None:
    life = Life(house)
    amina, bola = await house.resident(), await house.resident("bola@example.org")
    with pytest.raises(NotFound) as theirs:
        await life.end_one_session(as_(bola), amina.session.id)
    with pytest.raises(NotFound) as nobodys:
        await life.end_one_session(as_(bola), "ses_nobodys")
    assert theirs.value.detail == nobodys.value.detail
    assert (await house.get_session(amina.value)).session.id == amina.session.id


async def test_signing_out_everywhere_ends_sessions_grants_refresh_and_access_tokens(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    first = await house.resident()
    desk = await house.party("first-party")
    tokens = await house.tokens(desk, first.value)
    second = await life.sign_in()
    await life.sign_out_everywhere(as_(second))
    for opened in (first, second):
        with pytest.raises(Unauthenticated):
            await house.get_session(opened.value)
    refreshed = await house.post(
        "/oauth2/token",
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": desk.client.id},
    )
    assert (refreshed.status, refreshed.json["error"]) == (400, "invalid_grant")
    # What every verifier polls for each second covers the token that is out there.
    with pytest.raises(Unauthenticated):
        await house.exchange.of_token(tokens["access_token"], "cases", "")
    revoked, _ = await house.revocations(0)
    assert {first.session.id, second.session.id} <= {each.key for each in revoked}
    assert any(each.kind == "token" for each in revoked)


async def test_a_session_that_ended_is_noted_nowhere(house: House) -> None:
    life = Life(house)
    opened = await house.resident()
    await house.sign_out(opened.value)
    await life.note_whereabouts(opened.value, FIREFOX, HOME)
    async with house.read() as work:
        assert await work.whereabouts.of(opened.session.account_id) == {}
    assert await life.list_sessions(caller(opened.session.account_id)) == []
