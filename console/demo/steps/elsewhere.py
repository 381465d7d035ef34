"""2, too. Another resident proved who she is at GOV.UK One Login: she shows no papers here."""

from console.demo.check import Step
from console.demo.world import SignedIn, World

_PROVIDER = "one-login"
# A test user of the simulated One Login.
_PERSON = {"key": "grace", "given_name": "Grace"}


def arrives_from_elsewhere(world: World, step: Step, newcomer: SignedIn) -> None:
    browser = newcomer.browser
    page = browser.submit(browser.get(f"/prove/{_PROVIDER}"), f"/prove/{_PROVIDER}")
    there = f"/{_PROVIDER}/authorize" in page.url
    step.check(there, "a second resident is sent to GOV.UK One Login (simulated)", page.url)
    page = browser.submit(page, f"/{_PROVIDER}/choose", person=_PERSON["key"])
    step.check(page.url.startswith(f"{world.base_url}/prove"), "and comes back", page.url)
    me = newcomer.api.get("/v1/me")
    step.same(
        (me["confidence"], me["given_name"]),
        ("medium", _PERSON["given_name"]),
        "proved there at P2, she is at medium confidence here, and shows no papers",
    )
