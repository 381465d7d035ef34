"""The happy flow and its refusals for the other variant of the plan: a certificate in place of assertion and proof."""

import pytest

from tests.identity.certification.fapi2.conftest import answered, registered
from tests.identity.certification.fapi2.relying_party import Flow, RelyingParty, new_key
from tests.identity.certification.fapi2.test_flows import id_token, refused
from tests.identity.rfc8705.certificates import Authority, header
from tests.identity.whole.process import ISSUER, Service


@pytest.fixture
async def by_certificate(service: Service, authority: Authority, amina: str) -> RelyingParty:
    key = new_key()
    client_id = await registered(service, key, "CN=lichfield.example,O=Lichfield")
    certificate = header(authority.signs("lichfield.example"))
    party = RelyingParty(service, client_id, key, amina, certificate=certificate)
    assert "code" in (await answered(service, party)).answer
    return party


def test_fapi2_security_profile_final_happy_flow_with_mtls(by_certificate: RelyingParty) -> None:
    party = by_certificate
    flow = party.code(state="s", nonce="n")
    assert (flow.answer["state"], flow.answer["iss"]) == ("s", ISSUER)
    tokens = party.redeem(flow).json()
    assert tokens["token_type"] == "Bearer"
    assert id_token(party, tokens)["nonce"] == "n"
    assert party.resource(tokens["access_token"], "Bearer").status_code == 200


def test_a_token_for_one_certificate_is_worth_nothing_with_another(
    by_certificate: RelyingParty, authority: Authority
) -> None:
    token = by_certificate.tokens()["access_token"]
    for other in (header(authority.signs("lichfield.example")), header(Authority().certificate)):
        assert by_certificate.other(certificate=other).resource(token, "Bearer").status_code == 401
    bare = by_certificate.other(certificate="")
    assert bare.send("GET", "/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert by_certificate.resource(token, "Bearer").status_code == 200


def test_a_certificate_of_a_stranger_proves_nobody(by_certificate: RelyingParty) -> None:
    stranger = by_certificate.other(certificate=header(Authority().signs("lichfield.example")))
    refused(stranger.push(Flow()), "invalid_client")
    refused(stranger.redeem(by_certificate.code()), "invalid_client")
