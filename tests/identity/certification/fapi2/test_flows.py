"""The modules of a well-behaved client, and of authorization requests that are not."""

from typing import Any

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.identity.certification.fapi2.conftest import answered, registered
from tests.identity.certification.fapi2.relying_party import REDIRECT, SECOND_REDIRECT, Flow, RelyingParty, new_key
from tests.identity.whole.process import ISSUER, Service


def id_token(party: RelyingParty, tokens: dict[str, Any]) -> dict[str, Any]:
    """Its claims, by the keys that are published."""
    keys = KeySet.import_key_set(party.send("GET", "/oauth2/jwks").json())
    found = jwt.decode(tokens["id_token"], keys, algorithms=["ES256", "PS256", "EdDSA"])
    assert (found.claims["iss"], found.claims["aud"]) == (ISSUER, party.client_id)
    return found.claims


def refused(answer: requests.Response, *errors: str) -> None:
    """OAuth's JSON with one of these errors."""
    assert answer.status_code in (400, 401), answer.text
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["error"] in errors


def turned_away(answer: requests.Response, flow: Flow, *errors: str) -> None:
    """A page of ours that says so, or back at the client with one of these errors and our name."""
    assert "code" not in flow.answer
    if answer.status_code == 303:
        assert answer.headers["Location"].startswith(REDIRECT)
        assert (flow.answer["error"] in errors, flow.answer["iss"]) == (True, ISSUER)
    else:
        assert answer.status_code == 400


def test_fapi2_security_profile_final_discovery_end_point_verification(party: RelyingParty) -> None:
    said = party.send("GET", "/.well-known/openid-configuration").json()
    assert said["issuer"] == ISSUER
    assert said["pushed_authorization_request_endpoint"] == f"{ISSUER}/oauth2/par"
    assert {"ES256", "PS256"} <= set(said["dpop_signing_alg_values_supported"])
    assert "RS256" not in said["dpop_signing_alg_values_supported"]
    assert {"private_key_jwt", "self_signed_tls_client_auth"} <= set(said["token_endpoint_auth_methods_supported"])
    assert {"ES256", "PS256"} <= set(said["token_endpoint_auth_signing_alg_values_supported"])
    assert {"ES256", "PS256"} <= set(said["id_token_signing_alg_values_supported"])
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["response_types_supported"] == ["code"]
    assert said["authorization_response_iss_parameter_supported"] is True
    assert said["tls_client_certificate_bound_access_tokens"] is True


def test_fapi2_security_profile_final_happy_flow(party: RelyingParty, second: RelyingParty) -> None:
    for each in (party, second.other(redirect_uri=SECOND_REDIRECT)):
        flow = Flow()
        pushed = each.push(flow, state="s", nonce="n")
        assert (pushed.status_code, pushed.headers["Cache-Control"]) == (201, "no-store")
        assert 0 < pushed.json()["expires_in"] < 600
        answer = each.authorize(flow)
        assert answer.headers["Location"].startswith(each.redirect_uri)
        assert (flow.answer["state"], flow.answer["iss"]) == ("s", ISSUER)
        tokens = each.redeem(flow).json()
        assert tokens["token_type"] == "DPoP"
        assert id_token(each, tokens)["nonce"] == "n"
        assert each.resource(tokens["access_token"]).json()["sub"] == id_token(each, tokens)["sub"]


async def test_fapi2_security_profile_final_user_rejects_authentication(service: Service, amina: str) -> None:
    key = new_key()
    party = RelyingParty(service, await registered(service, key), key, amina)
    flow = await answered(service, party, yes=False)
    assert (flow.answer["error"], flow.answer["iss"]) == ("access_denied", ISSUER)
    assert flow.answer["state"]


def test_fapi2_security_profile_final_ensure_authorization_request_without_state_success(party: RelyingParty) -> None:
    flow = party.code(state=None)
    assert "state" not in flow.answer
    assert "s_hash" not in id_token(party, party.redeem(flow).json())


def test_fapi2_security_profile_final_ensure_authorization_request_without_nonce_success(party: RelyingParty) -> None:
    assert "nonce" not in id_token(party, party.tokens(nonce=None))


def test_fapi2_security_profile_final_ensure_authorization_request_with_64_char_nonce_success(
    party: RelyingParty,
) -> None:
    assert id_token(party, party.tokens(nonce="n" * 64))["nonce"] == "n" * 64


def test_fapi2_security_profile_final_ensure_authorization_request_with_long_nonce(party: RelyingParty) -> None:
    assert id_token(party, party.tokens(nonce="n" * 384))["nonce"] == "n" * 384


def test_fapi2_security_profile_final_ensure_authorization_request_with_long_state(party: RelyingParty) -> None:
    assert party.code(state="s" * 384).answer["state"] == "s" * 384


def test_fapi2_security_profile_final_ensure_other_scope_order_succeeds(party: RelyingParty) -> None:
    assert party.tokens(scope="email profile openid")["access_token"]


