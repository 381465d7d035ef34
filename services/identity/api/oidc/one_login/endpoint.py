"""`/.well-known/did.json` and `/oauth2/trustmark`."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.identity.api.oidc.provider import Provider
from services.identity.domain.claims.one_login import ACR_OF, LEVEL_OF

_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


class OneLogin:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def did(self, request: Request) -> Response:
        document = self._provider.identity_keys.document(self._provider.clock.now())
        return Response(document, headers=_AN_HOUR, media_type="application/did+json")

    async def trustmark(self, request: Request) -> Response:
        """Which components of a vector we give (RFC 8485 section 5)."""
        issuer = self._provider.issuer
        said = {"idp": issuer, "trustmark_provider": issuer, "C": list(ACR_OF), "P": list(LEVEL_OF)}
        return JSONResponse(said, headers=_AN_HOUR)
