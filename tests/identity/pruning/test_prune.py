"""What is over and matters no more is deleted; what still matters stays."""

from sqlalchemy import func, select

from services.identity.domain.clients.client import Registration
from services.identity.store import tables
from services.identity.usecases.prune import Prune
from tests.identity.house import House, Party

_PRUNED = (
    *(tables.assertions, tables.interactions, tables.device_requests, tables.revocations, tables.throttles),
    *(tables.pushed_requests, tables.tokens, tables.refreshes, tables.codes, tables.grants, tables.sessions),
)


async def rows(house: House) -> dict[str, int]:
    async with house.store.db.reading() as tx:
        return {
            table.name: (await tx.execute(select(func.count()).select_from(table))).scalar_one() for table in _PRUNED
        }


async def prune(house: House) -> int:
    """Until nothing is left to do; how many batches that took."""
    batches, once = 0, Prune(house.write, house.clock)
    while await once():
        batches += 1
    return batches


async def visit(house: House, council: Party, cookie: str) -> str:
    """Every kind of row; returns the refresh token."""
    tokens = await house.tokens(council, cookie)
    await house.get("/oauth2/authorize", **house.request(council))
    await house.post("/oauth2/par", house.request(council) | house.proof_of(council))
    await house.post("/oauth2/device_authorization", {"scope": "openid"} | house.proof_of(council))
    return str(tokens["refresh_token"])


async def refreshed(house: House, council: Party, token: str) -> int:
    form = {"grant_type": "refresh_token", "refresh_token": token} | house.proof_of(council)
    return (await house.post("/oauth2/token", form)).status


async def test_in_the_end_nothing_is_left_of_what_is_over(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    await visit(house, council, amina.value)
    assert {name for name, count in (await rows(house)).items() if not count} == {"revocation"}
    house.later(days=2)
    await prune(house)
    left = await rows(house)
    assert left.pop("session") == 1
    assert left.pop("revocation") == 1
    assert set(left.values()) == {0}
    house.later(days=30)
    await prune(house)
    assert set((await rows(house)).values()) == {0}


async def test_what_lives_is_left_alone(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    token = await visit(house, council, amina.value)
    before = await rows(house)
    await prune(house)
    assert await rows(house) == before | {"throttle": (await rows(house))["throttle"]}
    assert await refreshed(house, council, token) == 200


async def test_a_code_or_refresh_token_replayed_within_the_day_still_ends_what_came_of_it(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value)
    tokens = (await house.redeem(council, code)).json
    house.later(minutes=10)
    await prune(house)
    assert (await house.redeem(council, code)).json["error"] == "invalid_grant"
    assert await refreshed(house, council, tokens["refresh_token"]) == 400


async def test_offline_access_outlives_the_pruning_of_its_session(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value, scope="openid offline_access")
    await house.sign_out(amina.value)
    house.later(hours=11)
    await prune(house)
    assert await refreshed(house, council, tokens["refresh_token"]) == 200


async def test_a_session_whose_time_is_over_ends_and_its_relying_parties_will_hear_of_it(house: House) -> None:
    council = await house.party(registration=Registration(backchannel_logout_uri="https://lichfield.example/out"))
    amina = await house.resident()
    await house.tokens(council, amina.value)
    house.later(hours=12)
    await prune(house)
    async with house.read() as work:
        session = await work.sessions.get(amina.session.id)
        owed = await work.logouts.due(house.clock.now(), 10)
    assert session
    assert session.ended_at == house.clock.now()
    assert [notice.client_id for notice in owed] == [council.client.id]


async def test_a_lot_is_deleted_in_small_batches(house: House) -> None:
    council = await house.party()
    for _ in range(201):
        await house.get("/oauth2/authorize", **house.request(council))
    house.later(days=1)
    assert await prune(house) == 2
    assert (await rows(house))["interaction"] == 0
