"""`/oauth2/logout`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import NotFound
from services.identity.api.oidc.answers import plain, redirect, with_query
from services.identity.api.oidc.errors import InvalidRequest
from services.identity.api.oidc.parameters import Parameters, from_either
from services.identity.api.oidc.provider import Provider
from services.identity.domain.claims.tokens import ID_TYPE
from services.identity.domain.clients.client import Client
from services.identity.domain.keys.keyring import BadToken
from services.identity.domain.language import first_of
from services.identity.domain.sessions.session import COOKIE
from services.identity.ports import Work
from services.identity.usecases.sessions.end_session import end_session

_FORGET_COOKIE = {"Set-Cookie": f"{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"}


class Logout:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        """With a valid hint the session it names ends, and the browser goes where its client registered.

        Without one a person is asked, on our own page: anybody may send anybody's browser here.
        """
        try:
            parameters = await from_either(request)
            hint = self._hint(parameters)
            if hint is None:
                return redirect(with_query(self._provider.url("/sign-out"), _language(parameters)))
            where = self._afterwards(await self._client(hint, parameters), parameters)
        except InvalidRequest as refused:
            return plain(str(refused))
        async with self._provider.write() as work:
            named = await work.grants.session_known_as(hint["aud"], str(hint.get("sid", "")))
            await self._end(work, named)
        return redirect(where, _FORGET_COOKIE if await self._same_browser(request, named) else {})

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

    async def _client(self, hint: dict[str, Any], parameters: Parameters) -> Client:
        """Whom the hint was issued to; a client_id beside it must name the same (section 2). Raises InvalidRequest."""
        if parameters.get("client_id", hint["aud"]) != hint["aud"]:
            raise InvalidRequest("client_id is not the one of the id_token_hint")
        try:
            async with self._provider.read() as work:
                return await work.clients.get(hint["aud"])
        except NotFound:
            raise InvalidRequest("the service that sent you here is not known to us") from None

    def _afterwards(self, client: Client, parameters: Parameters) -> str:
        """An address compared as a string with those registered (section 3). Raises InvalidRequest."""
        wanted = parameters.get("post_logout_redirect_uri", "")
        if not wanted:
            return with_query(self._provider.url("/sign-in"), {"done": "signed-out"} | _language(parameters))
        if wanted not in client.post_logout_redirect_uris:
            raise InvalidRequest("the service that sent you here gave an address that it has not registered")
        return with_query(wanted, {"state": parameters.get("state", "")})

    async def _end(self, work: Work, session_id: str) -> None:
        session = await work.sessions.get(session_id)
        now = self._provider.clock.now()
        if session and session.live(now):
            await end_session(work, session, now, "signed out by a relying party", by=session.account_id)

    async def _same_browser(self, request: Request, session_id: str) -> bool:
        """Somebody else may have signed in here since; their cookie is not ours to take."""
        async with self._provider.read() as work:
            session = await work.sessions.by_value(request.cookies.get(COOKIE, ""))
        return session is not None and session.id == session_id


def _language(parameters: Parameters) -> dict[str, str]:
    """For our own pages (section 2)."""
    return {"lang": first_of(parameters.get("ui_locales", "").split())}
