"""OpenID Connect Discovery 1.0: the metadata is well formed and true."""

import json

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata
from starlette.routing import Route

from services.identity.api.oidc.discovery.metadata import metadata
from services.identity.domain.claims.release import OIDC_SCOPES
from services.identity.domain.clients.profile import RULES
from tests.identity.house import ISSUER, House


def test_authlib_finds_the_metadata_valid() -> None:
    said = metadata("https://kith.example")
    AuthorizationServerMetadata(said).validate()
    OpenIDProviderMetadata(said).validate()


def test_metadata_that_contradicts_the_specification_does_not_start() -> None:
    with pytest.raises(ValueError, match="issuer"):
        metadata("https://kith.example/?tenant=1")


async def test_every_endpoint_named_is_there(house: House) -> None:
    said = (await house.get("/.well-known/openid-configuration")).json
    assert said["issuer"] == ISSUER
    for name, url in said.items():
        if name.endswith(("_endpoint", "_uri")):
            path = url.removeprefix(ISSUER)
            assert (await house.get(path)).status != 404, name


async def test_identity_assurance_metadata_is_complete(house: House) -> None:
    said = (await house.get("/.well-known/openid-configuration")).json
    assert said["verified_claims_supported"] is True
    for name in ("trust_frameworks_supported", "claims_in_verified_claims_supported", "documents_supported"):
        assert said[name]
    assert "document" in said["evidence_supported"]


async def test_the_next_key_is_published_before_it_signs(house: House) -> None:
    before = json.loads((await house.get("/oauth2/jwks")).body)["keys"]
    assert all(key.keys().isdisjoint({"d"}) for key in before)
    council, amina = await house.party(), await house.resident()
    old = await house.tokens(council, amina.value)
    await house.keys.rotate()
    after = json.loads((await house.get("/oauth2/jwks")).body)["keys"]
    assert {key["kid"] for key in before} < {key["kid"] for key in after}
    # A token signed before the rotation is good until it expires; a new one is signed by the key published before.
    assert (await house.userinfo(old["access_token"])).status == 200
    new = await house.tokens(council, amina.value)
    await house.claims(new["id_token"], council.client.id)


async def test_every_endpoint_there_is_is_named(house: House) -> None:
    said = (await house.get("/.well-known/openid-configuration")).json
    named = {url.removeprefix(ISSUER) for url in said.values() if isinstance(url, str)}
    routes = {route.path for route in house.app.routes if isinstance(route, Route)}
    # Not for the metadata: a step of another endpoint, what registration answers with, what One Login has beside it,
    # and what another provider calls.
    beside = {
        *("/oauth2/authorize/resume", "/oauth2/register/{client_id}", "/oauth2/trustmark"),
        "/oauth2/workplaces/{organisation_id}/logout",
    }
    assert {path for path in routes if path.startswith("/oauth2")} - named == beside


async def test_every_grant_type_and_method_it_names_is_known(house: House) -> None:
    said = (await house.get("/.well-known/openid-configuration")).json
    for grant_type in said["grant_types_supported"]:
        answer = await house.post("/oauth2/token", {"grant_type": grant_type, "client_id": "nobody"})
        assert answer.json["error"] != "unsupported_grant_type", grant_type
    rules = RULES.values()
    assert set(said["grant_types_supported"]) == {grant for each in rules for grant in each.grants}
    # By a certificate of an authority only where there is one that we trust.
    methods = {name for each in rules for name in each.auth_methods} - {"tls_client_auth"}
    assert set(said["token_endpoint_auth_methods_supported"]) == methods
    assert "none" not in said["introspection_endpoint_auth_methods_supported"]


async def test_every_scope_of_a_relying_party_can_be_asked_for(house: House) -> None:
    said = (await house.get("/.well-known/openid-configuration")).json
    scopes = frozenset(said["scopes_supported"]) & OIDC_SCOPES
    council, amina = await house.party(scopes=scopes), await house.resident()
    tokens = await house.tokens(council, amina.value, scope=" ".join(sorted(scopes)))
    assert frozenset(tokens["scope"].split()) == scopes
