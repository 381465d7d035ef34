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


async def test_a_page_overtaken_by_another_takes_back_nothing_it_did_not_show(house: House) -> None:
    """Two tabs: the first is shown and answered; the second has nothing left to ask, and its button is pressed all
    the same."""
    council, amina = await house.party(), await house.resident()
    asked = house.request(council, scope="openid email", prompt="consent")
    pages = [(await house.get("/oauth2/authorize", amina.value, **asked)).location[1]["interaction"] for _ in range(2)]
    await house.approve(pages[0], amina.value, ["email"])
    await house.approve(pages[1], amina.value, [])
    [approval] = [each for each, _ in await house.list_approvals(caller_of(amina.session.account_id))]
    assert (approval.claims, approval.refused) == (frozenset({"email"}), frozenset())


async def test_a_no_on_a_page_overtaken_by_another_is_still_a_no(house: House) -> None:
    """Two tabs that show more and less; what is said last of what was shown is what stands."""
    council, amina = await house.party(), await house.resident()
    pages = [
        (await house.get("/oauth2/authorize", amina.value, **house.request(council, scope=scope))).location[1]
        for scope in ("openid email", "openid email offline_access")
    ]
    await house.approve(pages[0]["interaction"], amina.value, ["email"])
    await house.approve(pages[1]["interaction"], amina.value, ["stay-connected"], shown=["email", "stay-connected"])
    [approval] = [each for each, _ in await house.list_approvals(caller_of(amina.session.account_id))]
    assert (approval.claims, approval.refused) == (frozenset({"stay-connected"}), frozenset({"email"}))
