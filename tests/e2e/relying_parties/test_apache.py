"""A council's Apache, with Debian's mod_auth_openidc, signs residents in and out."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from console.demo.browser import Page
from tests.e2e.relying_parties import apache
from tests.e2e.relying_parties.apache import Site, new_keys
from tests.e2e.relying_parties.stage import Resident, Stage, must_have

pytestmark = pytest.mark.xdist_group("relying-parties")
_ROOT = Path(__file__).parents[3]
_DEAD_WITHIN_SECONDS = 5


@pytest.fixture(scope="session", autouse=True)
def _there() -> None:
    must_have(apache.SERVER and apache.MODULE.exists(), "Apache with mod_auth_openidc")


@contextmanager
def council(stage: Stage, *, by: str = "private_key_jwt", **more: str) -> Iterator[Site]:
    """A site of a council that is registered and runs. `more`: directives it has beside the usual ones."""
    with apache.site() as site:
        registration = {"token_endpoint_auth_method": by, "backchannel_logout_uri": site.backchannel_logout_uri}
        asked: dict[str, Any] = {
            "redirect_uris": [site.redirect_uri],
            "post_logout_redirect_uris": [site.goodbye],
            "scopes": ["openid", "email"],
        }
        own = more
        if by == "private_key_jwt":
            private, public = new_keys(site.folder)
            own = own | {"OIDCPrivateKeyFiles": f"council#{private}", "OIDCPublicKeyFiles": f"council#{public}"}
            registration |= {"jwks_uri": site.jwks_uri}
        client = stage.client("basic", registration=registration, **asked)
        # After the key: the module refuses the method before it has one.
        own |= {"OIDCProviderTokenEndpointAuth": by, "OIDCClientID": client["client_id"]}
        if client["client_secret"]:
            own |= {"OIDCClientSecret": client["client_secret"]}
        with site.serving(stage.issuer, own):
            yield site


def approve(resident: Resident, site: Site) -> Page:
    """The resident, signed in at Kith, opens the members' page for the first time and approves."""
    page = resident.browser.get(site.members)
    assert "/approve" in page.url, page.url
    return resident.browser.submit(page, "/approve")


def shown(page: Page) -> dict[str, str]:
    assert page.status == 200, page.html
    return dict(re.findall(r'<p id="(\w+)">(.*)</p>', page.html))


@pytest.mark.parametrize("by", ["private_key_jwt", "client_secret_basic", "client_secret_post"])
def test_a_resident_signs_in(stage: Stage, by: str) -> None:
    amina = stage.stranger()
    with council(stage, by=by) as site:
        asked = amina.browser.get(site.members)
        assert "code_challenge_method=S256" in asked.passed[1]
        page = amina.sign_in(asked)
        page = amina.browser.submit(page, "/approve")
        assert page.url == site.members
        told = shown(page)
        assert told.pop("who").endswith(f"@{stage.issuer}"), "whom the issuer calls so"
        assert told == {"email": amina.email, "verified": "1", "issuer": stage.issuer}
        assert shown(amina.browser.get(site.members))["email"] == amina.email


def signed_in(resident: Resident, site: Site) -> bool:
    """Whether the council's site still knows her, without a word from Kith."""
    return resident.browser.get(site.members, stop_at=resident.browser.base_url).url == site.members


def test_signing_out_at_the_council_ends_both_sessions_and_the_one_at_another_council(stage: Stage) -> None:
    amina = stage.resident()
    with council(stage) as here, council(stage, by="client_secret_basic") as there:
        subjects = {shown(approve(amina, site))["who"] for site in (here, there)}
        assert len(subjects) == 2, "each council knows her by another name"
        assert signed_in(amina, here)
        assert signed_in(amina, there)
        page = amina.browser.get(here.sign_out)
        assert (page.url, page.status) == (here.goodbye, 200)
        assert not signed_in(amina, here)
        _dies(amina, there)
        assert "/sign-in" in amina.browser.get("/account").url


def test_signing_out_everywhere_is_heard_by_the_council(stage: Stage) -> None:
    amina, elsewhere = stage.resident(), stage.resident()
    with council(stage) as site:
        approve(amina, site)
        assert signed_in(amina, site)
        page = elsewhere.browser.get("/account/sessions")
        elsewhere.browser.submit(page, "/account/sign-out-everywhere")
        _dies(amina, site)


def test_answers_come_by_post_where_the_council_wants_that(stage: Stage) -> None:
    """A refusal too. By redirect this module takes the `iss` of one (RFC 9207) for a choice of provider."""
    amina = stage.resident()
    with council(stage, OIDCResponseMode="form_post") as site:
        asked = amina.browser.get(site.members)
        page = amina.browser.submit(amina.browser.submit(asked, "/approve/no"), "/signed-in")
        assert (page.url, "access_denied" in page.html) == (site.redirect_uri, True)
        assert not signed_in(amina, site)
        asked = amina.browser.get(site.members)
        page = amina.browser.submit(amina.browser.submit(asked, "/approve"), "/signed-in")
        assert shown(page)["email"] == amina.email


def test_the_council_notices_nothing_when_the_keys_of_tokens_change(stage: Stage) -> None:
    amina, elsewhere = stage.resident(), stage.resident()
    with council(stage) as site:
        approve(amina, site)
        stage.operator.post("/v1/signing-keys/rotate", {})
        assert signed_in(amina, site)
        assert shown(elsewhere.browser.get(site.members))["email"] == amina.email


def test_the_guide_shows_nothing_that_is_not_tested() -> None:
    guide = (_ROOT / "docs/sign-in.md").read_text()
    shown = set(re.findall(r"^    (OIDC\w+) ", guide, re.MULTILINE))
    tested = {
        name for file in (Path(apache.__file__), Path(__file__)) for name in re.findall(r"OIDC\w+", file.read_text())
    }
    assert shown
    assert shown <= tested


def _dies(resident: Resident, site: Site) -> None:
    """Her session at the council is over within five seconds."""
    until = time.monotonic() + _DEAD_WITHIN_SECONDS
    while signed_in(resident, site):
        assert time.monotonic() < until, "the council's session lives on"
        time.sleep(0.05)
