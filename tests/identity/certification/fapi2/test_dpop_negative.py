"""fapi2-security-profile-final-dpop-negative-tests, step by step and in the suite's order, at userinfo."""

from typing import Any

import pytest
import requests

from tests.identity.certification.fapi2.relying_party import RelyingParty, new_key, now
from tests.identity.certification.fapi2.signing import number, public
from tests.identity.whole.process import ISSUER

USERINFO = "/oauth2/userinfo"


@pytest.fixture(scope="module")
def bound(_first: RelyingParty) -> tuple[RelyingParty, str]:
    party = _first.other()
    token = party.tokens()["access_token"]
    assert party.resource(token).status_code == 200
    return party, token


def asked(party: RelyingParty, **headers: str) -> requests.Response:
    return party.send("GET", USERINFO, headers=headers)


BAD: dict[str, dict[str, Any]] = {
    "typ missing": {"header": {"typ": None}},
    "alg missing": {"header": {"alg": None}},
    "jwk missing": {"header": {"jwk": None}},
    "jti missing": {"jti": None},
    "htm missing": {"htm": None},
    "htu missing": {"htu": None},
    "iat missing": {"iat": None},
    "ath missing": {"ath": None},
    "typ wrong": {"header": {"typ": "JWT"}},
    "alg none": {"header": {"alg": "none"}},
    "alg RS256": {"header": {"alg": "RS256"}},
    "alg HS256": {"header": {"alg": "HS256"}},
    "signed by another key": {"header": {"jwk": public(new_key())}},
    "htm of another method": {"htm": "PUT"},
    "htu of another resource": {"htu": f"{ISSUER}/oauth2/token"},
    "htu of another host": {"htu": f"https://evil.example{USERINFO}"},
    "ath of another token": {"ath": "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"},
}


@pytest.mark.parametrize("what", BAD)
def test_fapi2_security_profile_final_dpop_negative_tests(bound: tuple[RelyingParty, str], what: str) -> None:
    party, token = bound
    answer = party.resource(token, **BAD[what])
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('DPoP error="invalid_')
    assert party.resource(token).status_code == 200


GOOD: dict[str, dict[str, Any]] = {
    "htu with query and fragment": {"htu": f"{ISSUER}{USERINFO}?a=b#c"},
    "htu in capitals": {"htu": f"HTTP://LOCALHOST:8000{USERINFO}"},
    "more than we know": {"header": {"more": "x"}, "and": {"more": 1}},
    "iat an hour ago, with our nonce": {"iat": now() - 3600},
    "iat in an hour, with our nonce": {"iat": now() + 3600},
}


@pytest.mark.parametrize("what", GOOD)
def test_fapi2_security_profile_final_dpop_negative_tests_that_must_not_fail(
    bound: tuple[RelyingParty, str], what: str
) -> None:
    party, token = bound
    assert party.resource(token, **GOOD[what]).status_code == 200


def test_a_request_with_a_query_is_proved_without_it(bound: tuple[RelyingParty, str]) -> None:
    party, token = bound
    assert party.resource(token, query="?a=b").status_code == 200


def test_more_than_one_proof_is_none(bound: tuple[RelyingParty, str]) -> None:
    party, token = bound
    two = f"{party.proof('GET', USERINFO, token=token)}, {party.proof('GET', USERINFO, token=token)}"
    assert asked(party, Authorization=f"DPoP {token}", DPoP=two).status_code == 401


def test_a_proof_that_is_no_jwt_is_none(bound: tuple[RelyingParty, str]) -> None:
    party, token = bound
    for text in ("x", "a.b.c", party.proof("GET", USERINFO, token=token)[:-4] + "AAAA"):
        assert asked(party, Authorization=f"DPoP {token}", DPoP=text).status_code == 401


def test_a_key_shown_with_its_private_part_is_refused(bound: tuple[RelyingParty, str]) -> None:
    party, token = bound
    secret = number(party.dpop.private_numbers().private_value)  # type: ignore[union-attr]  # an EC key here
    assert party.resource(token, header={"jwk": public(party.dpop) | {"d": secret}}).status_code == 401


def test_a_proof_shown_again_is_refused(bound: tuple[RelyingParty, str]) -> None:
    party, token = bound
    headers = {"Authorization": f"DPoP {token}", "DPoP": party.proof("GET", USERINFO, token=token)}
    assert [asked(party, **headers).status_code for _ in range(2)] == [200, 401]


def test_another_holder_is_refused(bound: tuple[RelyingParty, str]) -> None:
    party, token = bound
    assert party.other(dpop=new_key()).resource(token).status_code == 401


def test_without_a_proof_and_as_bearer_it_is_worth_nothing(bound: tuple[RelyingParty, str]) -> None:
    party, token = bound
    assert asked(party, Authorization=f"DPoP {token}").status_code == 401
    assert asked(party, Authorization=f"Bearer {token}").status_code == 401
    beside = party.proof("GET", USERINFO, token=token)
    assert asked(party, Authorization=f"Bearer {token}", DPoP=beside).status_code == 401
    assert party.resource(token).status_code == 200
