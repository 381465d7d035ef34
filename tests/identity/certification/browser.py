"""A person's browser, with the gateway's pages answered as the person would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import requests
from kith.identity.v1 import interactions_pb2 as pb
from kith.identity.v1 import sessions_pb2

from tests.identity.certification.provider import Op, Person
from tests.identity.whole.process import ISSUER


class Form(HTMLParser):
    """The one form of the form_post page: where it goes, and its hidden fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.fields = "", dict[str, str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert given["method"].lower() == "post"
            self.action = given["action"]
        elif tag == "input":
            self.fields[given["name"]] = given["value"]


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a request ended: at the relying party with these parameters, or (`where` empty) at an error page.

    `mode` says how the parameters came; `pages` are those the person was shown on the way; `views` what they said.
    """

    where: str
    mode: str
    parameters: dict[str, str]
    pages: tuple[str, ...]
    views: tuple[pb.Interaction, ...]
    status: int


@dataclass
class Browser:
    op: Op
    person: Person
    cookie: str = ""
    _pages: list[str] = field(default_factory=list)
    _views: list[pb.Interaction] = field(default_factory=list)

    @classmethod
    def signed_in(cls, op: Op, person: Person) -> "Browser":
        return cls(op, person, op.sign_in(person))

    def go(self, method: str, url: str, parameters: dict[str, str]) -> Landing:
        """To the authorization endpoint, through whatever pages there are, to the end."""
        self._pages, self._views = [], []
        given = {"params": parameters} if method == "GET" else {"data": parameters}
        answer = self.op.request(method, url, headers=self._headers, **given)
        while answer.status_code == 303 and answer.headers["Location"].startswith(ISSUER):
            answer = self._at_a_page(answer.headers["Location"])
        return self._landed(answer)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": f"__Host-kith={self.cookie}"} if self.cookie else {}

    def _at_a_page(self, url: str) -> requests.Response:
        parts = urlsplit(url)
        interaction = dict(parse_qsl(parts.query))["interaction"]
        self._pages.append(parts.path)
        assert len(self._pages) < 5, f"sent in circles: {self._pages}"
        view = self._view(interaction)
        if view.needs == "sign-in":
            before, self.cookie = self.cookie, self.op.sign_in(self.person)
            if before:
                place = sessions_pb2.TakePlaceRequest(before=before, session=self.cookie)
                self.op.call(lambda calls: calls.sessions.TakePlace(place))
            complete = pb.CompleteSignInRequest(id=interaction, session=self.cookie)
            view = self.op.call(lambda calls: calls.interactions.CompleteSignIn(complete))
            self._views.append(view)
        if view.needs == "approve":
            if self._pages[-1] != "/approve":
                self._pages.append("/approve")
            yes = pb.ApproveRequest(id=interaction, session=self.cookie, claims=view.claims, asked=view.claims)
            view = self.op.call(lambda calls: calls.interactions.Approve(yes))
        assert view.needs == "done"
        return self.op.request("GET", f"{ISSUER}{view.resume_url}", headers=self._headers)

    def _view(self, interaction: str) -> pb.Interaction:
        asked = pb.GetInteractionRequest(id=interaction, session=self.cookie)
        view = self.op.call(lambda calls: calls.interactions.GetInteraction(asked))
        self._views.append(view)
        return view

    def _landed(self, answer: requests.Response) -> Landing:
        pages, views, status = tuple(self._pages), tuple(self._views), answer.status_code
        if status == 303:
            parts = urlsplit(answer.headers["Location"])
            where = parts._replace(query="").geturl()
            return Landing(where, "query", dict(parse_qsl(parts.query)), pages, views, status)
        form = Form(answer.text) if status == 200 else None
        if form is None or not form.action:
            return Landing("", "", {}, pages, views, status)
        return Landing(form.action, "form_post", form.fields, pages, views, status)
