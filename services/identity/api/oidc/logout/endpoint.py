"""`/oauth2/logout`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import NotFound
from services.identity.api.oidc.answers import plain, redirect, with_query
from services.identity.api.oidc.errors import InvalidRequest
from services.identity.api.oidc.parameters import Parameters, from_either
from services.identity.api.oidc.provider import Provider
from services.identity.domain.client import Client
from services.identity.domain.keyring import BadToken
from services.identity.domain.session import COOKIE
from services.identity.domain.tokens import ID_TYPE
from services.identity.ports import Work
from services.identity.usecases.end_session import end_session

_FORGET_COOKIE = {"Set-Cookie": f"{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"}


class Logout:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        """Without a hint, nothing ends: anybody may send anybody's browser here. Home has the button to sign out."""
        try:
            parameters = await from_either(request)
            hint = self._hint(parameters)
        except InvalidRequest as refused:
            return plain(str(refused))
        if hint is None:
            return redirect(self._provider.url("/"))
        async with self._provider.write() as work:
            client = await self._client(work, hint, parameters)
            await self._end(work, hint)
        where = self._afterwards(client, parameters)
        return redirect(where, _FORGET_COOKIE if await self._same_browser(request, hint) else {})

    def _hint(self, parameters: Parameters) -> dict[str, Any] | None:
        """What the id_token_hint says; its age does not matter (section 2). Raises InvalidRequest for a forged one."""
        token = parameters.get("id_token_hint")
        if not token:
            return None
        try:
            return self._provider.keyring.claims(
                token, typ=ID_TYPE, issuer=self._provider.issuer, audience="", now=None
            )
        except BadToken:
            raise InvalidRequest("the sign-out request is not one of ours") from None

    async def _client(self, work: Work, hint: dict[str, Any], parameters: Parameters) -> Client | None:
        named = parameters.get("client_id", hint["aud"])
        try:
            return await work.clients.get(hint["aud"]) if named == hint["aud"] else None
        except NotFound:
            return None

    async def _end(self, work: Work, hint: dict[str, Any]) -> None:
        session = await work.sessions.get(str(hint.get("sid", "")))
        now = self._provider.clock.now()
        if session and session.live(now):
            await end_session(work, session, now, "signed out by a relying party")

    async def _same_browser(self, request: Request, hint: dict[str, Any]) -> bool:
        """Somebody else may have signed in here since; their cookie is not ours to take."""
        async with self._provider.read() as work:
            session = await work.sessions.by_value(request.cookies.get(COOKIE, ""))
        return session is not None and session.id == hint.get("sid")

    def _afterwards(self, client: Client | None, parameters: Parameters) -> str:
        wanted = parameters.get("post_logout_redirect_uri", "")
        if client and wanted in client.post_logout_redirect_uris:
            return with_query(wanted, {"state": parameters.get("state", "")})
        return self._provider.url("/")
