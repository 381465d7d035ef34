"""ID tokens, UserInfo, scopes and the `claims` parameter."""

import json

import pytest

from chassis.errors import Invalid
from tests.identity.certification.browser import Browser
from tests.identity.certification.relying_party import RelyingParty
from tests.identity.house import REDIRECT

# What we hold of a proven resident, by scope (OIDC Core section 5.4).
HELD = {
    "profile": {"name", "given_name", "family_name", "birthdate", "updated_at"},
    "email": {"email", "email_verified"},
    "address": {"address"},
    # We know nobody's telephone number, and say so by leaving it out (section 5.3.2).
    "phone": set[str](),
}


def test_oidcc_idtoken_signature(party: RelyingParty, signed_in: Browser) -> None:
    """The ID token is signed, RS256 unless registered otherwise, by a published key that its header names."""
    done = party.sign_in(signed_in)
    assert "RS256" in party.op.metadata["id_token_signing_alg_values_supported"]
    assert party.verified(done.tokens["id_token"], done.tokens["access_token"]) == done.claims


def test_oidcc_idtoken_unsigned(party: RelyingParty) -> None:
    """`none` is neither offered nor taken (it is optional, OIDC Core section 2)."""
    assert "none" not in party.op.metadata["id_token_signing_alg_values_supported"]
    with pytest.raises(Invalid, match="id_token_signed_response_alg"):
        party.op.create_client(
            name="Lichfield Council",
            profile="basic",
            organisation_id="org_lichfield",
            redirect_uris=[REDIRECT],
            registration={
                "token_endpoint_auth_method": "client_secret_basic",
                "id_token_signed_response_alg": "none",
            },
        )


def test_oidcc_userinfo_get(party: RelyingParty, signed_in: Browser) -> None:
    """UserInfo by GET."""
    party.told(party.sign_in(signed_in), "get")


def test_oidcc_userinfo_post_header(party: RelyingParty, signed_in: Browser) -> None:
    """UserInfo by POST, the token in the header."""
    party.told(party.sign_in(signed_in), "post-header")


def test_oidcc_userinfo_post_body(party: RelyingParty, signed_in: Browser) -> None:
    """UserInfo by POST, the token in the body."""
    party.told(party.sign_in(signed_in), "post-body")


def scope_gives_its_claims(party: RelyingParty, browser: Browser, *scopes: str) -> None:
    """In UserInfo, which is where scopes are answered when there is an access token; not in the ID token."""
    assert set(scopes) <= set(party.op.metadata["scopes_supported"])
    done = party.sign_in(browser, scope=" ".join(("openid", *scopes)))
    expected = set[str]().union(*(HELD[scope] for scope in scopes))
    assert party.told(done).keys() == {"sub"} | expected
    assert done.claims.keys().isdisjoint(expected)


def test_oidcc_scope_profile(party: RelyingParty, signed_in: Browser) -> None:
    """scope=openid profile."""
    scope_gives_its_claims(party, signed_in, "profile")


def test_oidcc_scope_email(party: RelyingParty, signed_in: Browser) -> None:
    """scope=openid email; the address is in UserInfo and not in the ID token."""
    scope_gives_its_claims(party, signed_in, "email")


def test_oidcc_scope_address(party: RelyingParty, signed_in: Browser) -> None:
    """scope=openid address; the claim is an object of strings (section 5.1.1)."""
    scope_gives_its_claims(party, signed_in, "address")
    address = party.told(party.sign_in(signed_in, scope="openid address"))["address"]
    assert address == {"postal_code": "WS13 6YZ"}


def test_oidcc_scope_phone(party: RelyingParty, signed_in: Browser) -> None:
    """scope=openid phone succeeds."""
    scope_gives_its_claims(party, signed_in, "phone")


def test_oidcc_scope_all(party: RelyingParty, signed_in: Browser) -> None:
    """All four at once."""
    scope_gives_its_claims(party, signed_in, "address", "email", "phone", "profile")


def test_oidcc_claims_essential(party: RelyingParty, signed_in: Browser) -> None:
    """`name` asked for as essential in UserInfo is there, and not in the ID token."""
    claims = json.dumps({"userinfo": {"name": {"essential": True}}})
    done = party.sign_in(signed_in, claims=claims)
    assert party.told(done)["name"] == "Amina Begum"
    assert "name" not in done.claims


def test_oidcc_claims_locales(party: RelyingParty, signed_in: Browser) -> None:
    """claims_locales=se is no error (section 15.1)."""
    party.sign_in(signed_in, claims_locales="se")


def test_oidcc_ensure_request_with_acr_values_succeeds(party: RelyingParty, signed_in: Browser) -> None:
    """Our own acr_values_supported, asked for: one of them is in the ID token."""
    supported = party.op.metadata["acr_values_supported"]
    assert party.sign_in(signed_in, acr_values=" ".join(supported)).claims["acr"] in supported
