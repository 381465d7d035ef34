"""A certificate tells who a client is (RFC 8705 section 2), and binds what it gets (section 3)."""

import json
from typing import Any

import jwt
import pytest
from cryptography import x509

from chassis.errors import Unauthenticated
from services.identity.domain.clients.client import Registration
from services.identity.usecases.authorization.exchange import Shown
from tests.identity.holder import Holder
from tests.identity.house import ISSUER, Answer, House, Key, Party
from tests.identity.rfc8705.certificates import LONG_AGO, Authority, header, thumbprint, x5c

FORM = {"grant_type": "client_credentials"}
NAMED = "CN=partner.example,O=Lichfield"


async def known_by(house: House, authority: Authority | None, **said: Any) -> Party:
    """A partner's system that proves itself by certificate; the authority is one the house knows."""
    if authority:
        house.authorities.append(authority.certificate)
    method = {"token_endpoint_auth_method": "tls_client_auth"}
    return await house.party("service", jwks="", registration=Registration(**method | said))


async def ask(house: House, party: Party, certificate: x509.Certificate | None, **form: str) -> Answer:
    headers = {"client-cert": header(certificate)} if certificate else {}
    return await house.post("/oauth2/token", FORM | {"client_id": party.client.id} | form, **headers)


def claims_of(answer: Answer) -> dict[str, Any]:
    return jwt.decode(answer.json["access_token"], options={"verify_signature": False})


async def test_a_certificate_of_an_authority_we_know_with_the_registered_name(house: House) -> None:
    authority = Authority()
    partner = await known_by(house, authority, tls_client_auth_subject_dn=NAMED)
    answer = await ask(house, partner, authority.signs("partner.example"))
    assert (answer.status, answer.json["token_type"]) == (200, "Bearer")


@pytest.mark.parametrize(
    ("said", "also"),
    [
        ({"tls_client_auth_san_dns": "api.partner.example"}, x509.DNSName("api.partner.example")),
        ({"tls_client_auth_san_uri": "urn:partner:1"}, x509.UniformResourceIdentifier("urn:partner:1")),
    ],
)
async def test_a_name_may_be_an_alternative_one(house: House, said: dict[str, str], also: x509.GeneralName) -> None:
    authority = Authority()
    partner = await known_by(house, authority, **said)
    good = authority.signs("whoever", also=[x509.DNSName("also.example"), also])
    assert (await ask(house, partner, good)).status == 200
    for bad in (authority.signs("whoever"), authority.signs("whoever", also=[x509.DNSName("urn:partner:2")])):
        assert (await ask(house, partner, bad)).json["error"] == "invalid_client"


async def test_anybody_elses_certificate_is_refused(house: House) -> None:
    authority, forger = Authority(), Authority()
    partner = await known_by(house, authority, tls_client_auth_subject_dn=NAMED)
    for bad in (
        None,
        forger.signs("partner.example"),
        authority.signs("other.example"),
        authority.signs("partner.example", until=LONG_AGO.replace(year=2025)),
        authority.certificate,
    ):
        answer = await ask(house, partner, bad)
        assert (answer.status, answer.json["error"]) == (401, "invalid_client")


async def test_with_no_authority_known_a_certificate_proves_nobody(house: House) -> None:
    """A terminator that passes on any certificate must not make anyone somebody."""
    partner = await known_by(house, None, tls_client_auth_subject_dn=NAMED)
    assert (await ask(house, partner, Authority().signs("partner.example"))).json["error"] == "invalid_client"


async def test_a_self_signed_certificate_is_known_by_itself(house: House) -> None:
    own = Authority("self")
    certificate = own.certificate
    jwk = json.loads(Key.new().jwks)["keys"][0] | {"x5c": [x5c(certificate)]}
    method = Registration(token_endpoint_auth_method="self_signed_tls_client_auth")
    partner = await house.party("service", jwks=json.dumps({"keys": [jwk]}), registration=method)
    assert (await ask(house, partner, certificate)).status == 200
    for bad in (None, Authority("self").certificate, own.signs("self")):
        assert (await ask(house, partner, bad)).json["error"] == "invalid_client"


