"""RFC 7636: a stolen code is worth nothing without the verifier."""

from collections.abc import Mapping

import pytest

from tests.identity.house import VERIFIER, House

WITHOUT: Mapping[str, str | None] = {"code_challenge": None, "code_challenge_method": None}


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge": "short"},
        {"code_challenge": "!" * 43},
    ],
)
async def test_a_request_without_a_good_s256_challenge_is_refused(
    house: House, changed: Mapping[str, str | None]
) -> None:
    _, query = (await house.get("/oauth2/authorize", **house.request(await house.party(), **changed))).location
    assert query["error"] == "invalid_request"


async def test_the_wrong_verifier_gets_nothing_and_the_right_one_still_works(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value)
    wrong = await house.redeem(council, code, code_verifier="w" * 43)
    assert (wrong.status, wrong.json["error"]) == (400, "invalid_grant")
    malformed = await house.redeem(council, code, code_verifier="short")
    assert malformed.json["error"] == "invalid_request"
    assert (await house.redeem(council, code, code_verifier=VERIFIER)).status == 200


async def test_a_client_that_may_do_without_and_does_gets_its_tokens(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value, **WITHOUT)
    assert (await house.redeem(council, code, code_verifier=None)).status == 200


async def test_a_verifier_nobody_announced_is_refused(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value, **WITHOUT)
    refused = await house.redeem(council, code, code_verifier=VERIFIER)
    assert (refused.status, refused.json["error"]) == (400, "invalid_grant")


async def test_a_challenge_nobody_answers_is_refused(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value)
    for verifier in (None, ""):
        refused = await house.redeem(council, code, code_verifier=verifier)
        assert (refused.status, refused.json["error"]) == (400, "invalid_grant")


async def test_our_own_applications_never_do_without(house: House) -> None:
    desk = await house.party("first-party")
    _, query = (await house.get("/oauth2/authorize", **house.request(desk, **WITHOUT))).location
    assert query["error"] == "invalid_request"
