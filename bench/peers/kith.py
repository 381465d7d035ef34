"""Ourselves, the same way: the four services of the stage, as `kith up` starts them, asked through the gateway."""

import json

from bench.peers.contender import SIDE_BY_SIDE, VERIFIER, Contender, Party
from bench.stage import Stage
from console.demo.browser import Browser
from console.demo.world import PASSWORD, World, code_of

NAME = "Kith"


def kith(stage: Stage) -> Contender:
    """The story's resident at two relying parties of two councils, in as many browsers as come side by side."""
    world = stage.world
    first, second = (
        _registered(world, name, council, f"https://{name}.example/callback")
        for name, council in (("bench-one", world.cast.council), ("bench-two", world.cast.other_council))
    )
    service = _registered(world, "bench-partner", world.cast.council, "")
    browsers = [_signed_in(world) for _ in range(SIDE_BY_SIDE)]
    for party in (first, second):
        page = browsers[0].get(_request(world, party), stop_at=party.redirect_uri)
        code_of(browsers[0].submit(page, "/approve", stop_at=party.redirect_uri))
    return Contender(
        name=NAME,
        issuer=world.base_url,
        authorize=f"{world.base_url}/oauth2/authorize",
        token=f"{world.base_url}/oauth2/token",
        introspect=f"{world.base_url}/oauth2/introspect",
        service=service,
        first=first,
        second=second,
        cookies=["; ".join(f"{name}={value}" for name, value in each.cookies.items()) for each in browsers],
        processes={name: stage.kith.pid(name) for name in ("identity", "gateway")},
    )


def _registered(world: World, name: str, council: str, redirect_uri: str) -> Party:
    party = Party.new(name, redirect_uri)
    body: dict[str, object] = {
        "name": name,
        "organisation_id": world.organisation(council),
        "jwks": json.dumps(party.jwks),
    }
    if redirect_uri:
        body |= {"profile": "basic", "redirect_uris": [redirect_uri], "scopes": ["openid", "offline_access"]}
    else:
        body |= {"profile": "service", "role": "partner", "scopes": []}
    return Party(party.key, world.operator.post("/v1/clients", body)["client_id"], redirect_uri)


def _signed_in(world: World) -> Browser:
    browser = Browser(world.base_url)
    page = browser.get("/sign-in")
    browser.submit(page, "/sign-in", email=world.resident.email, password=PASSWORD)
    return browser


def _request(world: World, party: Party) -> str:
    return world.authorize_url(party.client_id, party.redirect_uri, VERIFIER, scope="openid offline_access")
