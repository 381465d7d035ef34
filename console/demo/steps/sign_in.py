"""2. A resident proves who she is once, and signs in at two councils; a namesake gets nothing of hers."""

import json
import secrets
from typing import Any

from console.api import client_assertion
from console.demo.browser import Browser
from console.demo.check import Step
from console.demo.sites import Site, start
from console.demo.steps.elsewhere import arrives_from_elsewhere
from console.demo.world import PASSWORD, SignedIn, World, code_of
from console.secrets import public_jwks, signing_key
from console.topology import free_ports

_LICENCE = {"kind": "uk_driving_licence", "expires_on": "2032-01-01"}


def sign_in(world: World, step: Step) -> None:
    resident = _register(world, "resident")
    _prove(world, step, resident)
    _link(world, step, resident)
    _namesake(world, step)
    arrives_from_elsewhere(world, step, _register(world, "newcomer"))
    first = _site(world, world.cast.council, "site-a")
    second = _site(world, world.cast.other_council, "site-b")
    sister = _site(world, world.cast.council, "site-a-benefits", f"Benefits at {world.cast.council}")
    at_first = visit(resident.browser, first, step, "at council A she approves what it may know, once")
    asked = [url for url in at_first["passed"] if url.startswith(f"{world.base_url}/sign-in")]
    step.same(asked, [], "and types no password: she is signed in already")
    at_second = visit(resident.browser, second, step, "at council B: one click of approval, no password")
    world.ids["session at A"], world.ids["session at B"] = at_first["id_token"]["sid"], at_second["id_token"]["sid"]
    at_sister = visit(resident.browser, sister, step, "another site of council A asks for itself")
    world.ids["resident at A"] = at_first["userinfo"]["sub"]
    _compare(step, at_first, at_second, at_sister)
    _refusals(world, step, resident.browser, first, at_first["code"])


def _register(world: World, key: str) -> SignedIn:
    browser, email = Browser(world.base_url), f"{key}@people.example"
    page = browser.get("/register?way=password")
    page = browser.submit(page, "/register", email=email, password=PASSWORD)
    browser.submit(page, "/register/code", code=world.mailed_code(email))
    world.signed_in[key] = world.sign_in(email, browser)
    return world.signed_in[key]


def _prove(world: World, step: Step, resident: SignedIn) -> None:
    person = world.cast.resident
    before = resident.api.get("/v1/me")
    step.same(before["confidence"], "none", "a new account has proved nothing")
    proof = resident.api.post(
        "/v1/me/proofs",
        {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "date_of_birth": person.date_of_birth,
            "postcode": person.postcode,
            "nhs_number": person.nhs_number,
            "evidence": [
                {**_LICENCE, "number": "STORY903142A99AA"},
                {"kind": "nhs_record", "number": person.nhs_number},
            ],
        },
    )
    step.same(proof["confidence"], "medium", f"her papers reach medium confidence (GPG 45 profile {proof['profile']})")
    step.check(proof["missing"], f"and she is told what would make it stronger: {proof['missing'][0]}")
    world.ids["proof"] = proof["id"]


def _link(world: World, step: Step, resident: SignedIn) -> None:
    person = world.cast.resident
    empty = resident.api.get("/v1/me/network")
    step.same(empty["items"], [], "before an agency confirms, her page says nobody is involved")
    worker = world.as_(world.cast.social_worker)
    link = step.soon(
        lambda: next(
            (
                link
                for link in worker.get("/v1/account-links")["items"]
                if link["date_of_birth"] == person.date_of_birth and link["state"] == "proposed"
            ),
            None,
        ),
        "the one exact match is proposed to an agency that knows her",
    )
    world.ids["person"] = link["person_id"]
    confirmed = worker.post(f"/v1/account-links/{link['id']}/confirm", {"method": "in_person"})
    step.same(confirmed["state"], "live", f"{world.cast.social_worker.name} saw her in person and confirms the link")
    involved = resident.api.get("/v1/me/network")["items"]
    step.same(len({i["organisation_id"] for i in involved}), 2, "now she sees the two agencies that support her")


