"""The pages: what residents and workers see. Server-rendered, in plain words, whole without JavaScript.

- `visit.py`      one request of a browser: who is there, the answers it can give, its form and the form's token
- `pages/`        one file per group of pages; each asks the services and shows what they say, and decides nothing
- `templates/`    Jinja2 over the GOV.UK Design System's macros; `static/` is built from `style/` by `make web`
- `waiting.py`    what waits for whoever is at the desk, counted for their role
- `refusals.py`  what is said where a service refuses
- `words.py`, `dates.py`   codes and moments as people say them
- `languages.py` which language a page is in; `locales/cy.po` holds the Welsh, to be proof-read by a Welsh speaker

A page is never stored (`no-store`), never framed, runs no inline script, and sends no personal data in an address: only
opaque ids travel in a URL. Which services a person may see is decided behind the gateway; a page shows what came.
"""

from fastapi import FastAPI

from chassis.clock import Clock, SystemClock
from services.gateway.api.limits import Buckets
from services.gateway.clients import Clients
from services.gateway.web.look import Look
from services.gateway.web.pages import ROUTERS
from services.gateway.web.screen import Screen
from services.gateway.web.visit import Web

__all__ = ["Look", "mount"]


def mount(
    app: FastAPI,
    clients: Clients,
    *,
    clock: Clock | None = None,
    buckets: Buckets | None = None,
    look: Look | None = None,
) -> None:
    """Add the pages to the gateway's application. `buckets` are the API's, so that one person has one pace."""
    app.state.web = Web(clients, clock or SystemClock(), Screen(look or Look()), buckets or Buckets())
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