def test_fapi2_security_profile_final_test_claims_parameter_identity_claims(party: RelyingParty) -> None:
    wanted = '{"userinfo": {"email": {"essential": true}, "nobody_knows": null}, "id_token": {"auth_time": null}}'
    tokens = party.tokens(scope="openid", claims=wanted)
    assert "auth_time" in id_token(party, tokens)
    told = party.resource(tokens["access_token"]).json()
    assert told["email"] == "amina@example.org"
    assert "nobody_knows" not in told


def test_fapi2_security_profile_final_access_token_type_header_case_sensitivity(party: RelyingParty) -> None:
    token = party.tokens()["access_token"]
    assert [party.resource(token, scheme).status_code for scheme in ("DPoP", "dpop", "DPOP")] == [200, 200, 200]


def test_fapi2_security_profile_final_ensure_different_nonce_inside_and_outside_request_object(
    party: RelyingParty,
) -> None:
    flow = Flow()
    party.push(flow, nonce="pushed")
    party.authorize(flow, nonce="in the query")
    assert id_token(party, party.redeem(flow).json())["nonce"] == "pushed"


def test_fapi2_security_profile_final_ensure_different_state_inside_and_outside_request_object(
    party: RelyingParty,
) -> None:
    flow = Flow()
    party.push(flow, state="pushed")
    party.authorize(flow, state="in the query")
    assert flow.answer["state"] == "pushed"


def test_fapi2_security_profile_final_state_only_outside_request_object_not_used(party: RelyingParty) -> None:
    flow = Flow()
    party.push(flow, state=None)
    party.authorize(flow, state="in the query")
    assert flow.answer["code"]
    assert "state" not in flow.answer


def test_fapi2_security_profile_final_ensure_request_object_without_redirect_uri_fails(party: RelyingParty) -> None:
    refused(party.push(Flow(), redirect_uri=None), "invalid_request")


def test_fapi2_security_profile_final_ensure_redirect_uri_in_authorization_request(party: RelyingParty) -> None:
    flow = Flow()
    refused(party.push(flow, redirect_uri=None), "invalid_request")
    # Nor does one in the browser's URL make up for it.
    turned_away(party.authorize(flow, redirect_uri=REDIRECT), flow, "invalid_request")


@pytest.mark.parametrize(
    "uri",
    [
        "https://evil.example/callback",
        "https://lichfield.example/callback/",
        "https://lichfield.example/callback/../callback",
        "https://lichfield.example:443/callback",
        "https://lichfield.example/%63allback",
        "https://lichfield.example/callback#x",
        "http://lichfield.example/callback",
        "http://localhost/callback",
        "https://user@lichfield.example/callback",
    ],
)
def test_fapi2_security_profile_final_plain_fapi_tolerate_unregistered_redirect_uri(
    party: RelyingParty, uri: str
) -> None:
    """RFC 9126 section 2.4 would let us; we do not."""
    refused(party.push(Flow(), redirect_uri=uri), "invalid_request")


def test_fapi2_security_profile_final_ensure_unsigned_authorization_request_without_using_par_fails(
    party: RelyingParty,
) -> None:
    flow = Flow()
    answer = party.authorize(flow, **party.request(flow), request_uri="")
    turned_away(answer, flow, "invalid_request", "invalid_request_object")


def test_fapi2_security_profile_final_ensure_response_type_code_idtoken_fails(party: RelyingParty) -> None:
    refused(party.push(Flow(), response_type="code id_token"), "unsupported_response_type", "invalid_request")


@pytest.mark.parametrize("wanted", ["token", "id_token", "none", "code token"])
def test_fapi2_security_profile_final_ensure_response_type_token_fails(party: RelyingParty, wanted: str) -> None:
    refused(party.push(Flow(), response_type=wanted), "unsupported_response_type", "invalid_request")


def test_the_answer_names_us_in_every_error_too(party: RelyingParty) -> None:
    """RFC 9207: an error that does not say whose it is could be another server's."""
    flow = Flow()
    party.push(flow, prompt="none", max_age="0")
    party.authorize(flow)
    assert (flow.answer["error"], flow.answer["iss"]) == ("login_required", ISSUER)


def test_a_code_of_another_server_is_worth_nothing_here(party: RelyingParty) -> None:
    """Mix-up: the code of somebody else's, brought to us in good faith."""
    flow = party.code()
    flow.answer["code"] = "SplxlOBeZQQYbYS6WxSbIA"
    refused(party.redeem(flow), "invalid_grant")


def test_answers_send_the_browser_on_with_303(party: RelyingParty) -> None:
    """RFC 9700 section 4.12: 307 would post a form on."""
    flow = Flow()
    party.push(flow)
    answer = party.authorize(flow)
    assert (answer.status_code, answer.headers["Referrer-Policy"]) == (303, "no-referrer")
