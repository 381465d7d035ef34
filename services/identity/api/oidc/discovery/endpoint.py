"""`/.well-known/openid-configuration` and `/oauth2/jwks`."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.identity.api.oidc.discovery.metadata import metadata
from services.identity.usecases.keys.keep_keys import KeepKeys

_FIVE_MINUTES = {"Cache-Control": "public, max-age=300"}


def configuration(issuer: str, *, authorities: bool) -> Callable[[Request], Awaitable[Response]]:
    said = metadata(issuer, authorities=authorities)

    async def endpoint(request: Request) -> Response:
        return JSONResponse(said, headers=_FIVE_MINUTES)

    return endpoint


def jwks(keys: KeepKeys) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return Response(await keys.read(), headers=_FIVE_MINUTES, media_type="application/jwk-set+json")

    return endpoint
