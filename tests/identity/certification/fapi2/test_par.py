"""The modules of the pushed authorization request endpoint, and of what a request_uri is good for."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.identity.certification.fapi2.conftest import decide
from tests.identity.certification.fapi2.relying_party import Flow, RelyingParty, new_key, now
from tests.identity.certification.fapi2.test_flows import refused, turned_away
from tests.identity.whole.process import ISSUER, Service


def test_fapi2_security_profile_final_par_ensure_reused_request_uri_prior_to_auth_completion_succeeds(
    party: RelyingParty,
) -> None:
    """Looked at by somebody who is not signed in, loaded again, and only then answered."""
    flow = Flow()
    party.push(flow)
    nobody = party.other(cookie="")
    for _ in range(2):
        assert "/sign-in" in nobody.authorize(flow).headers["Location"]
    party.authorize(flow)
    assert flow.answer["code"]


def test_fapi2_security_profile_final_par_attempt_reuse_request_uri(party: RelyingParty) -> None:
    flow = party.code()
    flow.answer = {}
    turned_away(party.authorize(flow), flow, "invalid_request_uri")


async def test_two_pages_for_one_request_are_answered_once(service: Service, party: RelyingParty) -> None:
    """Both were opened while the request was still open; the second answer finds it closed."""
    flow = Flow()
    party.push(flow, prompt="consent")
    pages = [Flow(request_uri=flow.request_uri) for _ in range(2)]
    for page in pages:
        party.authorize(page)
    for page in pages:
        await decide(service, party, page)
    assert "code" in pages[0].answer
    assert (pages[1].answer["error"], "code" in pages[1].answer) == ("invalid_request_uri", False)


def test_fapi2_security_profile_final_par_attempt_to_use_expired_request_uri(
    party: RelyingParty, later: Callable[[int], AbstractContextManager[int]]
) -> None:
    flow = Flow()
    seconds = party.push(flow).json()["expires_in"]
    with later(seconds + 1):
        turned_away(party.authorize(flow), flow, "invalid_request_uri", "invalid_request")


def test_fapi2_security_profile_final_par_attempt_to_use_request_uri_for_different_client(
    party: RelyingParty, second: RelyingParty
) -> None:
    flow = Flow()
    party.push(flow)
    turned_away(second.authorize(flow), flow, "invalid_request_uri", "invalid_request")
    # And it is not spent by that.
    party.authorize(flow)
    assert flow.answer["code"]


@pytest.mark.parametrize("uri", ["urn:ietf:params:oauth:request_uri:x", "https://lichfield.example/request.jwt"])
def test_fapi2_security_profile_final_par_authorization_request_containing_request_uri_form_param(
    party: RelyingParty, uri: str
) -> None:
    refused(party.push(Flow(), request_uri=uri), "invalid_request")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_fapi2_security_profile_final_par_attempt_invalid_http_method(party: RelyingParty, method: str) -> None:
    asked = party.authenticated(party.request(Flow()))
    assert party.send(method, "/oauth2/par", data=asked).status_code == 405


@pytest.mark.parametrize("missing", [("code_challenge",), ("code_challenge", "code_challenge_method")])
def test_fapi2_security_profile_final_par_ensure_pkce_required(party: RelyingParty, missing: tuple[str, ...]) -> None:
    refused(party.push(Flow(), **dict.fromkeys(missing)), "invalid_request")


@pytest.mark.parametrize("method", ["plain", None, "S512", ""])
def test_fapi2_security_profile_final_par_plain_pkce_rejected(party: RelyingParty, method: str | None) -> None:
    flow = Flow()
    refused(party.push(flow, code_challenge=flow.verifier, code_challenge_method=method), "invalid_request")


def test_fapi2_security_profile_final_par_without_duplicate_parameters(party: RelyingParty) -> None:
    """client_id and request_uri alone are enough: that is what `authorize` sends."""
    assert party.code().answer["code"]


def test_a_parameter_there_twice_is_refused(party: RelyingParty) -> None:
    asked = list(party.authenticated(party.request(Flow())).items())
    refused(party.send("POST", "/oauth2/par", data=[*asked, ("state", "again")]), "invalid_request")


# How the client proves itself.


def with_audience(party: RelyingParty, audience: Any) -> RelyingParty:
    """The issuer as a string, and nothing else, is what one may name: such an assertion can be shown to nobody else."""
    return party.other(assertion_changed={"aud": audience})


def test_fapi2_security_profile_final_par_test_array_as_audience_fails(party: RelyingParty) -> None:
    refused(with_audience(party, [ISSUER]).push(Flow()), "invalid_client")


def test_fapi2_security_profile_final_par_test_par_endpoint_url_as_audience_fails(party: RelyingParty) -> None:
    refused(with_audience(party, f"{ISSUER}/oauth2/par").push(Flow()), "invalid_client")


def test_fapi2_security_profile_final_par_test_token_endpoint_url_as_audience_fails(party: RelyingParty) -> None:
    refused(with_audience(party, f"{ISSUER}/oauth2/token").push(Flow()), "invalid_client")


@pytest.mark.parametrize("audience", [f"{ISSUER}/", [], None, "https://evil.example", {"a": ISSUER}])
def test_no_other_audience_will_do(party: RelyingParty, audience: Any) -> None:
    refused(with_audience(party, audience).push(Flow()), "invalid_client")


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_fapi2_security_profile_final_par_ensure_jwt_client_assertions_nbf_8_seconds_in_the_future_is_accepted(
    party: RelyingParty, claim: str
) -> None:
    assert party.other(assertion_changed={claim: now() + 8}).push(Flow()).status_code == 201


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_fapi2_security_profile_final_par_ensure_jwt_client_assertions_nbf_over_60_seconds_in_the_future_fails(
    party: RelyingParty, claim: str
) -> None:
    refused(party.other(assertion_changed={claim: now() + 70, "exp": now() + 120}).push(Flow()), "invalid_client")


def test_an_assertion_is_good_once(party: RelyingParty) -> None:
    flow = Flow()
    proof = {
        "client_assertion": party.assertion(),
        "client_assertion_type": party.authenticated({})["client_assertion_type"],
    }
    assert party.push(flow, **proof).status_code == 201
    refused(party.push(flow, **proof), "invalid_client")


def test_a_client_with_a_secret_beside_its_assertion_is_refused(party: RelyingParty) -> None:
    refused(party.push(Flow(), client_secret="x"), "invalid_request")


@pytest.mark.parametrize(
    "header",
    [
        {"jku": "https://evil.example/jwks"},
        {"x5u": "https://evil.example/x509"},
        {"x5c": ["MIIB"]},
        {"kid": "../../../../dev/null"},
        {"kid": "' OR 1=1 --"},
        {"kid": "unknown"},
    ],
)
def test_a_header_does_not_choose_the_key(party: RelyingParty, header: dict[str, Any]) -> None:
    """Signed by a thief who offers a key of their own: the registered keys are looked at, and nothing is fetched."""
    thief = party.other(key=new_key(), assertion_changed={"header": header})
    refused(thief.push(Flow()), "invalid_client")
    embedded = {"header": header | {"jwk": {"kty": "oct", "k": "AAAA"}}}
    refused(thief.other(assertion_changed=embedded).push(Flow()), "invalid_client")


# DPoP at this endpoint.


def test_fapi2_security_profile_final_ensure_mismatched_dpop_jkt_fails(party: RelyingParty) -> None:
    other = party.other(dpop=new_key()).thumbprint
    refused(party.push(Flow(), {}, dpop_jkt=other), "invalid_dpop_proof", "invalid_request")


def test_fapi2_security_profile_final_ensure_dpopproof_at_par_endpoint_binding_success(party: RelyingParty) -> None:
    flow = party.code({})
    assert party.redeem(flow).json()["token_type"] == "DPoP"


def test_fapi2_security_profile_final_ensure_dpop_auth_code_binding_success(party: RelyingParty) -> None:
    flow = party.code({}, dpop_jkt=party.thumbprint)
    assert party.redeem(flow).json()["token_type"] == "DPoP"


def test_a_proof_at_the_par_endpoint_is_good_once(party: RelyingParty) -> None:
    party.push(Flow(), {})
    once = party.proof("POST", "/oauth2/par")
    asked = [party.authenticated(party.request(Flow())) for _ in range(2)]
    sent = [party.send("POST", "/oauth2/par", data=form, headers={"DPoP": once}) for form in asked]
    assert sent[0].status_code == 201
    refused(sent[1], "invalid_dpop_proof")


def test_rs256_is_not_taken_whatever_key_a_client_has(rsa_party: RelyingParty) -> None:
    assert isinstance(rsa_party.key, rsa.RSAPrivateKey)
    assert rsa_party.push(Flow()).status_code == 201
    refused(rsa_party.other(assertion_changed={"header": {"alg": "RS256"}}).push(Flow()), "invalid_client")
