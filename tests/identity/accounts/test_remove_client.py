"""An operator ends a client; what that ends is in `rfc7592`, for it is the same."""

import pytest

from chassis.errors import Conflict, Denied, NotFound
from services.identity.usecases.clients.ensure_operator import EnsureOperator
from services.identity.usecases.clients.remove_client import RemoveClient
from tests.identity.house import OPERATOR, House, Key, caller


async def test_a_client_an_operator_ended_gets_nothing_more(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    await RemoveClient(house.write, house.clock)(OPERATOR, council.client.id)
    assert (await house.userinfo(tokens["access_token"])).status == 401
    assert (await house.redeem(council, "a code")).json["error"] == "invalid_client"
    assert await house.list_approvals(caller(amina.session.account_id)) == []


@pytest.mark.parametrize("role", ["resident", "worker", "organisation-admin", "partner"])
async def test_nobody_but_an_operator_ends_one(house: House, role: str) -> None:
    council = await house.party()
    with pytest.raises(Denied):
        await RemoveClient(house.write, house.clock)(caller("acc_1", role), council.client.id)


async def test_one_that_is_not_there_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        await RemoveClient(house.write, house.clock)(OPERATOR, "cli_nobody")


async def test_the_operator_stays(house: House) -> None:
    await EnsureOperator(house.write, house.clock)(Key.new().jwks)
    with pytest.raises(Conflict):
        await RemoveClient(house.write, house.clock)(OPERATOR, "operator")
    async with house.read() as work:
        assert await work.clients.get("operator")
