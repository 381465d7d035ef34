"""Request objects that nobody signed: refused as unsupported, which discovery says beforehand."""

import base64
import json
from typing import Any

from tests.identity.certification.browser import Browser
from tests.identity.certification.relying_party import RelyingParty
from tests.identity.whole.process import ISSUER


def unsigned(party: RelyingParty, claims: dict[str, Any]) -> str:
    """A JWT with alg none (RFC 7519 section 6)."""
    parts = ({"alg": "none"}, claims | {"iss": party.client_id, "aud": ISSUER})
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return f"{'.'.join(encoded)}."


def test_oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(
    party: RelyingParty, browser: Browser
) -> None:
    """By value: request_not_supported."""
    assert "none" not in party.op.metadata["request_object_signing_alg_values_supported"]
    asked = party.request()
    came = party.back(asked, party.send(browser, asked | {"request": unsigned(party, dict(asked))}))
    assert came["error"] == "request_not_supported"


def test_oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(
    party: RelyingParty, browser: Browser
) -> None:
    """By reference: not one that this client registered, so nothing is called, let alone believed."""
    asked = party.request()
    came = party.back(asked, party.send(browser, asked | {"request_uri": "https://lichfield.example/request.jwt"}))
    assert came["error"] in {"request_uri_not_supported", "invalid_request_uri"}


def test_oidcc_ensure_request_object_with_redirect_uri(party: RelyingParty, browser: Browser) -> None:
    """One redirect URI inside, another outside: nobody is sent to either on the word of an unsigned object."""
    asked = party.request()
    inside = dict(asked) | {"redirect_uri": "https://lichfield.example/inside"}
    landing = party.send(browser, asked | {"request": unsigned(party, inside)})
    assert "code" not in landing.parameters
    assert party.back(asked, landing)["error"] == "request_not_supported"
