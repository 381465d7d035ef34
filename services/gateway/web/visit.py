"""One request of a browser: who is there, and the answers it can be given."""

import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from kith.identity.v1.sessions_pb2 import GetSessionRequest, Session
from starlette.exceptions import HTTPException

from chassis.clock import Clock
from chassis.errors import Denied, NotFound, Problem, Unauthenticated, Unavailable
from chassis.log import logger
from chassis.tokens import same
from services.gateway.api.limits import Buckets
from services.gateway.api.problems import NotAcceptedType
from services.gateway.api.uploads import Upload
from services.gateway.clients import Clients, Credential, act_for
from services.gateway.web import languages
from services.gateway.web.addresses import local, same_site
from services.gateway.web.forms import TOKEN, Form, sent
from services.gateway.web.refusals import said_of
from services.gateway.web.screen import HEADERS, Screen, leaving_policy

COOKIE = "__Host-kith"
_LONGEST_QUERY = 300
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Web:
    """What every page needs; kept in the application's state."""

    clients: Clients
    clock: Clock
    screen: Screen
    buckets: Buckets


class GoTo(Exception):
    """The answer is another page of this site."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is there (`signed_in` is None for nobody), and what it takes to answer."""

    request: Request
    web: Web
    signed_in: Session | None

    @property
    def clients(self) -> Clients:
        return self.web.clients

    @property
    def session(self) -> Session:
        """Raises GoTo the sign-in page where nobody is signed in."""
        if self.signed_in is None:
            raise GoTo(_sign_in(self.request))
        return self.signed_in

    @property
    def cookie(self) -> str:
        return self.request.cookies.get(COOKIE, "")

    @property
    def source(self) -> str:
        """The address the request came from, for throttling only."""
        return self.request.client.host if self.request.client else ""

    @property
    def language(self) -> languages.Language:
        return languages.wanted(self.request)

    def said(self, text: str, **values: str) -> str:
        """A sentence with what stands in it, in the language of the page."""
        return languages.translations(self.language).gettext(text) % values

    def asked(self, name: str) -> str:
        """A value from the query; empty where there is none or it is not plain text of a sensible length."""
        value = self.request.query_params.get(name, "")
        return value if len(value) <= _LONGEST_QUERY and value.isprintable() else ""

    def must_be(self, *roles: str) -> None:
        """Raises Denied for whoever acts in no such role: the page is not theirs to see. The services ask it again."""
        if self.session.context.role not in roles:
            raise Denied("this page is for another role", code="role-needed")

    async def form(self) -> Form:
        """The form that was sent, known to come from a page shown in this session. Raises Denied otherwise.

        What it makes is made once, however often the button is pressed: each showing of a form carries its moment.
        """
        form = await self.form_of_nobody()
        if not same(form[TOKEN], self.session.form_token):
            raise Denied("the form's token is not this session's", code="form-expired")
        act_for(Credential(session=self.cookie, idempotency_key=form.fingerprint(self.request.url.path)))
        return form

    async def upload(self) -> tuple[Form, Upload]:
        """The same for a form with a file in it, of which no more has been read than what stands before that."""
        if not same_site(self.request.headers):
            raise Denied("the form came from another site", code="form-expired")
        try:
            upload = Upload(self.request)
        except NotAcceptedType:
            raise Denied("the form has no file in it", code="form-expired") from None
        await upload.begin()
        form = Form({name: [value] for name, value in upload.fields.items()})
        if not same(form[TOKEN], self.session.form_token):
            raise Denied("the form's token is not this session's", code="form-expired")
        act_for(Credential(session=self.cookie, idempotency_key=form.fingerprint(self.request.url.path)))
        return form, upload

    async def form_of_nobody(self) -> Form:
        """The form of a page shown before anybody signed in: known to come from this site. Raises Denied otherwise."""
        if not same_site(self.request.headers):
            raise Denied("the form came from another site", code="form-expired")
        return await sent(self.request)

    def page(
        self, template: str, status: int = 200, *, leaving: bool = False, picture: str = "", **context: Any
    ) -> Response:
        """A page. `leaving`: its form may end at another site's address. `picture`: one that comes from elsewhere."""
        policy = {"Content-Security-Policy": leaving_policy(picture)} if leaving else {}
        told = {"form": Form(), "session": self.signed_in, "path": self.request.url.path, "done": self.asked("done")}
        # A form on a later page of a list is sent from that page, and comes back there if it is refused.
        told["this_page"] = f"?{urlencode({'after': after})}" if (after := self.asked("after")) else ""
        return _shown(self.request, template, status, policy, told | context)

    def go(self, path: str, **query: str) -> Response:
        """To another page of this site, by GET."""
        kept = {name: value for name, value in query.items() if value}
        return RedirectResponse(local(path) + (f"?{urlencode(kept)}" if kept else ""), 303)

    async def attempt(self, call: Awaitable[T]) -> T | None:
        """The answer, or None where its service is away or this caller may not ask: a page shows the rest."""
        with contextlib.suppress(Unavailable, Denied):
            return await call
        return None


