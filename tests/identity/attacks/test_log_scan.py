"""A whole life over real processes, good and bad: nothing secret or personal in what they say or in what they keep."""

import asyncio
import base64
import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from console.api import Api, ClientApi, operator
from console.demo.browser import Browser, Page
from console.demo.passkey import SoftPasskey
from console.supervisor import Supervisor
from tests.identity.holder import Holder
from tests.identity.house import ASSERTION_TYPE, Key

OTHER_EMAIL = "ermintrude.quillfeather@unusual.example"
EMAIL, PASSWORD, PHONE = "zebedee.quillfeather@unusual.example", "an UNUSUAL passphrase 7261", "01632960993"
WRONG = "a WRONG passphrase 9914"
CALLBACK = "http://localhost:9/signed-in"
STATE, NONCE, HINT = "state-marker-5566", "nonce-marker-7788", "hint.marker@unusual.example"
VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_DEADLINE_SECONDS = 30
_SHORTEST = 8


@dataclass(slots=True)
class Life:
    """One resident, one council, and everything that must not lie about afterwards, by what it is."""

    base: str
    post: str
    operator: ClientApi
    key: Key = field(default_factory=Key.new)
    holder: Holder = field(default_factory=Holder)
    must_not_lie: dict[str, str] = field(default_factory=dict)

    def mark(self, what: str, value: Any) -> str:
        assert isinstance(value, str)
        assert len(value) >= _SHORTEST, f"{what} is too short to look for"
        self.must_not_lie[f"{what} {len(self.must_not_lie)}"] = value
        return value

    def mark_all(self, said: dict[str, Any], *names: str) -> None:
        for name in names:
            if name in said:
                self.mark(name, said[name])

    def ask(self, path: str, form: dict[str, str], **headers: str) -> requests.Response:
        return requests.post(self.base + path, data=form, headers=headers, timeout=_DEADLINE_SECONDS)

    def proof_of(self, client_id: str) -> dict[str, str]:
        claims = self.key.assertion(client_id, datetime.now(UTC), aud=self.base)
        self.mark("assertion", claims["client_assertion"])
        return claims

    def letter(self, pattern: str, to: str = EMAIL) -> str:
        """What the newest letter that has it says."""
        until = time.monotonic() + _DEADLINE_SECONDS
        while time.monotonic() < until:
            for letter in requests.get(f"{self.post}/letters.json", {"to": to}, timeout=_DEADLINE_SECONDS).json():
                if found := re.search(pattern, letter["text"]):
                    return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no letter says {pattern}")

    def url(self, client_id: str, **more: str) -> str:
        asked = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": CALLBACK,
            "scope": "openid email",
            "state": STATE,
            "nonce": NONCE,
            "login_hint": HINT,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | more
        return requests.Request("GET", f"{self.base}/oauth2/authorize", params=asked).prepare().url or ""

    def code(self, page: Page) -> str:
        assert page.url.startswith(CALLBACK), page.html[:2000]
        return self.mark("code", parse_qs(urlsplit(page.url).query)["code"][0])

    def redeem(self, code: str, proof: dict[str, str], **headers: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        answer = self.ask("/oauth2/token", form | proof, **headers)
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        self.mark_all(said, "access_token", "refresh_token", "id_token")
        # Again: a replay is noted, and must not be with the code.
        assert self.ask("/oauth2/token", form | proof, **headers).status_code in (400, 401)
        return said


def _registers(life: Life) -> Browser:
    browser = Browser(life.base)
    browser.submit(browser.get("/register?way=password"), "/register", email=EMAIL, password=PASSWORD)
    code = life.letter(r"\d{4} \d{4}")
    life.must_not_lie["mailed code"] = code
    page = browser.get("/register/code")
    browser.submit(page, "/register/code", code="0000 0001")
    browser.submit(browser.get("/register/code"), "/register/code", code=code)
    assert life.mark("cookie", browser.cookies["__Host-kith"])
    return browser


def _registers_with_a_passkey(life: Life) -> None:
    browser, device, email = Browser(life.base), SoftPasskey(life.base), life.mark("second address", OTHER_EMAIL)
    browser.submit(browser.get("/register"), "/register", email=email)
    code = life.letter(r"\d{4} \d{4}", email)
    page = browser.submit(browser.get("/register/code"), "/register/code", code=code)
    life.mark("shown mailbox", browser.cookies["__Host-kith-registration"].partition(".")[2])
    response = device.register(page.form("/register/passkey").options)
    browser.submit(page, "/register/passkey", response=response, name=life.mark("device", "Zebedee's telephone"))
    assert life.mark("cookie", browser.cookies["__Host-kith"])
    life.mark("credential", device.credential_id)


def _fails(life: Life) -> None:
    """Everything that goes wrong is said somewhere; not in these words."""
    stranger = Browser(life.base)
    stranger.submit(stranger.get("/sign-in"), "/sign-in", email=EMAIL, password=life.mark("wrong password", WRONG))
    for path in ("token", "par", "introspect", "revoke", "device_authorization"):
        life.ask(f"/oauth2/{path}", {"client_assertion_type": ASSERTION_TYPE, "client_assertion": "a.b.c", "x": EMAIL})
        life.ask(f"/oauth2/{path}", {"client_id": EMAIL, "client_secret": PASSWORD, "token": PASSWORD})
    made_up = life.mark("made-up token", "made-up." + secrets.token_urlsafe(20))
    for path in ("/v1/me", "/oauth2/userinfo", f"/v1/people/{EMAIL}", f"/{EMAIL}", f"/oauth2/{EMAIL}"):
        requests.get(life.base + path, headers={"Authorization": f"Bearer {made_up}"}, timeout=_DEADLINE_SECONDS)
    for path in ("/recover/rec_none", "/account/undo/cnf_none", "/oauth2/authorize/resume", "/sign-in", "/step-up"):
        asked = {"key": made_up, "interaction": made_up, "next": f"/{made_up}"}
        requests.get(life.base + path, asked, timeout=_DEADLINE_SECONDS)


def _our_application(life: Life, browser: Browser) -> tuple[Api, Browser]:
    """Code, refresh, refresh again too late; bound to a key."""
    said = life.operator.post(
        "/v1/clients",
        {
            "name": "Kith",
            "profile": "first-party",
            "redirect_uris": [CALLBACK],
            "scopes": ["openid", "me:read", "me:write"],
        },
    )
    client_id = said["client_id"]
    code = life.code(browser.get(life.url(client_id, scope="openid me:read me:write"), stop_at=CALLBACK))
    tokens = life.redeem(code, {"client_id": client_id})
    # The replay ended those; a second code gives tokens that live, and then new ones.
    page = browser.get(life.url(client_id, scope="openid me:read me:write"), stop_at=CALLBACK)
    form = {"grant_type": "authorization_code", "code": life.code(page), "redirect_uri": CALLBACK}
    tokens = life.ask("/oauth2/token", form | {"code_verifier": VERIFIER, "client_id": client_id}).json()
    life.mark_all(tokens, "access_token", "refresh_token", "id_token")
    refreshed = life.ask(
        "/oauth2/token",
        {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": client_id},
    ).json()
    life.mark_all(refreshed, "access_token", "refresh_token", "id_token")
    exchange = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "client_id": client_id,
        "subject_token": life.mark("handle", "man_" + secrets.token_urlsafe(12)),
        "subject_token_type": "urn:kith:params:oauth:token-type:authority",
        "actor_token": refreshed["access_token"],
        "actor_token_type": "urn:ietf:params:oauth:token-type:access_token",
    }
    assert life.ask("/oauth2/token", exchange).json()["error"] == "invalid_request"
    return Api(life.base, refreshed["access_token"]), browser


def _a_council(life: Life, browser: Browser) -> None:
    """Pushed, approved, redeemed with a proof of possession, introspected, read, revoked; and a device."""
    asked = {"name": "Lichfield Council", "profile": "basic", "organisation_id": "org_lichfield", "jwks": life.key.jwks}
    client_id = life.operator.post("/v1/clients", asked | {"redirect_uris": [CALLBACK], "scopes": ["openid", "email"]})[
        "client_id"
    ]
    query = dict(parse_qs(urlsplit(life.url(client_id)).query).items())
    pushed = life.ask("/oauth2/par", {n: v[0] for n, v in query.items()} | life.proof_of(client_id)).json()
    life.mark_all(pushed, "request_uri")
    where = f"{life.base}/oauth2/authorize?client_id={client_id}&request_uri={pushed['request_uri']}"
    page = browser.submit(browser.get(where), "/approve", stop_at=CALLBACK)
    endpoint = f"{life.base}/oauth2/token"
    refused = life.ask(
        "/oauth2/token",
        {"grant_type": "refresh_token", "refresh_token": "x"} | life.proof_of(client_id),
        dpop=life.mark("proof", life.holder.proof(datetime.now(UTC), "POST", endpoint)),
    )
    proof = life.holder.proof(datetime.now(UTC), "POST", endpoint, nonce=refused.headers["dpop-nonce"])
    tokens = life.redeem(life.code(page), life.proof_of(client_id), dpop=life.mark("proof", proof))
    for path in ("introspect", "revoke"):
        life.ask(f"/oauth2/{path}", {"token": tokens["access_token"]} | life.proof_of(client_id))
    requests.get(
        f"{life.base}/oauth2/userinfo",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
        timeout=_DEADLINE_SECONDS,
    )
    waiting = life.ask("/oauth2/device_authorization", {"scope": "openid email"} | life.proof_of(client_id)).json()
    life.mark_all(waiting, "device_code", "user_code")
    found = browser.submit(browser.get("/device"), "/device", user_code=waiting["user_code"])
    browser.submit(found, "/device/yes")
    form = {"grant_type": DEVICE, "device_code": waiting["device_code"]}
    granted = life.ask("/oauth2/token", form | life.proof_of(client_id))
    assert granted.status_code == 200, granted.text
    life.mark_all(granted.json(), "access_token", "refresh_token", "id_token")


def _looks_after_herself(life: Life, me: Api) -> None:
    me.call("PUT", "/v1/me/safe-contact", {"channels": ["email", "text"], "phone": PHONE})
    browser = Browser(life.base)
    browser.submit(browser.get("/recover"), "/recover", email=EMAIL)
    link = life.letter(r"http\S+/recover/\S+")
    life.mark("recovery key", parse_qs(urlsplit(link).query)["key"][0])
    key, chosen = parse_qs(urlsplit(link).query)["key"][0], life.mark("new password", "another UNUSUAL one 6620")
    # It works from tomorrow: the page says so, and a form sent all the same is refused.
    assert browser.get(link).status == 404
    assert life.ask(urlsplit(link).path, {"key": key, "password": chosen}, Origin=life.base).status_code == 404
    assert EMAIL in json.dumps(me.get("/v1/me/export"))
    assert me.raw("POST", "/v1/me/close").status_code == 204


def _live(life: Life) -> None:
    for what, value in {"address": EMAIL, "password": PASSWORD, "telephone": PHONE, "hint": HINT}.items():
        life.mark(what, value)
    browser = _registers(life)
    _registers_with_a_passkey(life)
    _fails(life)
    me, browser = _our_application(life, browser)
    _a_council(life, browser)
    _looks_after_herself(life, me)


def _files(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.timeout(240)
async def test_no_secret_and_nothing_personal_is_said_or_kept_in_the_clear(tmp_path: Path) -> None:
    async with Supervisor(tmp_path, sandbox=True) as kith:
        await kith.ready()
        post = f"http://localhost:{kith.topology.sandbox}/post"
        life = Life(kith.topology.base_url, post, operator(kith.topology))
        await asyncio.to_thread(_live, life)
    # Databases, their journals, the bus, and all that the processes wrote to their standard error.
    kept = _files(tmp_path)
    logs = b"".join(content for file, content in kept.items() if file.suffix == ".log")
    # The search can fail: what is no secret is found in both.
    assert logs.count(b'"event":"request"') > 20
    assert any(b"account.registered" in content for content in kept.values())
    lying = {
        (what, file.name)
        for what, value in life.must_not_lie.items()
        for file, content in kept.items()
        if value.encode() in content
    }
    assert not lying
    # What a request carries beyond that may be kept with it, and is never said.
    for value in (STATE, NONCE, CHALLENGE, VERIFIER, "quillfeather", "Quillfeather", "127.0.0.1"):
        assert value.encode() not in logs, value
