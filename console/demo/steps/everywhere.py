"""13. The resident signs out everywhere: at Kith, at the councils' own sites, and for every token she gave."""

from functools import partial
from typing import Any

import jwt
import requests

from console.demo.check import Step
from console.demo.sites import Site
from console.demo.world import World
from console.secrets import signing_key

_TIMEOUT_SECONDS = 30
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def everywhere(world: World, step: Step) -> None:
    first, second, _ = world.sites
    resident = world.resident
    _forged(world, step, first)
    step.same(_ended(first), [], "until then, council A's site has her signed in")
    page = resident.browser.get("/account/sessions")
    resident.browser.submit(page, "/account/sign-out-everywhere")
    for site, session in ((first, "session at A"), (second, "session at B")):
        step.soon(partial(_has_ended, site, world.ids[session]), f"{site.name}'s site ends her session there")
    step.check("/sign-in" in resident.browser.get("/account").url, "her browser is signed out")
    step.soon(lambda: resident.api.raw("GET", "/v1/me").status_code == 401 or None, "and her token opens nothing")


def _forged(world: World, step: Step, site: Site) -> None:
    """Signed by somebody who is not the issuer, under the name of the issuer's own key."""
    published = requests.get(f"{world.base_url}/oauth2/jwks", timeout=_TIMEOUT_SECONDS).json()["keys"]
    kid = next(each["kid"] for each in published if each["alg"] == "ES256")
    claims: dict[str, Any] = {"iss": world.base_url, "aud": site.client_id, "sid": world.ids["session at A"]}
    claims |= {"iat": 0, "exp": 2**31, "jti": "made up", "events": {_EVENT: {}}}
    key = signing_key(world.data, "forger").read_bytes()
    token = jwt.encode(claims, key, "ES256", headers={"typ": "logout+jwt", "kid": kid})
    answer = requests.post(f"{site.url}/backchannel-logout", {"logout_token": token}, timeout=_TIMEOUT_SECONDS)
    step.refused(answer, 400, "a site is told of it by somebody else: not believed")


def _has_ended(site: Site, session: str) -> bool | None:
    return session in _ended(site) or None


def _ended(site: Site) -> list[str]:
    """The sessions that Kith told a site to end."""
    answer: list[str] = requests.get(f"{site.url}/signed-out", timeout=_TIMEOUT_SECONDS).json()
    return answer
