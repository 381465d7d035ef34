"""A person's browser, as far as the story needs one: cookies, redirects, and forms filled in by their field names."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests

_MOST_REDIRECTS = 12
_TIMEOUT_SECONDS = 30


@dataclass(slots=True)
class Form:
    """One form of a page: where it goes, how, what it holds already, what `options` it asks an authenticator with."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    options: str = ""


@dataclass(slots=True)
class Page:
    url: str
    status: int
    html: str
    forms: list[Form]
    passed: list[str]

    def form(self, action: str) -> Form:
        """The form that goes to a path. Raises LookupError."""
        for form in self.forms:
            if urlsplit(form.action).path == action:
                return form
        raise LookupError(f"no form for {action} on {self.url} ({self.status})")


class Browser:
    """Keeps cookies by name; `__Host-` cookies go to the host they came from, over http on localhost as browsers do."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.cookies: dict[str, str] = {}
        self._http = requests.Session()
        # The jar must not refuse Secure cookies on localhost, so this class keeps them.
        self._http.cookies.set_policy(_NoCookies())

    def get(self, url: str, *, stop_at: str = "") -> Page:
        return self._go("GET", urljoin(self.base_url, url), None, stop_at)

    def submit(self, page: Page, action: str, *, stop_at: str = "", **filled: str) -> Page:
        """Fill in and send the form of the page that goes to `action`."""
        form = page.form(action)
        return self._go(form.method, form.action, form.fields | filled, stop_at)

    def _go(self, method: str, url: str, data: dict[str, str] | None, stop_at: str) -> Page:
        """Follow redirects; stop before one that begins with `stop_at`."""
        passed: list[str] = []
        for _ in range(_MOST_REDIRECTS):
            if stop_at and url.startswith(stop_at):
                return Page(url, 302, "", [], passed)
            passed.append(url)
            response = self._http.request(
                method,
                url,
                data=data if method == "POST" else None,
                params=data if method == "GET" else None,
                headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Origin": self.base_url},
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,
            )
            self._keep(response)
            if response.status_code not in (302, 303):
                return Page(url, response.status_code, response.text, _forms(url, response.text), passed)
            method, url, data = "GET", urljoin(url, response.headers["Location"]), None
        raise RuntimeError(f"too many redirects, the last to {url}")

    def _keep(self, response: requests.Response) -> None:
        for line in response.raw.headers.getlist("Set-Cookie"):
            name, _, rest = line.partition("=")
            value, _, attributes = rest.partition(";")
            if not value or "max-age=0" in attributes.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


class _NoCookies(DefaultCookiePolicy):
    def set_ok(self, *_: object) -> bool:
        return False


def _forms(url: str, html: str) -> list[Form]:
    reader = _FormReader(url)
    reader.feed(html)
    return reader.forms


class _FormReader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.forms: list[Form] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = True
            method = given.get("method", "get").upper()
            options = given.get("data-options", "")
            self.forms.append(Form(urljoin(self._url, given.get("action", self._url)), method, options=options))
        elif self._open and tag in ("input", "button", "textarea") and given.get("name"):
            kind = given.get("type", "text")
            unchosen = kind in ("checkbox", "radio") and "checked" not in given
            if kind != "submit" and tag != "button" and not unchosen:
                self.forms[-1].fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