def _namesake(world: World, step: Step) -> None:
    namesake, person = _register(world, "namesake"), world.cast.namesake
    namesake.api.post(
        "/v1/me/proofs",
        {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "date_of_birth": person.date_of_birth,
            "postcode": person.postcode,
            "evidence": [
                {**_LICENCE, "number": "STORY611021A99AA"},
                {"kind": "bank_account", "number": "20000012345678"},
            ],
        },
    )
    hers = world.ids["person"]
    links = world.as_(world.cast.social_worker).get("/v1/account-links")["items"]
    proposed = [link for link in links if link["person_id"] == hers and link["state"] == "proposed"]
    step.same(proposed, [], "a namesake with proof of her own is not linked to her")
    step.same(namesake.api.get("/v1/me/network")["items"], [], "and sees nobody")


def _site(world: World, council: str, key: str, name: str = "") -> Site:
    """A council's site: its client at Kith, named as the council where not said, and its process."""
    name = name or council
    port = free_ports(1)[0]
    key_file = signing_key(world.data, key)
    client = world.operator.post(
        "/v1/clients",
        {
            "name": name,
            "profile": "basic",
            "organisation_id": world.organisation(council),
            "redirect_uris": [f"http://localhost:{port}/callback"],
            "scopes": ["openid"],
            "jwks": public_jwks(key_file),
            "registration": {
                "backchannel_logout_uri": f"http://localhost:{port}/backchannel-logout",
                "backchannel_logout_session_required": True,
            },
        },
    )
    site = start(name, world.base_url, client["client_id"], key_file, port)
    world.sites.append(site)
    return site


def visit(browser: Browser, site: Site, step: Step, sentence: str) -> dict[str, Any]:
    """The resident opens a council's site, which sends her to Kith; she approves; the site shows what it was told."""
    page = browser.get(f"{site.url}/sign-in")
    passed = list(page.passed)
    step.check("/approve" in page.url, sentence, page.url)
    # The site answers its callback itself, so its session (state, nonce) is exercised for real.
    page = browser.submit(page, "/approve")
    passed += page.passed
    told: dict[str, Any] = json.loads(page.html)
    step.check("userinfo" in told, f"{site.name} verifies the ID token against the published keys", told)
    return told | {"passed": passed}


def _compare(step: Step, first: dict[str, Any], second: dict[str, Any], sister: dict[str, Any]) -> None:
    subs = [each["userinfo"]["sub"] for each in (first, second, sister)]
    step.check(subs[0] != subs[1], "the two councils know her by different subjects")
    step.same(subs[0], subs[2], "and two sites of one council by the same")
    proofs = [each["userinfo"]["verified_claims"]["verification"] for each in (first, second)]
    step.same(proofs[0], proofs[1], "both get verified claims from the one proof; no second check was made")


def _refusals(world: World, step: Step, browser: Browser, site: Site, used_code: str) -> None:
    verifier = secrets.token_urlsafe(48)
    wrong = browser.get(world.authorize_url(site.client_id, f"{site.redirect_uri}/elsewhere", verifier))
    step.same((wrong.status, "elsewhere" in wrong.url.partition("?")[0]), (400, False), "a wrong redirect URI: refused")
    assertion = client_assertion(world.base_url, site.client_id, site.key_file)
    replayed = world.token_request(
        **assertion,
        grant_type="authorization_code",
        code=used_code,
        redirect_uri=site.redirect_uri,
        code_verifier=verifier,
    )
    step.refused(replayed, 400, "a code used twice: refused", "invalid_grant")
    page = browser.get(world.authorize_url(site.client_id, site.redirect_uri, verifier), stop_at=site.redirect_uri)
    without = world.token_request(
        **client_assertion(world.base_url, site.client_id, site.key_file),
        grant_type="authorization_code",
        code=code_of(page),
        redirect_uri=site.redirect_uri,
    )
    step.check(
        without.status_code == 400 and without.json()["error"] in ("invalid_grant", "invalid_request"),
        "a missing PKCE verifier: refused",
        without.text,
    )
