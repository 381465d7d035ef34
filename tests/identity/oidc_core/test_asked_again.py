"""Consent is asked question by question: an answer to a new one leaves the earlier answers standing."""

from tests.identity.house import House
from tests.identity.house import caller as caller_of


async def test_a_yes_to_something_more_takes_back_nothing_said_before(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.tokens(council, amina.value, scope="openid email")
    tokens = await house.tokens(council, amina.value, scope="openid email offline_access")
    assert (await house.userinfo(tokens["access_token"])).json["email"] == "amina@example.org"


async def test_a_no_to_something_more_takes_back_nothing_either(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.tokens(council, amina.value, scope="openid email")
    asked = house.request(council, scope="openid email offline_access")
    _, query = (await house.get("/oauth2/authorize", amina.value, **asked)).location
    await house.approve(query["interaction"], amina.value, ())
    [approval] = [each for each, _ in await house.list_approvals(caller_of(amina.session.account_id))]
    assert (approval.claims, approval.refused) == (frozenset({"email"}), frozenset({"stay-connected"}))
