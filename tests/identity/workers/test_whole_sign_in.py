"""A worker signs in at her employer and comes back, through gateway and identity as processes; and out again."""

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from console.demo import sample
from console.demo.browser import Browser, Page
from console.demo.cast import Professional, cast
from console.demo.check import Step
from console.demo.steps.arrivals import arrivals
from console.demo.world import World
from console.listen import Receiver
from console.supervisor import Supervisor
from sandbox.organisations.app import Employer, Member, RelyingParty
from tests.sandbox.running import listen, served, url_of

_PATIENCE_SECONDS = 20.0
_PAUSE_SECONDS = 0.1


@pytest.mark.timeout(240)
async def test_she_signs_in_with_her_organisation_and_out_with_it(tmp_path: Path) -> None:
    sample.write(tmp_path / "sample")
    with Receiver() as receiver:
        async with Supervisor(tmp_path) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            await asyncio.to_thread(_story, world)


def _story(world: World) -> None:
    arrivals(world, Step("arrivals"))
    priya, held = world.cast.social_worker, listen()
    staff = [
        Member("priya", priya.name, "priya@fairhaven.example", priya.external_id, acr="urn:example:strong"),
        Member("stranger", "Sam Stranger", "sam@fairhaven.example", "not on the list"),
    ]
    employer = Employer(url_of(held), staff)
    registered = world.operator.post(
        "/v1/workplaces",
        {
            "organisation_id": world.organisation(priya.organisation),
            "organisation_name": priya.organisation,
            "issuer": employer.issuer,
            "client_id": "kith-at-fairhaven",
            "claim": "employee_number",
            "matched_by": "external_id",
            "levels": {"urn:example:strong": "gpg44-high"},
            "domains": ["fairhaven.example"],
        },
    )
    assert registered["auth_method"] == "private_key_jwt"
    employer.parties["kith-at-fairhaven"] = RelyingParty(
        "kith-at-fairhaven",
        registered["redirect_uri"],
        jwks_uri=f"{world.base_url}/oauth2/jwks",
        backchannel_logout_uri=registered["backchannel_logout_uri"],
    )
    with served(employer.app(), held):
        browser = Browser(world.base_url)
        desk = _sign_in(browser, "priya")
        assert desk.url.endswith("/desk"), desk.html
        assert priya.given_name in desk.html
        _a_stranger_is_told_what_to_do(world)
        _she_ends_her_sign_in_on_another_computer(world, browser)
        _signing_out_there_signs_out_here(employer, browser)
        _a_leaver_is_refused(world, priya)


def _sign_in(browser: Browser, member: str) -> Page:
    """By her work address, to the employer's page, and back to where she was going."""
    page = browser.get("/sign-in/organisation?next=/desk")
    page = browser.submit(page, "/sign-in/organisation", email=f"{member}@fairhaven.example")
    assert f'value="{member}"' in page.html, page.html
    return browser.submit(page, "/choose", member=member)


def _a_stranger_is_told_what_to_do(world: World) -> None:
    page = _sign_in(Browser(world.base_url), "stranger")
    assert page.status == 403
    assert "our directory does not list you there" in re.sub(r"\s+", " ", page.html)


def _she_ends_her_sign_in_on_another_computer(world: World, browser: Browser) -> None:
    other = Browser(world.base_url)
    assert _sign_in(other, "priya").url.endswith("/desk")
    page = browser.get("/desk/sessions")
    assert page.html.count("(this one)") == 1
    assert page.html.count(f"As worker, {world.cast.social_worker.organisation}.") >= 2
    ends = [path for form in page.forms if (path := urlsplit(form.action).path).endswith("/end")]
    assert ends
    for path in ends:
        page = browser.submit(page, path)
        assert "You are signed out there." in page.html
    assert "/sign-in" in other.get("/desk").url
    assert browser.get("/desk").url.endswith("/desk")


def _signing_out_there_signs_out_here(employer: Employer, browser: Browser) -> None:
    assert set(asyncio.run(employer.sign_out("priya"))) == {200}
    assert "/sign-in" in browser.get("/desk").url


def _a_leaver_is_refused(world: World, who: Professional) -> None:
    browser = Browser(world.base_url)
    assert _sign_in(browser, "priya").url.endswith("/desk")
    world.operator.post(f"/v1/professionals/{world.professionals[who.external_id]}/disable", {})
    _until(lambda: "/sign-in" in browser.get("/desk").url)
    page = _sign_in(Browser(world.base_url), "priya")
    assert (page.status, "says that you do not work there now" in page.html) == (403, True)


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(_PAUSE_SECONDS)
