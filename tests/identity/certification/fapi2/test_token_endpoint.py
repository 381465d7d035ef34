"""The modules of the token endpoint: codes, assertions, refresh tokens."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.identity.certification.fapi2.conftest import answered
from tests.identity.certification.fapi2.relying_party import RelyingParty, new_key, now
from tests.identity.certification.fapi2.test_flows import id_token, refused
from tests.identity.whole.process import Service


def test_fapi2_security_profile_final_ensure_client_id_in_token_endpoint(
    party: RelyingParty, second: RelyingParty
) -> None:
    refused(party.redeem(party.code(), client_id=second.client_id), "invalid_client")


def test_fapi2_security_profile_final_ensure_holder_of_key_required(party: RelyingParty) -> None:
    flow = party.code()
    form = {"grant_type": "authorization_code", "code": flow.answer["code"], "redirect_uri": party.redirect_uri}
    refused(party.post("/oauth2/token", form | {"code_verifier": flow.verifier}), "invalid_dpop_proof")
    # Refused before the code was looked at: its owner may still come with a proof.
    assert party.redeem(flow).status_code == 200


def test_fapi2_security_profile_final_ensure_authorization_code_is_bound_to_client(
    party: RelyingParty, second: RelyingParty
) -> None:
    flow = party.code()
    refused(second.redeem(flow), "invalid_grant")
    assert party.redeem(flow).status_code == 200


def test_fapi2_security_profile_final_attempt_reuse_authorization_code_after_one_second(party: RelyingParty) -> None:
    """Sooner or later: used is used, and what came of it is over (RFC 6749 section 4.1.2)."""
    flow = party.code()
    token = party.redeem(flow).json()["access_token"]
    assert party.resource(token).status_code == 200
    refused(party.redeem(flow), "invalid_grant")
    assert party.resource(token).status_code == 401


def test_fapi2_security_profile_final_ensure_token_endpoint_fails_with_expired_auth_code(
    party: RelyingParty, later: Callable[[int], AbstractContextManager[int]]
) -> None:
    flow = party.code()
    with later(61) as then:
        changed = {"assertion_changed": {"iat": then, "exp": then + 60}}
        refused(party.other(**changed).redeem(flow), "invalid_grant")


def test_fapi2_security_profile_final_ensure_signed_client_assertion_with_rs256_fails(rsa_party: RelyingParty) -> None:
    flow = rsa_party.code()
    refused(rsa_party.other(assertion_changed={"header": {"alg": "RS256"}}).redeem(flow), "invalid_client")
    assert rsa_party.redeem(flow).status_code == 200


def test_fapi2_security_profile_final_ensure_client_assertion_in_token_endpoint(party: RelyingParty) -> None:
    flow = party.code()
    form = {"grant_type": "authorization_code", "code": flow.answer["code"], "code_verifier": flow.verifier}
    answer = party.send("POST", "/oauth2/token", data=form | {"client_id": party.client_id})
    refused(answer, "invalid_client")


def fails(party: RelyingParty, **changed: Any) -> None:
    """With such an assertion; and the code is still good for one that holds."""
    flow = party.code()
    refused(party.other(assertion_changed=changed).redeem(flow), "invalid_client")
    assert party.redeem(flow).status_code == 200


def test_fapi2_security_profile_final_ensure_client_assertion_with_exp_is_5_minutes_in_past_fails(
    party: RelyingParty,
) -> None:
    fails(party, exp=now() - 300)


def test_fapi2_security_profile_final_ensure_client_assertion_with_wrong_aud_fails(party: RelyingParty) -> None:
    fails(party, aud="https://other.example")


def test_fapi2_security_profile_final_ensure_client_assertion_with_no_sub_fails(party: RelyingParty) -> None:
    fails(party, sub=None)


@pytest.mark.parametrize(
    "changed",
    [{"sub": "cli_other"}, {"iss": None}, {"jti": None}, {"exp": None}, {"exp": 99_999_999_999}, {"exp": "soon"}],
)
def test_no_claim_of_an_assertion_can_be_done_without(party: RelyingParty, changed: dict[str, Any]) -> None:
    fails(party, **changed)


def test_an_unsigned_assertion_is_refused(party: RelyingParty) -> None:
    refused(party.other(assertion_changed={"header": {"alg": "none"}}).redeem(party.code()), "invalid_client")


def test_fapi2_security_profile_final_ensure_pkce_code_verifier_required(party: RelyingParty) -> None:
    refused(party.redeem(party.code(), code_verifier=None), "invalid_grant")


def test_fapi2_security_profile_final_incorrect_pkce_code_verifier_rejected(party: RelyingParty) -> None:
    refused(party.redeem(party.code(), code_verifier="w" * 43), "invalid_grant")


# DPoP and the code.


def test_fapi2_security_profile_final_ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt(
    party: RelyingParty,
) -> None:
    flow = party.code({})
    refused(party.other(dpop=new_key()).redeem(flow), "invalid_grant", "invalid_dpop_proof")


def test_fapi2_security_profile_final_ensure_token_endpoint_fails_with_mismatched_dpop_jkt(
    party: RelyingParty,
) -> None:
    other = party.other(dpop=new_key())
    flow = party.code(dpop_jkt=other.thumbprint)
    refused(party.redeem(flow), "invalid_grant", "invalid_dpop_proof")
    assert other.redeem(flow).status_code == 200


def proofs_off_by(party: RelyingParty, seconds: int) -> list[int]:
    """The answers of all three endpoints to proofs made so many seconds from now."""
    tokens = party.redeem(party.code({"iat": now() + seconds}), {"iat": now() + seconds})
    return [tokens.status_code, party.resource(tokens.json()["access_token"], iat=now() + seconds).status_code]


def test_fapi2_security_profile_final_ensure_dpopproof_with_iat_10seconds_before_succeeds(party: RelyingParty) -> None:
    assert proofs_off_by(party, -10) == [200, 200]


def test_fapi2_security_profile_final_ensure_dpopproof_with_iat_10seconds_after_succeeds(party: RelyingParty) -> None:
    assert proofs_off_by(party, 10) == [200, 200]


def test_fapi2_security_profile_final_check_dpop_proof_nbf_exp(party: RelyingParty) -> None:
    said: dict[str, Any] = {"nbf": now(), "exp": now() + 300}
    tokens = party.redeem(party.code(), said)
    assert tokens.status_code == 200
    assert party.resource(tokens.json()["access_token"], **said).status_code == 200


# Refresh tokens.


async def test_fapi2_security_profile_final_refresh_token(
    service: Service, party: RelyingParty, second: RelyingParty
) -> None:
    flow = await answered(service, party)
    first = party.redeem(flow).json()
    refresh = first["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh}

    again = party.post("/oauth2/token", form, {})
    assert again.status_code == 200
    renewed = again.json()
    assert party.resource(renewed["access_token"]).status_code == 200
    # Stable: no successor, and the same token is good again (FAPI 2.0 section 5.3.2.1, item 9).
    assert renewed.get("refresh_token", refresh) == refresh
    assert party.post("/oauth2/token", form, {}).status_code == 200
    before, after = id_token(party, first), id_token(party, renewed)
    assert (before["sub"], before["auth_time"]) == (after["sub"], after["auth_time"])

    # Another client, no client, no proof of possession.
    refused(second.post("/oauth2/token", form, {}), "invalid_grant")
    unauthenticated = party.send("POST", "/oauth2/token", data=form | {"client_id": party.client_id})
    refused(unauthenticated, "invalid_client")
    refused(party.post("/oauth2/token", form), "invalid_dpop_proof", "invalid_request")
    # Bound by who the client proves to be, and not by the key it held that day (RFC 9449 section 5).
    assert party.other(dpop=new_key()).post("/oauth2/token", form, {}).status_code == 200
