"""Many at the same moment with what is good once: one gets through, and nobody a 500."""

import asyncio

from tests.identity.holder import Holder
from tests.identity.house import ISSUER, House

AT_ONCE = 25


async def test_one_proof_from_many_hands_gets_one_token(any_house: House) -> None:
    house = any_house
    partner = await house.party("service")
    proof = Holder().proof(house.clock.now(), "POST", f"{ISSUER}/oauth2/token", nonce=house.nonces.current())
    forms = [{"grant_type": "client_credentials"} | house.proof_of(partner) for _ in range(AT_ONCE)]
    answers = await asyncio.gather(*(house.post("/oauth2/token", form, dpop=proof) for form in forms))
    assert sorted(answer.status for answer in answers) == [200] + [400] * (AT_ONCE - 1)
    assert {answer.json.get("error") for answer in answers} == {None, "invalid_dpop_proof"}


async def test_one_pushed_request_in_many_windows_gets_one_code(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    uri = (await house.post("/oauth2/par", house.request(council) | house.proof_of(council))).json["request_uri"]
    asked = {"client_id": council.client.id, "request_uri": uri}
    answers = await asyncio.gather(*(house.get("/oauth2/authorize", amina.value, **asked) for _ in range(AT_ONCE)))
    sent_back = [answer.location[1] for answer in answers if answer.status == 303]
    assert sum("code" in query for query in sent_back) == 1
    assert all(query.get("error", "invalid_request_uri") == "invalid_request_uri" for query in sent_back)
    assert {answer.status for answer in answers} <= {303, 400}
