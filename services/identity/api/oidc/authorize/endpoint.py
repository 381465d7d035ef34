"""`/oauth2/authorize` and `/oauth2/authorize/resume`."""

from dataclasses import replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import NotFound
from services.identity.api.oidc.answers import plain, redirect, with_query
from services.identity.api.oidc.authorize import checks
from services.identity.api.oidc.authorize.code import issue_code
from services.identity.api.oidc.authorize.send_back import send_back
from services.identity.api.oidc.errors import InvalidRequest, OAuthError, Untrusted
from services.identity.api.oidc.parameters import Parameters, from_either, from_query
from services.identity.api.oidc.provider import Provider
from services.identity.api.oidc.request_object import requested
from services.identity.domain.authorization.interaction import LIFE, AuthorizationRequest, Interaction, ResponseMode
from services.identity.domain.authorization.needs import is_whom_it_is_for, must_be_proven, needs
from services.identity.domain.clients.client import Client
from services.identity.domain.language import first_of
from services.identity.domain.sessions.session import COOKIE
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work
from services.identity.usecases.authorization.interacting import live_interaction, strongest_of

_PAGE = {"sign-in": "/sign-in", "step-up": "/step-up", "approve": "/approve"}
_NOBODY_THERE = {"sign-in": "login_required", "step-up": "login_required", "approve": "consent_required"}


class Authorize:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def __call__(self, request: Request) -> Response:
        """A new authorization request."""
        try:
            parameters = await from_either(request)
            client = await checks.known_client(self._provider, parameters)
            parameters, refused = await self._requested(client, parameters)
            redirect_uri = checks.exact_redirect_uri(client, parameters)
        except (Untrusted, InvalidRequest) as untrusted:
            return plain(str(untrusted))
        try:
            if refused:
                raise refused
            asked = checks.checked(client, redirect_uri, parameters, self._provider)
        except OAuthError as error:
            mode: ResponseMode = "form_post" if parameters.get("response_mode") == "form_post" else "query"
            state = parameters.get("state", "")[: checks.LONGEST]
            return send_back(mode, redirect_uri, self._refusal(error, state))
        async with self._provider.write() as work:
            return await self._go_on(work, asked, client, await self._standing(work, request), None)

    async def _requested(self, client: Client, parameters: Parameters) -> tuple[Parameters, OAuthError | None]:
        """What is asked for; or what was sent, and why it is not taken. Raises Untrusted."""
        try:
            return await requested(self._provider, client, parameters), None
        except OAuthError as error:
            return parameters, error

    async def resume(self, request: Request) -> Response:
        """Back from a page: the same browser, one step on."""
        now = self._provider.clock.now()
        async with self._provider.write() as work:
            try:
                interaction = await live_interaction(work, from_query(request).get("interaction", ""), now)
                client = await work.clients.get(interaction.request.client_id)
            except InvalidRequest as unreadable:
                return plain(str(unreadable))
            except NotFound as gone:
                return plain(gone.detail)
            asked = interaction.request
            # The client may have changed what it registered while somebody was at a page.
            if asked.redirect_uri not in client.redirect_uris:
                return plain("the service that sent you here no longer uses that address")
            standing = await self._standing(work, request)
            if standing and standing.session.id != interaction.session_id:
                standing = None
            if interaction.declined:
                await work.interactions.put(replace(interaction, ended_at=now))
                return self._refuse(asked, OAuthError("the person said no", "access_denied"))
            return await self._go_on(work, asked, client, standing, interaction)

    async def _go_on(
        self,
        work: Work,
        asked: AuthorizationRequest,
        client: Client,
        standing: Standing | None,
        interaction: Interaction | None,
    ) -> Response:
        now = self._provider.clock.now()
        approval = await work.approvals.get(standing.account.id, client.id) if standing else None
        strongest = await strongest_of(work, asked, standing) if standing else ""
        step = needs(asked, client, standing, approval, interaction, now, strongest)
        if step == "done" and standing:
            if interaction:
                await work.interactions.put(replace(interaction, ended_at=now))
            if not is_whom_it_is_for(asked, client, standing):
                return self._refuse(asked, OAuthError("somebody else is signed in", "login_required"))
            if must_be_proven(asked, client, standing):
                return self._refuse(asked, OAuthError("the identity is not proven as asked for", "access_denied"))
            # Once, at the answer and not at the asking: a page may be loaded twice (FAPI 2.0 section 5.3.2.2, note 3).
            if asked.pushed and not await work.pushed_requests.use(asked.pushed, now):
                return self._refuse(asked, OAuthError("this has been answered before", "invalid_request_uri"))
            code = await issue_code(work, client, asked, standing, approval, self._provider)
            answer = {"code": code, "state": asked.state, "iss": self._provider.issuer}
            return send_back(asked.response_mode, asked.redirect_uri, answer)
        if "none" in asked.prompt:
            return self._refuse(asked, OAuthError("a person is needed, and prompt is none", _NOBODY_THERE[step]))
        page = self._provider.url(_PAGE[step])
        if interaction:
            return redirect(with_query(page, {"interaction": interaction.id}))
        begun = await self._begin(work, asked, standing, now)
        # Told once: from then on the person may choose another (OIDC Core section 3.1.2.1).
        return redirect(with_query(page, {"lang": first_of(asked.ui_locales), "interaction": begun.id}))

    async def _begin(
        self, work: Work, asked: AuthorizationRequest, standing: Standing | None, now: datetime
    ) -> Interaction:
        session_id = standing.session.id if standing else ""
        begun = Interaction(self._provider.ids.new("int"), asked, now, now + LIFE, session_id=session_id)
        await work.interactions.add(begun)
        return begun

    async def _standing(self, work: Work, request: Request) -> Standing | None:
        value = request.cookies.get(COOKIE, "")
        session = await work.sessions.by_value(value) if value else None
        live = session and session.live(self._provider.clock.now())
        return await work.sessions.standing(session) if session and live else None

    def _refuse(self, asked: AuthorizationRequest, error: OAuthError) -> Response:
        return send_back(asked.response_mode, asked.redirect_uri, self._refusal(error, asked.state))

    def _refusal(self, error: OAuthError, state: str) -> dict[str, str]:
        """RFC 6749 section 4.1.2.1, with the issuer (RFC 9207)."""
        said = {"error": error.error, "error_description": error.description}
        return said | {"state": state, "iss": self._provider.issuer}
