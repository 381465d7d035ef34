"""Everybody outside, each under a path of its own on one port."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route

from sandbox.nhs_login.app import nhs_login
from sandbox.one_login.app import one_login
from sandbox.organisations.administration import Administration
from sandbox.organisations.app import Employer
from sandbox.parties import Party
from sandbox.post.app import post
from sandbox.post.mailbox import Mailbox
from sandbox.providers.app import Checkers, providers


def outside_world(url: str, parties: Sequence[Party], secret: str, mailbox: Mailbox | None = None) -> Starlette:
    """The application that answers at `url`.

    `secret` (`whsec_…`) signs the calls to the providers of checks; without it there are none. `mailbox` is shown
    under `/post`. The employer under `/organisation` begins without staff.
    """
    employer = Employer(f"{url}/organisation", ())

    def registered(at: str) -> list[Party]:
        return [party for party in parties if party.at == at]

    routes: list[BaseRoute] = [
        Route("/readyz", _ready),
        Mount("/one-login", one_login(f"{url}/one-login", registered("one-login"))),
        Mount("/nhs-login", nhs_login(f"{url}/nhs-login", registered("nhs-login"))),
        Mount("/organisation/administration", Administration(employer).app()),
        Mount("/organisation", employer.app()),
    ]
    if secret:
        routes.append(Mount("/providers", providers(Checkers(secret))))
    if mailbox is not None:
        routes.append(Mount("/post", post(mailbox)))
    return Starlette(routes=routes)


async def _ready(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ready\n")
