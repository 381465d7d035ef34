"""RFC 6749 section 4.4: a partner's system acts for itself."""

from tests.identity.house import House


async def test_a_partner_gets_its_role_and_organisation(house: House) -> None:
    partner = await house.party("service")
    answer = await house.post("/oauth2/token", {"grant_type": "client_credentials"} | house.proof_of(partner))
    claims = await house.claims(answer.json["access_token"], "http://localhost:8000/v1")
    assert (claims["sub"], claims["kind"], claims["org"]) == (partner.client.id, "partner", "org_lichfield")
    assert set(claims["scope"].split()) == {
        "subscriptions:read",
        "subscriptions:write",
        "events:read",
        "records:read",
        "audit:read",
        "client-keys:write",
    }


async def test_a_partner_may_ask_for_less_and_never_for_more(house: House) -> None:
    partner = await house.party("service")
    form = {"grant_type": "client_credentials"}
    less = await house.post("/oauth2/token", form | {"scope": "events:read"} | house.proof_of(partner))
    assert less.json["scope"] == "events:read"
    more = await house.post("/oauth2/token", form | {"scope": "events:read people:read"} | house.proof_of(partner))
    assert (more.status, more.json["error"]) == (400, "invalid_scope")


async def test_a_client_registered_for_less_gets_less(house: House) -> None:
    partner = await house.party("service", scopes=frozenset({"events:read"}))
    answer = await house.post("/oauth2/token", {"grant_type": "client_credentials"} | house.proof_of(partner))
    assert answer.json["scope"] == "events:read"


async def test_a_relying_party_cannot_act_for_itself(house: House) -> None:
    council = await house.party()
    answer = await house.post("/oauth2/token", {"grant_type": "client_credentials"} | house.proof_of(council))
    assert answer.json["error"] == "unauthorized_client"


async def test_a_service_cannot_send_people_to_sign_in(house: House) -> None:
    partner = await house.party("service")
    answer = await house.get("/oauth2/authorize", **house.request(partner))
    assert answer.status == 400
