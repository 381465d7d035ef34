"""The gateway's application: the API, the OpenID Provider and the pages, behind one edge."""

from collections.abc import Collection
from importlib.metadata import version
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import orjson
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.http import Asgi
from chassis.ids import Ids
from services.gateway import web
from services.gateway.api import (
    access_requests,
    account_life,
    account_links,
    agreements,
    assisted,
    audit,
    cases,
    client_keys,
    concerns,
    consents,
    documents,
    emergency,
    events,
    feeds,
    hubs,
    imports,
    involvements,
    looks,
    mandates,
    me,
    messages,
    networks,
    objections,
    openid,
    organisations,
    people,
    possible_links,
    private_messages,
    problems,
    professionals,
    proofs,
    proxy,
    reference,
    referrals,
    retention,
    rounds,
    safe_contacts,
    shares,
    staff,
    subscriptions,
    workplaces,
)
from services.gateway.api.description import describe
from services.gateway.api.door import Back
from services.gateway.api.edge import bounded, dressed, observed, shed, sourced
from services.gateway.api.limits import Places
from services.gateway.web.visit import problem_page

RESOURCES = (
    people,
    rounds,
    involvements,
    networks,
    account_links,
    possible_links,
    feeds,
    cases,
    documents,
    agreements,
    consents,
    shares,
    referrals,
    concerns,
    hubs,
    emergency,
    looks,
    me,
    account_life,
    mandates,
    assisted,
    private_messages,
    professionals,
    proofs,
    organisations,
    subscriptions,
    events,
    imports,
    staff,
    workplaces,
    client_keys,
    openid,
    audit,
    objections,
    retention,
    access_requests,
    safe_contacts,
    messages,
)
_API = ("/v1", "/openapi.json", "/docs")


def application(
    back: Back,
    provider: Asgi,
    *,
    issuer: str,
    clock: Clock,
    ids: Ids,
    trusted_proxies: Collection[IPv4Network | IPv6Network] = (),
) -> Asgi:
    """Everything the public may reach, as one app; `provider` answers for `/oauth2` and `/.well-known`."""
    described: Asgi = api(back, issuer)
    parts = dict.fromkeys(_API, described) | dict.fromkeys(proxy.PATHS, provider)
    everything = _by_path(parts, _pages(back, clock))
    inner = sourced(shed(bounded(everything), Places()), trusted_proxies)
    return observed(dressed(inner, https=issuer.startswith("https:")), ids)


def api(back: Back, issuer: str) -> FastAPI:
    """`/v1`, its description and its reference page."""
    app = _plain()
    app.state.back, app.state.issuer = back, issuer
    for resource in RESOURCES:
        # Not included, as FastAPI calls it: it would look for the route twice, once to find the router and once in it.
        app.router.routes.extend(resource.router.routes)
    document = describe(app, issuer, version("kith"))
    text, page = orjson.dumps(document), reference.page(document)

    async def openapi(_: Request) -> Response:
        return Response(text, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})

    async def docs(_: Request) -> Response:
        return page

    app.add_route("/openapi.json", openapi)
    app.add_route("/docs", docs)
    problems.install(app)
    return app


def _pages(back: Back, clock: Clock) -> FastAPI:
    app = _plain()
    web.mount(app, back.clients, clock=clock, buckets=back.buckets)
    problems.install(app)

    async def nothing_there(request: Request, error: Exception) -> Response:
        """A browser gets a page; anything else the document."""
        if isinstance(error, HTTPException) and "text/html" in request.headers.get("accept", ""):
            return problem_page(request, NotFound("there is no such page"))
        return await problems.of_the_framework(request, error)

    app.add_exception_handler(HTTPException, nothing_there)
    return app


def _plain() -> FastAPI:
    # A redirect to add or drop a slash would be made from the Host header, which is the client's own word.
    return FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )


def _by_path(parts: dict[str, Asgi], otherwise: Asgi) -> Asgi:
    """The part whose path it is or lies under. Parts are whole apps, so that each refuses in its own manner."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        first = "/" + scope["path"][1:].partition("/")[0]
        scope["part"] = first if first in parts else "/"
        await parts.get(first, otherwise)(scope, receive, send)

    return serve
