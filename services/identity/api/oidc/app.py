"""The endpoints, mounted in one place."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.errors import Problem
from chassis.log import logger
from services.identity.api.oidc.answers import document
from services.identity.api.oidc.authorize.endpoint import Authorize
from services.identity.api.oidc.device.endpoint import DeviceAuthorization
from services.identity.api.oidc.discovery.endpoint import configuration, jwks
from services.identity.api.oidc.introspection.endpoint import Introspect
from services.identity.api.oidc.logout.endpoint import Logout
from services.identity.api.oidc.one_login.endpoint import OneLogin
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.pushed.endpoint import Push
from services.identity.api.oidc.registration.endpoint import Registration
from services.identity.api.oidc.revocation.endpoint import Revoke
from services.identity.api.oidc.token.endpoint import Token
from services.identity.api.oidc.userinfo.endpoint import UserInfo
from services.identity.api.oidc.workplaces.logout import WorkplaceLogout
from services.identity.domain.workplaces.workplace import logout_path
from services.identity.usecases.keys.keep_keys import KeepKeys
from services.identity.usecases.workplaces.end_workplace_sessions import EndWorkplaceSessions

Endpoint = Callable[[Request], Awaitable[Response]]


def openid_provider(provider: Provider, keys: KeepKeys, end_workplace_sessions: EndWorkplaceSessions) -> Starlette:
    """The OpenID Provider as an ASGI application."""
    authorize, one_login = Authorize(provider), OneLogin(provider)
    registration = Registration(provider)
    return Starlette(
        routes=[
            _route(
                "/.well-known/openid-configuration",
                configuration(provider.issuer, authorities=bool(provider.authorities)),
                "GET",
            ),
            _route("/.well-known/did.json", one_login.did, "GET"),
            _route("/oauth2/trustmark", one_login.trustmark, "GET"),
            _route("/oauth2/jwks", jwks(keys), "GET"),
            _route("/oauth2/authorize", authorize, "GET", "POST"),
            _route("/oauth2/authorize/resume", authorize.resume, "GET"),
            _route("/oauth2/par", Push(provider), "POST"),
            _route("/oauth2/token", Token(provider), "POST"),
            _route("/oauth2/userinfo", UserInfo(provider), "GET", "POST"),
            _route("/oauth2/revoke", Revoke(provider), "POST"),
            _route("/oauth2/introspect", Introspect(provider), "POST"),
            _route("/oauth2/register", registration, "POST"),
            _route("/oauth2/register/{client_id}", registration.manage, "GET", "PUT", "DELETE"),
            _route("/oauth2/device_authorization", DeviceAuthorization(provider), "POST"),
            _route("/oauth2/logout", Logout(provider), "GET", "POST"),
            _route(logout_path("{organisation_id}"), WorkplaceLogout(end_workplace_sessions), "POST"),
        ]
    )


def _route(path: str, endpoint: Endpoint, *methods: str) -> Route:
    async def guarded(request: Request) -> Response:
        """What no check foresaw is a server_error, without a text (RFC 6749 section 4.1.2.1)."""
        try:
            return await endpoint(request)
        except Problem as problem:
            logger().info("refused", path=path, code=problem.code)
            return document({"error": "temporarily_unavailable"}, problem.status)
        except Exception:
            logger().exception("request failed", path=path)
            return document({"error": "server_error"}, 500)

    return Route(path, guarded, methods=list(methods))
