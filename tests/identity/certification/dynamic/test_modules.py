"""The modules of Dynamic OP for the code flow: clients that register themselves and prove themselves with a key."""

import json
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.identity.certification.basic.test_request_objects import unsigned
from tests.identity.certification.browser import Browser
from tests.identity.certification.dynamic.conftest import Rekeyed, Site, Software, public
from tests.identity.certification.provider import Op
from tests.identity.house import REDIRECT
from tests.identity.whole.process import ISSUER

KEYS_READ_AGAIN_AFTER_SECONDS = 60


def test_oidcc_server(software: Software, browser: Browser) -> None:
    """A client registers itself, and everything works; what it registered can be read where we said."""
    answer = software.op.register(software.token, **software.metadata())
    told = answer.json()
    assert (answer.status_code, told["redirect_uris"]) == (201, [REDIRECT])
    assert told["client_id_issued_at"] <= time.time()
    bearer = {"Authorization": f"Bearer {told['registration_access_token']}"}
    again = software.op.request("GET", told["registration_client_uri"], headers=bearer)
    assert (again.status_code, again.json()["client_id"]) == (200, told["client_id"])
    party = software.registered()
    party.told(party.sign_in(browser))


def test_oidcc_idtoken_rs256(software: Software, signed_in: Browser) -> None:
    """id_token_signed_response_alg=RS256."""
    party = software.registered(id_token_signed_response_alg="RS256")
    assert party.id_token_algorithm == "RS256"
    party.sign_in(signed_in)


def test_oidcc_idtoken_unsigned(software: Software) -> None:
    """`none` is refused, and discovery never offered it."""
    answer = software.op.register(software.token, **software.metadata(id_token_signed_response_alg="none"))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")


def test_oidcc_userinfo_rs256(software: Software, signed_in: Browser) -> None:
    """userinfo_signed_response_alg=RS256: a JWT by us, for this client, about the same person."""
    party = software.registered(userinfo_signed_response_alg="RS256")
    done = party.sign_in(signed_in)
    answer = party.userinfo(done.tokens["access_token"])
    assert answer.headers["content-type"].startswith("application/jwt")
    claims = jwt.decode(answer.text, party.op.keys(), algorithms=["RS256"]).claims
    assert (claims["iss"], claims["aud"], claims["sub"]) == (ISSUER, party.client_id, done.claims["sub"])


def test_oidcc_ensure_redirect_uri_in_authorization_request(software: Software, browser: Browser) -> None:
    """Two registered, none in the request: an error page."""
    party = software.registered(redirect_uris=[REDIRECT, f"{REDIRECT}2"])
    landing = party.send(browser, party.request(redirect_uri=None))
    assert (landing.where, landing.status) == ("", 400)


def test_oidcc_redirect_uri_query_ok(software: Software, signed_in: Browser) -> None:
    """A registered query stays, and the answer is added to it."""
    uri = f"{REDIRECT}?foo=bar"
    party = software.registered(redirect_uris=[uri], redirect_uri=uri)
    landing = party.send(signed_in, party.request())
    assert (landing.where, landing.parameters["foo"]) == (REDIRECT, "bar")
    assert party.redeem(landing.parameters["code"]).status_code == 200


def test_oidcc_redirect_uri_query_mismatch(software: Software, browser: Browser) -> None:
    """Another query than the registered one: an error page."""
    party = software.registered(redirect_uris=[f"{REDIRECT}?foo=bar"], redirect_uri=f"{REDIRECT}?bar=foo")
    landing = party.send(browser, party.request())
    assert (landing.where, landing.status) == ("", 400)


def test_oidcc_redirect_uri_query_added(software: Software, browser: Browser) -> None:
    """A query where none is registered: an error page."""
    party = software.registered(redirect_uri=f"{REDIRECT}?foo=bar")
    landing = party.send(browser, party.request())
    assert (landing.where, landing.status) == ("", 400)


def test_oidcc_redirect_uri_regfrag(software: Software) -> None:
    """A fragment in a redirect URI is refused at registration."""
    answer = software.op.register(software.token, **software.metadata(redirect_uris=[f"{REDIRECT}#here"]))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_redirect_uri")


def the_page_is_given(software: Software, browser: Browser, member: str, site: Site) -> None:
    uri = f"{site.url}/{member}"
    said: dict[str, Any] = {member: uri}
    party = software.registered(**said)
    done = party.sign_in(browser)
    assert done.landing.pages[0] == "/sign-in"
    assert getattr(done.landing.views[0], member) == uri


def test_oidcc_registration_logo_uri(software: Software, browser: Browser, site: Site) -> None:
    """logo_uri: the sign-in page is given it to show."""
    the_page_is_given(software, browser, "logo_uri", site)


def test_oidcc_registration_policy_uri(software: Software, browser: Browser, site: Site) -> None:
    """policy_uri: the sign-in page is given it to link to."""
    the_page_is_given(software, browser, "policy_uri", site)


