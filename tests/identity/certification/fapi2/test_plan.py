"""The plan `fapi2-security-profile-final-test-plan` of the public suite: each module that applies has its test here.

For plain FAPI with OpenID Connect, private_key_jwt, DPoP and unsigned requests. Left out are the modules of other
ecosystems, those that the suite takes out of this plan because they need signed requests, and grant management.
"""

from tests.identity.certification.fapi2 import test_dpop_negative, test_flows, test_par, test_token_endpoint

MODULES = (
    "access-token-type-header-case-sensitivity",
    "attempt-reuse-authorization-code-after-one-second",
    "check-dpop-proof-nbf-exp",
    "discovery-end-point-verification",
    "dpop-negative-tests",
    "ensure-authorization-code-is-bound-to-client",
    "ensure-authorization-request-with-64-char-nonce-success",
    "ensure-authorization-request-with-long-nonce",
    "ensure-authorization-request-with-long-state",
    "ensure-authorization-request-without-nonce-success",
    "ensure-authorization-request-without-state-success",
    "ensure-client-assertion-in-token-endpoint",
    "ensure-client-assertion-with-exp-is-5-minutes-in-past-fails",
    "ensure-client-assertion-with-no-sub-fails",
    "ensure-client-assertion-with-wrong-aud-fails",
    "ensure-client-id-in-token-endpoint",
    "ensure-different-nonce-inside-and-outside-request-object",
    "ensure-different-state-inside-and-outside-request-object",
    "ensure-dpop-auth-code-binding-success",
    "ensure-dpopproof-at-par-endpoint-binding-success",
    "ensure-dpopproof-with-iat-10seconds-after-succeeds",
    "ensure-dpopproof-with-iat-10seconds-before-succeeds",
    "ensure-holder-of-key-required",
    "ensure-mismatched-dpop-jkt-fails",
    "ensure-other-scope-order-succeeds",
    "ensure-pkce-code-verifier-required",
    "ensure-redirect-uri-in-authorization-request",
    "ensure-request-object-without-redirect-uri-fails",
    "ensure-response-type-code-idtoken-fails",
    "ensure-response-type-token-fails",
    "ensure-signed-client-assertion-with-rs256-fails",
    "ensure-token-endpoint-fails-with-expired-auth-code",
    "ensure-token-endpoint-fails-with-mismatched-dpop-jkt",
    "ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt",
    "ensure-unsigned-authorization-request-without-using-par-fails",
    "happy-flow",
    "incorrect-pkce-code-verifier-rejected",
    "par-attempt-invalid-http-method",
    "par-attempt-reuse-request-uri",
    "par-attempt-to-use-expired-request-uri",
    "par-attempt-to-use-request-uri-for-different-client",
    "par-authorization-request-containing-request-uri-form-param",
    "par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted",
    "par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails",
    "par-ensure-pkce-required",
    "par-ensure-reused-request-uri-prior-to-auth-completion-succeeds",
    "par-plain-pkce-rejected",
    "par-test-array-as-audience-fails",
    "par-test-par-endpoint-url-as-audience-fails",
    "par-test-token-endpoint-url-as-audience-fails",
    "par-without-duplicate-parameters",
    "plain-fapi-tolerate-unregistered-redirect-uri",
    "refresh-token",
    "state-only-outside-request-object-not-used",
    "test-claims-parameter-identity-claims",
    "user-rejects-authentication",
)


def test_every_module_has_a_test_of_its_name() -> None:
    tests = {name for each in (test_dpop_negative, test_flows, test_par, test_token_endpoint) for name in dir(each)}
    named = {f"test_fapi2_security_profile_final_{module.replace('-', '_')}" for module in MODULES}
    assert len(MODULES) == 56
    assert named - tests == set()
