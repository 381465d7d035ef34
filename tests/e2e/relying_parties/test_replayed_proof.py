"""Whoever copies a request with a bound token, proof and all, cannot make it again: over all four services."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from console.api import client_assertion
from console.secrets import new_key, public_jwks
from tests.e2e.relying_parties.stage import Stage
from tests.identity.holder import Holder

pytestmark = pytest.mark.xdist_group("relying-parties")


def with_nonce(ask: Callable[[str | None], requests.Response]) -> requests.Response:
    """Asked once more with the nonce of now, as RFC 9449 sections 8 and 9 have it."""
    challenge = ask(None)
    assert challenge.status_code in (400, 401)
    assert "use_dpop_nonce" in challenge.text + challenge.headers.get("WWW-Authenticate", "")
    return ask(challenge.headers["DPoP-Nonce"])


def test_a_copied_request_is_refused(stage: Stage, tmp_path: Path) -> None:
    key, holder = new_key(tmp_path / "partner.pem"), Holder()
    registration = {"token_endpoint_auth_method": "private_key_jwt", "dpop_bound_access_tokens": True}
    client = stage.client("service", jwks=public_jwks(key), role="partner", registration=registration)
    endpoint, resource = f"{stage.issuer}/oauth2/token", f"{stage.issuer}/v1/subscriptions"

    def ask_token(nonce: str | None) -> requests.Response:
        form = {"grant_type": "client_credentials", "scope": "subscriptions:read"}
        form |= client_assertion(stage.issuer, client["client_id"], key)
        proof = holder.proof(datetime.now(UTC), "POST", endpoint, nonce=nonce)
        return requests.post(endpoint, data=form, headers={"DPoP": proof}, timeout=20)

    answer = with_nonce(ask_token).json()
    assert answer["token_type"] == "DPoP"
    token, sent = answer["access_token"], list[dict[str, str]]()

    def ask_resource(nonce: str | None) -> requests.Response:
        proof = holder.proof(datetime.now(UTC), "GET", resource, token=token, nonce=nonce)
        sent.append({"Authorization": f"DPoP {token}", "DPoP": proof})
        return requests.get(resource, headers=sent[-1], timeout=20)

    first = with_nonce(ask_resource)
    assert (first.status_code, first.json()["items"]) == (200, [])
    copied = requests.get(resource, headers=sent[-1], timeout=20)
    assert copied.status_code == 401
    assert 'error="invalid_dpop_proof"' in copied.headers["WWW-Authenticate"]
    without = requests.get(resource, headers={"Authorization": f"Bearer {token}"}, timeout=20)
    assert without.status_code == 401
    assert ask_resource(first.headers["DPoP-Nonce"]).status_code == 200