def test_oidcc_registration_tos_uri(software: Software, browser: Browser, site: Site) -> None:
    """tos_uri: the sign-in page is given it to link to."""
    the_page_is_given(software, browser, "tos_uri", site)


def test_oidcc_registration_jwks_uri(software: Software, signed_in: Browser, site: Site) -> None:
    """Keys at a jwks_uri: the client proves itself with one of them."""
    key = ECKey.generate_key("P-256", parameters={"kid": "at-my-own-site"})
    uri = site.put("/jwks", json.dumps(public(key)))
    software.registered(key, jwks=None, jwks_uri=uri).sign_in(signed_in)


def test_oidcc_registration_sector_uri(software: Software, site: Site) -> None:
    """sector_identifier_uri leads to a document with the redirect URI: registered."""
    uri = site.put("/sector", json.dumps([REDIRECT, f"{REDIRECT}2"]))
    software.registered(sector_identifier_uri=uri)


def test_oidcc_registration_sector_bad(software: Software, site: Site) -> None:
    """The document does not have it: refused."""
    uri = site.put("/bad-sector", json.dumps([f"{REDIRECT}2"]))
    answer = software.op.register(software.token, **software.metadata(sector_identifier_uri=uri))
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_client_metadata", "invalid_redirect_uri"}


def test_oidcc_server_rotate_keys(op: Op, software: Software, signed_in: Browser) -> None:
    """We rotate: the JWK Set has new keys and still the old ones, each named once; old and new tokens verify."""
    party = software.registered()
    old, before = party.sign_in(signed_in), [key["kid"] for key in op.jwks()]
    op.rotate_keys()
    after = [key["kid"] for key in op.jwks()]
    assert set(before) < set(after)
    assert len(set(after)) == len(after)
    new = party.sign_in(signed_in)
    assert jwt.decode(new.tokens["id_token"], op.keys(), algorithms=["RS256"]).header["kid"] in before
    assert party.verified(old.tokens["id_token"], old.tokens["access_token"])["sub"] == new.claims["sub"]


def test_oidcc_request_uri_unsigned(software: Software, browser: Browser, site: Site) -> None:
    """Discovery does not offer unsigned request objects, and one at a registered address is refused."""
    assert "none" not in software.op.metadata["request_object_signing_alg_values_supported"]
    uri = f"{site.url}/unsigned"
    party = software.registered(request_uris=[uri])
    asked = party.request()
    site.put("/unsigned", unsigned(party, dict(asked)))
    came = party.back(asked, party.send(browser, asked | {"request_uri": uri}))
    assert came["error"] == "request_uri_not_supported"


def signed(party: Any, key: RSAKey, asked: dict[str, str]) -> str:
    now = int(time.time())
    about = {"iss": party.client_id, "aud": ISSUER, "iat": now, "nbf": now, "exp": now + 300}
    return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "oauth-authz-req+jwt"}, asked | about, key)


def test_oidcc_request_uri_signed_rs256(software: Software, signed_in: Browser, site: Site, rsa_key: RSAKey) -> None:
    """An RS256 request object at a registered address is read, and what is inside counts."""
    uri = f"{site.url}/signed"
    party = software.registered(
        jwks=public(software.key, rsa_key), request_uris=[uri], request_object_signing_alg="RS256"
    )
    asked = party.request()
    site.put("/signed", signed(party, rsa_key, asked))
    outside = {"client_id": party.client_id, "response_type": "code", "scope": "openid", "request_uri": uri}
    came = party.back(asked, party.send(signed_in, outside))
    claims = jwt.decode(party.redeem(came["code"]).json()["id_token"], party.op.keys(), algorithms=["RS256"]).claims
    assert claims["nonce"] == asked["nonce"]


def test_oidcc_ensure_request_object_with_redirect_uri(software: Software, signed_in: Browser, rsa_key: RSAKey) -> None:
    """One redirect URI inside, another, wrong one outside: that of the signed object counts."""
    party = software.registered(jwks=public(software.key, rsa_key), request_object_signing_alg="RS256")
    asked = party.request()
    outside = asked | {"redirect_uri": "https://lichfield.example/outside", "request": signed(party, rsa_key, asked)}
    assert "code" in party.back(asked, party.send(signed_in, outside))


def test_oidcc_ensure_client_assertion_with_iss_aud_succeeds(software: Software, signed_in: Browser) -> None:
    """An assertion whose audience is our issuer is good: every assertion of these tests is like that."""
    party = software.registered()
    assert jwt.decode(party.assertion(), software.key, algorithms=["ES256"]).claims["aud"] == ISSUER
    party.sign_in(signed_in)


def test_oidcc_refresh_token_rp_key_rotation(rekeyed: Rekeyed) -> None:
    """A minute after its keys changed at its jwks_uri, a client refreshes with an assertion of the new one."""
    while time.monotonic() < rekeyed.at + KEYS_READ_AGAIN_AFTER_SECONDS:
        time.sleep(0.5)
    tokens = rekeyed.signed_in.tokens
    answer = rekeyed.party.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert answer.status_code == 200, answer.text
    assert answer.json()["access_token"] != tokens["access_token"]