def signed_in(response: Response, session: Session) -> Response:
    """Gives the browser its session: for this site only, out of reach of scripts, gone with the browser."""
    response.set_cookie(COOKIE, session.session, path="/", secure=True, httponly=True, samesite="lax")
    return response


def signed_out(response: Response) -> Response:
    """Takes the browser's session away."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


async def _visit(request: Request) -> Visit:
    if "\0" in request.scope["path"]:
        raise NotFound("there is no such page")
    web: Web = request.app.state.web
    cookie = request.cookies.get(COOKIE, "")
    act_for(Credential(session=cookie) if cookie else None)
    session = None
    if cookie:
        with contextlib.suppress(Unauthenticated, NotFound):
            session = await web.clients.sessions.GetSession(GetSessionRequest(session=cookie))
    return Visit(request, web, session)


Anyone = Annotated[Visit, Depends(_visit)]
STRONG = "gpg44-high"
# What a service says where it wants its caller to have proved a moment ago, or more strongly, that it is them.
_RECENTLY, _STRONGER = "step-up-needed", "stronger-sign-in-needed"


async def _someone(visit: Anyone) -> Visit:
    if visit.signed_in is None:
        raise GoTo(_sign_in(visit.request))
    return visit


async def _resident(visit: Anyone) -> Visit:
    if visit.session.kind != "resident":
        raise GoTo("/desk")
    return visit


async def _worker(visit: Anyone) -> Visit:
    if visit.session.kind == "resident":
        raise NotFound("the desk is for workers")
    if not visit.session.HasField("context"):
        raise GoTo("/desk/context")
    return visit


async def _strong_worker(visit: Annotated[Visit, Depends(_worker)]) -> Visit:
    if visit.session.acr != STRONG:
        raise GoTo(_step_up(visit.request, stronger=True))
    return visit


async def _recent(visit: Annotated[Visit, Depends(_someone)]) -> Visit:
    if not visit.session.recent:
        raise GoTo(_step_up(visit.request))
    return visit


async def _recent_resident(visit: Annotated[Visit, Depends(_resident)]) -> Visit:
    return await _recent(visit)


# Whom a page is for. A page that names none of these does not exist: a test asks every route without a session.
Someone = Annotated[Visit, Depends(_someone)]
Resident = Annotated[Visit, Depends(_resident)]
Worker = Annotated[Visit, Depends(_worker)]
# For records: signed in with a passkey, or as strongly with their organisation (`acr`, as the API asks for it).
StrongWorker = Annotated[Visit, Depends(_strong_worker)]
# For what is sensitive: signed in, or stepped up, within the last ten minutes; otherwise they step up and come back.
Recent = Annotated[Visit, Depends(_recent)]
RecentResident = Annotated[Visit, Depends(_recent_resident)]


class PageRoute(APIRoute):
    """A route that answers with a page whatever happens, and gives each answer the headers of a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await answer(request)
            except GoTo as elsewhere:
                response = RedirectResponse(elsewhere.path, 303)
            except Problem as problem:
                response = _refused(request, problem)
            except HTTPException:
                raise
            except Exception:
                logger().exception("page failed")
                response = problem_page(request, Problem("something went wrong here"))
            languages.remembered(request, response)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return guarded


def _refused(request: Request, problem: Problem) -> Response:
    if problem.code in (_RECENTLY, _STRONGER):
        return RedirectResponse(_step_up(request, stronger=problem.code == _STRONGER), 303)
    if isinstance(problem, Unauthenticated):
        return RedirectResponse(_sign_in(request), 303)
    return problem_page(request, problem)


def problem_page(request: Request, problem: Problem) -> Response:
    """A refusal in plain words. Of what the service found only what the caller can put right is said."""
    detail = said_of(problem) if problem.status in (400, 409, 412) else ""
    later = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    told = {"status": problem.status, "code": problem.code, "detail": detail}
    return _shown(request, "problem.html", problem.status, HEADERS | later, told)


def _shown(
    request: Request, template: str, status: int, headers: Mapping[str, str], told: Mapping[str, Any]
) -> Response:
    """A page in the language that somebody wants."""
    web: Web = request.app.state.web
    language = languages.wanted(request)
    other = languages.other(request, template, language)
    html = web.screen.render(template, web.clock, language, other_language=other, **told)
    return HTMLResponse(html, status, {**headers, **languages.headers(language)})


def _step_up(request: Request, *, stronger: bool = False) -> str:
    """The page to step up on. It comes back here; after a form, to the first page of its kind, since that is lost."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    then = here if request.method == "GET" else "/" + request.url.path[1:].partition("/")[0]
    return f"/step-up?{urlencode({'next': then} | ({'stronger': 'yes'} if stronger else {}))}"


def _sign_in(request: Request) -> str:
    """The sign-in page, which comes back here where that is a page and not a form's target."""
    if request.method != "GET":
        return "/sign-in"
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/sign-in" if here == "/" else f"/sign-in?{urlencode({'next': here})}"
