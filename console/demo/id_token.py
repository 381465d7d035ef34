"""An ID token, checked as a relying party checks one (OpenID Connect Core 1.0 section 3.1.3.7)."""

from typing import Any

from joserfc import jwk, jwt


def verified(token: str, keys: jwk.KeySet, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """What it says. Raises JoseError or ValueError for what the issuer did not say, to us, about this request."""
    said = jwt.decode(token, keys, algorithms=["ES256"])
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
    ).validate(said.claims)
    return dict(said.claims)
