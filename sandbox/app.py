"""Everybody outside, each under a path of its own on one port."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from sandbox.parties import Party


def outside_world(url: str, parties: Sequence[Party], secret: str) -> Starlette:
    """The application that answers at `url`. `secret` (`whsec_…`) signs the calls to the providers of checks."""
    return Starlette(routes=[Route("/readyz", _ready)])


async def _ready(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ready\n")
