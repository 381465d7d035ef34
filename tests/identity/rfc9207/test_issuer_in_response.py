"""RFC 9207: the answer says who answers, against mix-up."""

from tests.identity.house import ISSUER, House


async def test_every_answer_names_the_issuer(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    _, good = (await house.authorize(council, amina.value)).location
    assert good["iss"] == ISSUER
    _, bad = (await house.get("/oauth2/authorize", **house.request(council, prompt="none"))).location
    assert (bad["iss"], bad["error"]) == (ISSUER, "login_required")
