"""12. A worker signs in with her organisation; who is not on its list is not let in, and a leaver is out in seconds."""

import time
from functools import partial

import requests

from console.demo.browser import Browser, Page
from console.demo.cast import Professional
from console.demo.check import Step
from console.demo.world import World

_CLIENT, _STRONG = "kith", "urn:example:strong"
_DOMAIN = "employer.example"
_OUT_WITHIN_SECONDS = 5.0
_TIMEOUT_SECONDS = 30


def organisation(world: World, step: Step) -> None:
    who = world.cast.other_council_manager
    _registered(world, step, who)
    browser = Browser(world.base_url)
    desk = _sign_in(browser, "worker")
    step.check(desk.url.endswith("/desk"), f"{who.organisation} signs its own staff in (simulated)", desk.url)
    records = f"/desk/people/{world.ids['person']}/records"
    step.check("/step-up" not in browser.get(records).url, "as strongly as with a passkey, which records ask for")
    weakly = Browser(world.base_url)
    _sign_in(weakly, "by-password")
    step.check("/step-up" in weakly.get(records).url, "by a password there, records ask for more")
    stranger = _sign_in(Browser(world.base_url), "stranger")
    step.same(stranger.status, 403, "somebody whom the directory does not know there is not let in")
    said = _administer(world, "sign-out", key="worker").json()
    step.same(said, [200], "she signs out at her organisation, which tells Kith")
    step.check("/sign-in" in browser.get("/desk").url, "and she is signed out here")
    _leaver(world, step, who)


def _registered(world: World, step: Step, who: Professional) -> None:
    """Each registers the other, as their administrators would."""
    held = world.operator.post(
        "/v1/workplaces",
        {
            "organisation_id": world.organisation(who.organisation),
            "organisation_name": who.organisation,
            "issuer": _issuer(world),
            "client_id": _CLIENT,
            "claim": "employee_number",
            "matched_by": "external_id",
            "levels": {_STRONG: "gpg44-high"},
            "domains": [_DOMAIN],
        },
    )
    _administer(
        world,
        "parties",
        client_id=_CLIENT,
        redirect_uri=held["redirect_uri"],
        jwks_uri=f"{world.base_url}/oauth2/jwks",
        backchannel_logout_uri=held["backchannel_logout_uri"],
    )
    hers = {"name": who.name, "staff_number": who.external_id, "email": f"worker@{_DOMAIN}"}
    _administer(world, "staff", key="worker", acr=_STRONG, **hers)
    _administer(world, "staff", key="by-password", **hers)
    _administer(world, "staff", key="stranger", acr=_STRONG, **hers | {"staff_number": "on no list"})
    step.same(held["auth_method"], "private_key_jwt", "a council's own sign-in is registered, without a shared secret")


def _leaver(world: World, step: Step, who: Professional) -> None:
    browser, path = Browser(world.base_url), f"/v1/professionals/{world.professionals[who.external_id]}"
    _sign_in(browser, "worker")
    start = time.monotonic()
    world.operator.post(f"{path}/disable", {})
    step.soon(lambda: "/sign-in" in browser.get("/desk").url or None)
    seconds = time.monotonic() - start
    step.check(seconds < _OUT_WITHIN_SECONDS, f"the directory says that she left: signed out in {seconds:.1f} s")
    again = _sign_in(Browser(world.base_url), "worker")
    step.same(again.status, 403, "and her organisation cannot sign her in any more")
    world.operator.post(f"{path}/enable", {})
    step.soon(partial(_lets_in, world), "she comes back, and is let in again")


def _lets_in(world: World) -> bool | None:
    return _sign_in(Browser(world.base_url), "worker").url.endswith("/desk") or None


def _sign_in(browser: Browser, member: str) -> Page:
    """By a work address to the employer's page, and back."""
    page = browser.get("/sign-in/organisation?next=/desk")
    page = browser.submit(page, "/sign-in/organisation", email=f"{member}@{_DOMAIN}")
    return browser.submit(page, "/organisation/choose", member=member)


def _issuer(world: World) -> str:
    return f"http://localhost:{world.topology.sandbox}/organisation"


def _administer(world: World, what: str, **given: str) -> requests.Response:
    answer = requests.post(f"{_issuer(world)}/administration/{what}", json=given, timeout=_TIMEOUT_SECONDS)
    answer.raise_for_status()
    return answer
