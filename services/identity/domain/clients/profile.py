"""One client has one profile, and the profile is all there is to set: no client is half of one and half of another.

basic        a relying party that speaks OpenID Connect Core, as the certification suite for the Basic OP does
one-login    a relying party written for GOV.UK One Login: change of issuer and keys only
fapi2        a relying party under the FAPI 2.0 Security Profile (Final)
first-party  our own applications: public, never asked for approval
service      a partner's or an agency's system, acting for itself
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

Profile = Literal["basic", "one-login", "fapi2", "first-party", "service"]
Refreshing = Literal["none", "rotated", "stable"]

PROFILES = frozenset[str](get_args(Profile))

# What signs: ours and theirs. Never `none`, never a symmetric one (RFC 8725 section 3.1 and 3.2).
ALGORITHMS = ("ES256", "PS256", "EdDSA", "RS256")
# FAPI 2.0 Security Profile section 5.4.1.
FAPI_ALGORITHMS = ("ES256", "PS256", "EdDSA")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a profile allows and demands.

    `auth_methods`: token_endpoint_auth_method values of RFC 7591 section 2 and RFC 8705 section 2.1; the first is what
    a client gets that names none. `algorithms`: for ID tokens, assertions and request objects, the first likewise.
    `pkce`, `par`, `sender_bound`: demanded, not only offered. `one_audience`: an assertion's `aud` is the issuer, as a
    string, and nothing else (FAPI 2.0 section 5.3.2.1). `state_and_nonce`: both demanded. `vectors`: asks in vectors of
    trust and GOV.UK's vocabulary (`domain.one_login`). `logout_sid`: its logout tokens
    name the session as well as the person.
    """

    grants: frozenset[str]
    auth_methods: tuple[str, ...]
    algorithms: tuple[str, ...] = ALGORITHMS
    pkce: bool = False
    par: bool = False
    sender_bound: bool = False
    one_audience: bool = False
    state_and_nonce: bool = False
    vectors: bool = False
    logout_sid: bool = True
    refreshing: Refreshing = "none"
    code_life: timedelta = timedelta(seconds=60)
    access_life: timedelta = timedelta(minutes=5)
    id_token_life: timedelta = timedelta(minutes=5)
    refresh_life: timedelta = timedelta(hours=12)


_MUTUAL_TLS = ("tls_client_auth", "self_signed_tls_client_auth")
_CODE, _REFRESH, _DEVICE = "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"
_CLIENT, _EXCHANGE = "client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"

RULES: Mapping[Profile, Rules] = {
    "basic": Rules(
        grants=frozenset({_CODE, _REFRESH, _DEVICE}),
        auth_methods=("private_key_jwt", "client_secret_basic", "client_secret_post", *_MUTUAL_TLS),
        refreshing="rotated",
    ),
    "one-login": Rules(
        grants=frozenset({_CODE}),
        auth_methods=("private_key_jwt",),
        algorithms=("ES256", "RS256"),
        state_and_nonce=True,
        vectors=True,
        logout_sid=False,
        code_life=timedelta(seconds=300),
        access_life=timedelta(seconds=180),
        id_token_life=timedelta(seconds=120),
    ),
    "fapi2": Rules(
        grants=frozenset({_CODE, _REFRESH, _CLIENT}),
        auth_methods=("private_key_jwt", *_MUTUAL_TLS),
        algorithms=FAPI_ALGORITHMS,
        pkce=True,
        par=True,
        sender_bound=True,
        one_audience=True,
        refreshing="stable",
    ),
    "first-party": Rules(
        grants=frozenset({_CODE, _REFRESH, _DEVICE, _EXCHANGE}),
        auth_methods=("none",),
        pkce=True,
        refreshing="rotated",
    ),
    "service": Rules(
        grants=frozenset({_CLIENT}),
        auth_methods=("private_key_jwt", *_MUTUAL_TLS),
        algorithms=FAPI_ALGORITHMS,
    ),
}