async def test_a_client_with_another_method_is_nobody_by_certificate(house: House) -> None:
    authority = Authority()
    await known_by(house, authority, tls_client_auth_subject_dn=NAMED)
    with_key = await house.party("service")
    assert (await ask(house, with_key, authority.signs("partner.example"))).json["error"] == "invalid_client"


@pytest.mark.parametrize("sent", ["", "x", "::", ":%%:", ":AAAA:", f":{'A' * 20_000}:", "AAAA"])
async def test_a_header_that_holds_no_certificate_is_refused(house: House, sent: str) -> None:
    partner = await known_by(house, Authority(), tls_client_auth_subject_dn=NAMED)
    answer = await house.post("/oauth2/token", FORM | {"client_id": partner.client.id}, **{"client-cert": sent})
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


# Bound tokens.


async def bound(house: House, **said: Any) -> tuple[Party, x509.Certificate, Answer]:
    authority = Authority()
    registration = {"tls_client_auth_subject_dn": NAMED, "tls_client_certificate_bound_access_tokens": True} | said
    partner = await known_by(house, authority, **registration)
    certificate = authority.signs("partner.example")
    return partner, certificate, await ask(house, partner, certificate)


async def test_a_token_is_bound_to_the_certificate_it_was_given_to(any_house: House) -> None:
    _, certificate, answer = await bound(any_house)
    assert answer.json["token_type"] == "Bearer"
    assert claims_of(answer)["cnf"] == {"x5t#S256": thumbprint(certificate)}


async def test_a_client_that_said_so_gets_no_token_without_a_certificate(house: House) -> None:
    said = Registration(tls_client_certificate_bound_access_tokens=True)
    partner = await house.party("service", registration=said)
    answer = await house.post("/oauth2/token", FORM | house.proof_of(partner))
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")
    good = await house.post(
        "/oauth2/token", FORM | house.proof_of(partner), **{"client-cert": header(Authority().certificate)}
    )
    assert "x5t#S256" in claims_of(good)["cnf"]


async def test_a_token_may_be_bound_to_both(house: House) -> None:
    authority, holder = Authority(), Holder()
    said = {"tls_client_auth_subject_dn": NAMED, "tls_client_certificate_bound_access_tokens": True}
    partner = await known_by(house, authority, **said)
    certificate = authority.signs("partner.example")
    proof = holder.proof(house.clock.now(), "POST", f"{ISSUER}/oauth2/token", nonce=house.nonces.current())
    headers = {"client-cert": header(certificate), "dpop": proof}
    answer = await house.post("/oauth2/token", FORM | {"client_id": partner.client.id}, **headers)
    assert claims_of(answer)["cnf"] == {"jkt": holder.thumbprint, "x5t#S256": thumbprint(certificate)}
    assert answer.json["token_type"] == "DPoP"


async def test_the_exchange_wants_the_certificate(house: House) -> None:
    _, certificate, answer = await bound(house)
    token = answer.json["access_token"]
    assert (await house.exchange.of_token(token, "cases", "", Shown(certificate=thumbprint(certificate)))).token
    for shown in (Shown(), Shown(certificate=thumbprint(Authority().certificate))):
        with pytest.raises(Unauthenticated):
            await house.exchange.of_token(token, "cases", "", shown)


async def test_introspection_names_the_certificate(house: House) -> None:
    partner, certificate, answer = await bound(house)
    form = {"token": answer.json["access_token"], "client_id": partner.client.id}
    said = (await house.post("/oauth2/introspect", form, **{"client-cert": header(certificate)})).json
    assert said["cnf"] == {"x5t#S256": thumbprint(certificate)}
