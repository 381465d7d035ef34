"""The provider's metadata (OIDC Discovery section 3, RFC 8414, Identity Assurance 1.0 section 7, RFC 9207)."""

from typing import Any

from authlib.oidc.discovery import OpenIDProviderMetadata

from services.identity.api.oidc.token.endpoint import GRANT_TYPES
from services.identity.domain.claims import CLAIM_NAMES, OIDC_SCOPES, TRUST_FRAMEWORK
from services.identity.domain.credential import LEVELS
from services.identity.domain.keyring import ALGORITHM
from services.identity.domain.proof import KINDS
from services.identity.domain.roles import API_SCOPES

_CLIENT_AUTH = ["private_key_jwt", "none"]


def metadata(issuer: str) -> dict[str, Any]:
    """Says what is supported and nothing else. Raises ValueError when that contradicts the specification."""
    # Authlib insists on https, which an issuer on localhost does not have.
    _Metadata(_said(issuer.replace("http://", "https://", 1))).validate()
    return _said(issuer)


class _Metadata(OpenIDProviderMetadata):  # type: ignore[misc]  # Authlib has no types
    def validate_id_token_signing_alg_values_supported(self) -> None:
        """Discovery wants RS256 everywhere; the FAPI 2.0 Security Profile (section 5.4.1) forbids it, and wins here."""
        if self["id_token_signing_alg_values_supported"] != [ALGORITHM]:
            raise ValueError("tokens are signed with one algorithm")


def _said(issuer: str) -> dict[str, Any]:
    said = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth2/authorize",
        "token_endpoint": f"{issuer}/oauth2/token",
        "userinfo_endpoint": f"{issuer}/oauth2/userinfo",
        "jwks_uri": f"{issuer}/oauth2/jwks",
        "revocation_endpoint": f"{issuer}/oauth2/revoke",
        "introspection_endpoint": f"{issuer}/oauth2/introspect",
        "end_session_endpoint": f"{issuer}/oauth2/logout",
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "scopes_supported": sorted(OIDC_SCOPES | API_SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "acr_values_supported": list(LEVELS[:1]),
        "subject_types_supported": ["pairwise", "public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", *CLAIM_NAMES],
        "claims_parameter_supported": True,
        "claim_types_supported": ["normal"],
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "ui_locales_supported": ["en"],
        "authorization_response_iss_parameter_supported": True,
        "verified_claims_supported": True,
        "trust_frameworks_supported": [TRUST_FRAMEWORK],
        "claims_in_verified_claims_supported": ["name", "given_name", "family_name", "birthdate"],
        "evidence_supported": ["document"],
        "documents_supported": sorted(KINDS),
    }
    for endpoint in ("token", "revocation", "introspection"):
        said[f"{endpoint}_endpoint_auth_methods_supported"] = _CLIENT_AUTH[: 1 if endpoint == "introspection" else 2]
        said[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = [ALGORITHM]
    return said
