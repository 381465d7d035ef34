"""The module of Config OP."""

from urllib.parse import urlsplit

import pytest
import requests

from services.identity.api.oidc.discovery.metadata import metadata
from tests.identity.certification.provider import Op
from tests.identity.whole.process import ISSUER


def test_oidcc_discovery_endpoint_verification(op: Op) -> None:
    """Everything OpenID Connect Discovery section 3 requires, and what the suite checks beyond."""
    said = op.metadata
    assert said["issuer"] == ISSUER
    assert not urlsplit(said["issuer"]).query
    assert "code" in said["response_types_supported"]
    assert {"authorization_code"} <= set(said["grant_types_supported"])
    assert set(said["subject_types_supported"]) <= {"public", "pairwise"}
    assert "RS256" in said["id_token_signing_alg_values_supported"]
    assert {"openid"} <= set(said["scopes_supported"])
    assert all(" " not in scope and scope.isascii() for scope in said["scopes_supported"])
    assert {"sub", "iss", "auth_time", "acr"} <= set(said["claims_supported"])
    for name in ("request_parameter_supported", "request_uri_parameter_supported", "claims_parameter_supported"):
        assert said[name] is True
    assert all(tag in {"en", "cy"} for tag in said["ui_locales_supported"])
    for endpoint in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "registration_endpoint"):
        assert said[endpoint].startswith(f"{ISSUER}/")
    for name, value in said.items():
        assert not isinstance(value, list) or len(set(value)) == len(value) > 0, name
    keys = op.jwks()
    assert len({key["kid"] for key in keys}) == len(keys)
    assert all(key["use"] == "sig" and key.keys().isdisjoint({"d", "p", "q", "k"}) for key in keys)
    assert {key["alg"] for key in keys} == set(said["id_token_signing_alg_values_supported"])


def test_in_public_every_endpoint_is_https() -> None:
    """The suite asks for https; the issuer under test is on this machine and says http, as it must there."""
    said = metadata("https://kith.example")
    for name, value in said.items():
        if name.endswith(("_endpoint", "_uri")):
            assert value.startswith("https://kith.example/"), name


@pytest.mark.parametrize(
    "name", ["token_endpoint", "userinfo_endpoint", "revocation_endpoint", "registration_endpoint"]
)
def test_an_endpoint_that_is_named_answers_in_json(op: Op, name: str) -> None:
    answer: requests.Response = op.request("POST", op.metadata[name])
    assert answer.status_code in {400, 401}
    assert answer.json()["error"]
