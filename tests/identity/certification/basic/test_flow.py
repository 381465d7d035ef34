"""The flow itself: requests, answers, codes, and how the client proves itself."""

import time
from collections.abc import Mapping

from tests.identity.certification.basic.conftest import Redeemed
from tests.identity.certification.browser import Browser
from tests.identity.certification.relying_party import RelyingParty

REUSED_AFTER_SECONDS = 30
VERIFIER = "a-verifier-of-at-least-forty-three-characters-for-rfc-7636"


def test_oidcc_server(party: RelyingParty, browser: Browser) -> None:
    """The happy flow: sign in, code, ID token with the nonce, UserInfo about the same person."""
    done = party.sign_in(browser)
    assert done.landing.pages[0] == "/sign-in"
    assert done.claims["auth_time"] <= time.time()
    party.told(done)


def test_oidcc_server_client_secret_post(other_party: RelyingParty, browser: Browser) -> None:
    """The happy flow of a client that sends its secret in the body."""
    other_party.told(other_party.sign_in(browser))


def test_oidcc_response_type_missing(party: RelyingParty, browser: Browser) -> None:
    """Without response_type: back with unsupported_response_type or invalid_request."""
    asked = party.request(response_type=None)
    came = party.back(asked, party.send(browser, asked))
    assert came["error"] in {"unsupported_response_type", "invalid_request"}


def test_oidcc_alternate_happy_flow(party: RelyingParty, signed_in: Browser) -> None:
    """Neither the order of the scopes nor of the parameters means anything."""
    asked = party.request(scope="email openid")
    landing = party.send(signed_in, dict(reversed(asked.items())))
    answer = party.redeem(party.back(asked, landing)["code"])
    claims = party.verified(answer.json()["id_token"], answer.json()["access_token"])
    told = party.userinfo(answer.json()["access_token"]).json()
    assert claims["nonce"] == asked["nonce"]
    assert told["email"] == signed_in.person.email
    assert "email" not in claims


def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(party: RelyingParty, signed_in: Browser) -> None:
    """A nonce is the client's choice in the code flow."""
    assert "nonce" not in party.sign_in(signed_in, nonce=None).claims


def test_oidcc_ensure_request_with_unknown_parameter_succeeds(party: RelyingParty, signed_in: Browser) -> None:
    """extra=foobar is ignored (RFC 6749 section 3.1)."""
    party.sign_in(signed_in, extra="foobar")


def test_oidcc_ensure_post_request_succeeds(party: RelyingParty, browser: Browser) -> None:
    """The authorization endpoint takes a form by POST."""
    party.sign_in(browser, method="POST")


def test_oidcc_ensure_registered_redirect_uri(party: RelyingParty, browser: Browser) -> None:
    """An address that is not registered: an error page, and nobody is sent anywhere."""
    asked = party.request(redirect_uri="https://lichfield.example/elsewhere")
    landing = party.send(browser, asked)
    assert (landing.where, landing.status, landing.pages) == ("", 400, ())


def test_oidcc_ensure_request_with_valid_pkce_succeeds(party: RelyingParty, signed_in: Browser) -> None:
    """A client may use PKCE though it need not."""
    party.sign_in(signed_in, verifier=VERIFIER)


def test_oidcc_codereuse(party: RelyingParty, signed_in: Browser) -> None:
    """A code used a second time, at once: invalid_grant."""
    done = party.sign_in(signed_in)
    again = party.redeem(done.landing.parameters["code"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_oidcc_codereuse_30seconds(party: RelyingParty, mode: str, redeemed: Mapping[str, Redeemed]) -> None:
    """A code used again 30 seconds later: invalid_grant, and the access token it gave is dead."""
    used = redeemed[mode]
    assert party.userinfo(used.signed_in.tokens["access_token"]).status_code == 200
    while time.monotonic() < used.at + REUSED_AFTER_SECONDS:
        time.sleep(0.5)
    again = party.redeem(used.code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert party.userinfo(used.signed_in.tokens["access_token"]).status_code == 401


def test_oidcc_refresh_token(party: RelyingParty, other_party: RelyingParty, signed_in: Browser) -> None:
    """offline_access, with prompt=consent, gives a refresh token: it works, for the client it was given to only."""
    assert "offline_access" in party.op.metadata["scopes_supported"]
    assert "refresh_token" in party.op.metadata["grant_types_supported"]
    for mine, theirs in ((party, other_party), (other_party, party)):
        first = mine.sign_in(signed_in, scope="openid offline_access", prompt="consent")
        assert first.tokens["refresh_token"].isascii()
        stolen = theirs.token(grant_type="refresh_token", refresh_token=first.tokens["refresh_token"])
        assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
        answer = mine.token(grant_type="refresh_token", refresh_token=first.tokens["refresh_token"])
        assert answer.status_code == 200, answer.text
        second = answer.json()
        claims = mine.verified(second["id_token"], second["access_token"])
        # OIDC Core section 12.2.
        assert {name: claims[name] for name in ("iss", "sub", "aud", "auth_time")} == {
            name: first.claims[name] for name in ("iss", "sub", "aud", "auth_time")
        }
        assert claims["iat"] >= first.claims["iat"]
        assert second["access_token"] != first.tokens["access_token"]
        assert mine.userinfo(second["access_token"]).json()["sub"] == claims["sub"]
