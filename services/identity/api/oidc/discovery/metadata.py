"""The provider's metadata (OIDC Discovery section 3, RFC 8414, Identity Assurance 1.0 section 7, RFC 9207).

It says what is supported by some client's profile; what one client may do is said by its profile alone.
"""

from typing import Any

from authlib.oidc.discovery import OpenIDProviderMetadata

from services.identity.api.oidc.token.endpoint import GRANT_TYPES
from services.identity.domain.claims.release import CLAIM_NAMES, OIDC_SCOPES
from services.identity.domain.claims.verified import CLAIMS, RECORDS, TRUST_FRAMEWORK
from services.identity.domain.clients import dpop
from services.identity.domain.clients.profile import ALGORITHMS, RULES
from services.identity.domain.credentials.levels import LEVELS
from services.identity.domain.language import LANGUAGES
from services.identity.domain.proofs.proof import PHOTO
from services.identity.domain.roles import API_SCOPES

_CLIENT_AUTH = tuple(dict.fromkeys(method for rules in RULES.values() for method in rules.auth_methods))
# Claims about the sign-in itself, beside those about a person (OIDC Core sections 2 and 5.1).
_OF_A_SIGN_IN = ("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash")


def metadata(issuer: str, *, authorities: bool = True) -> dict[str, Any]:
    """Says what is supported and nothing else. Raises ValueError when that contradicts the specification.

    `authorities`: whether there are any whose certificates tell who a client is (RFC 8705 section 2.1).
    """
    # Authlib insists on https, which an issuer on localhost does not have.
    OpenIDProviderMetadata(_said(issuer.replace("http://", "https://", 1), authorities)).validate()
    return _said(issuer, authorities)


def _said(issuer: str, authorities: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth2/authorize",
        "token_endpoint": f"{issuer}/oauth2/token",
        "userinfo_endpoint": f"{issuer}/oauth2/userinfo",
        "jwks_uri": f"{issuer}/oauth2/jwks",
        "registration_endpoint": f"{issuer}/oauth2/register",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth2/par",
        "revocation_endpoint": f"{issuer}/oauth2/revoke",
        "introspection_endpoint": f"{issuer}/oauth2/introspect",
        "device_authorization_endpoint": f"{issuer}/oauth2/device_authorization",
        "end_session_endpoint": f"{issuer}/oauth2/logout",
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "scopes_supported": sorted(OIDC_SCOPES | API_SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": list(GRANT_TYPES),
        "acr_values_supported": list(LEVELS),
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(ALGORITHMS),
        "userinfo_signing_alg_values_supported": list(ALGORITHMS),
        "request_object_signing_alg_values_supported": list(ALGORITHMS),
        "dpop_signing_alg_values_supported": list(dpop.ALGORITHMS),
        "tls_client_certificate_bound_access_tokens": True,
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [*_OF_A_SIGN_IN, *CLAIM_NAMES],
        "claims_parameter_supported": True,
        "claim_types_supported": ["normal"],
        "request_parameter_supported": True,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": True,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "display_values_supported": ["page"],
        "ui_locales_supported": list(LANGUAGES),
        "authorization_response_iss_parameter_supported": True,
        "verified_claims_supported": True,
        "trust_frameworks_supported": [TRUST_FRAMEWORK],
        "claims_in_verified_claims_supported": list(CLAIMS),
        "evidence_supported": ["document", "electronic_record", "vouch"],
        "documents_supported": sorted(PHOTO),
        "electronic_records_supported": sorted(RECORDS),
    }
    known = [method for method in _CLIENT_AUTH if authorities or method != "tls_client_auth"]
    for endpoint in ("token", "revocation", "introspection"):
        # A public client proves nothing, so it learns nothing of tokens either.
        methods = [method for method in known if endpoint != "introspection" or method != "none"]
        said[f"{endpoint}_endpoint_auth_methods_supported"] = methods
        said[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
    return said
