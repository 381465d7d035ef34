"""RFC 7592 section 2.3: a client ends its registration, and with it at once whatever it was given."""

import asyncio

from services.identity.domain.clients.client import Registration
from services.identity.domain.sessions.logout import USEFUL_FOR, LogoutNotice
from services.identity.usecases.accounts.list_activity import ListActivity
from services.identity.usecases.clients.list_clients import ListClients
from services.identity.usecases.sessions.deliver_logouts import DeliverLogouts
from tests.identity.house import ISSUER, OPERATOR, House, Key, caller
from tests.identity.rfc7592.software import keys, software

REFRESHING = ["authorization_code", "refresh_token"]


async def test_it_is_answered_with_nothing_and_there_is_no_client_any_more(any_house: House) -> None:
    bins, sister = await software(any_house), await software(any_house)
    answer = await bins.end()
    assert (answer.status, answer.body, answer.headers["cache-control"]) == (204, b"", "no-store")
    for act in (bins.read, bins.change, bins.end):
        again = await act()
        assert again.status == 401
        assert 'error="invalid_token"' in again.headers["www-authenticate"]
    assert await bins.introspects() == 401
    listed = {client.id for client in await ListClients(any_house.read)(OPERATOR)}
    assert bins.client_id not in listed
    assert sister.client_id in listed
    assert (await sister.read()).status == 200
    assert (await any_house.acts())[-2:] == ["client.ended", "client.read"]


async def test_every_token_is_over_everywhere(any_house: House) -> None:
    house = any_house
    amina, bola = await house.resident(), await house.resident("bola@example.org")
    bins = await software(house, grant_types=REFRESHING)
    hers, his = await bins.tokens(amina.value), await bins.tokens(bola.value)
    code = await house.code(await bins.party(), amina.value)
    assert (await house.userinfo(hers["access_token"])).status == 200
    await bins.end()
    for tokens in (hers, his):
        assert (await house.userinfo(tokens["access_token"])).status == 401
        assert (await bins.refresh(tokens["refresh_token"])).status == 401
    assert (await bins.redeem(code)).status == 401
    revoked, _ = await house.revocations(0)
    assert ("client", bins.client_id) in {(each.kind, each.key) for each in revoked}
    for account in (amina.session.account_id, bola.session.account_id):
        async with house.read() as work:
            assert await work.grants.live_of(account, bins.client_id) == []


async def test_a_token_signed_a_moment_after_is_over_as_well(house: House) -> None:
    """Somebody who read the client just before it ended still signs one: no verifier takes it."""
    key = Key.new()
    bins = await software(house, "fapi2", jwks=keys(key), grant_types=["authorization_code"])
    await bins.end()
    revoked, _ = await house.revocations(0)
    [ended] = [each for each in revoked if each.key == bins.client_id]
    assert ended.at > house.clock.now()


async def test_nobody_is_sent_to_it_any_more(house: House) -> None:
    amina, bins = await house.resident(), await software(house)
    party = await bins.party()
    asked = house.request(party)
    _, query = (await house.get("/oauth2/authorize", amina.value, **asked)).location
    await bins.end()
    at_a_page = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    anew = await house.get("/oauth2/authorize", amina.value, **asked)
    for answer in (at_a_page, anew):
        assert answer.status == 400
        assert "location" not in answer.headers


async def test_what_she_approved_for_it_is_gone_and_what_happened_keeps_its_name(any_house: House) -> None:
    house = any_house
    amina, bins, council = await house.resident(), await software(house), await house.party()
    await bins.tokens(amina.value)
    await house.tokens(council, amina.value)
    me = caller(amina.session.account_id)
    await bins.end()
    assert [client.id for _, client in await house.list_approvals(me)] == [council.client.id]
    async with house.read() as work:
        assert await work.approvals.get(me.subject, bins.client_id) is None
    page = await ListActivity(house.read)(me, "", 50)
    assert page.names[bins.client_id] == "Bins"


async def test_it_hears_of_no_sign_out_any_more_and_signing_out_goes_on(any_house: House) -> None:
    house = any_house
    amina, bola = await house.resident(), await house.resident("bola@example.org")
    uri = "https://lichfield.example/out"
    bins = await software(house, backchannel_logout_uri=uri)
    council = await house.party(registration=Registration(backchannel_logout_uri=uri))
    for cookie in (amina.value, bola.value):
        await bins.tokens(cookie)
        await house.tokens(council, cookie)
    await house.sign_out(bola.value)
    async with house.read() as work:
        waiting = {notice.client_id for notice in await work.logouts.due(house.clock.now(), 9)}
    assert waiting == {bins.client_id, council.client.id}
    await bins.end()
    await house.sign_out(amina.value)
    async with house.read() as work:
        due = await work.logouts.due(house.clock.now(), 9)
    assert [notice.client_id for notice in due] == [council.client.id] * 2


async def test_a_notice_that_came_too_late_for_it_is_given_up(any_house: House) -> None:
    """A session and the client's registration ended at once: each saw the other still there."""
    house = any_house
    bins = await software(house, backchannel_logout_uri="https://lichfield.example/out")
    await bins.end()
    now = house.clock.now()
    async with house.write() as work:
        await work.logouts.add(LogoutNotice("ses_1/it", bins.client_id, "sub", "ses_1", "sid", now + USEFUL_FOR), now)
    called = Uncalled()
    deliver = DeliverLogouts(house.read, house.write, called, house.keyring, ISSUER, house.clock, house.ids)
    assert [await deliver(), await deliver()] == [1, 0]
    assert called.at == []


class Uncalled:
    def __init__(self) -> None:
        self.at: list[str] = []

    async def post(self, uri: str, token: str) -> bool:
        self.at.append(uri)
        return True


async def test_nobody_ends_anothers(house: House) -> None:
    bins, other = await software(house), await software(house)
    for access in (other.access, "rubbish"):
        assert (await bins.end(access)).status == 401
    assert (await bins.read()).status == 200


async def test_ended_and_changed_at_once_it_is_ended(any_house: House) -> None:
    bins = await software(any_house)
    access = bins.access
    changed, ended = await asyncio.gather(bins.change(access, client_name="Skips"), bins.end(access))
    assert ended.status == 204
    assert changed.status in (200, 401)
    assert (await bins.read()).status == 401
    assert (await bins.read(access)).status == 401
