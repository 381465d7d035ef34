"""Workers' browsers and agencies' applications before the real gateway, and behind it cases on a real database.

Identity and directory are played: what they say is the same in every town.
"""

import pkgutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from inspect import isasyncgenfunction
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute
from google.protobuf.message import Message
from kith.identity.v1 import sessions_pb2

from chassis.tokens import Caller
from services.cases.api import rpc
from services.cases.api.rpc.access import AccessServicer, AccessVerbs
from services.cases.api.rpc.casework import CaseworkServicer, CaseworkVerbs
from services.cases.api.rpc.concerns import ConcernsServicer, ConcernVerbs
from services.cases.api.rpc.documents import DocumentsServicer, DocumentVerbs
from services.cases.api.rpc.feeds import FeedsServicer, FeedVerbs
from services.cases.api.rpc.hubs import HubsServicer, HubVerbs
from services.cases.api.rpc.looks import LooksServicer, LookVerbs
from services.cases.api.rpc.networks import NetworksServicer, NetworkVerbs
from services.cases.api.rpc.people import PeopleServicer, PeopleVerbs
from services.cases.api.rpc.private_messages import PrivateMessagesServicer, PrivateMessageVerbs
from services.cases.api.rpc.referrals import ReferralsServicer, ReferralVerbs
from services.cases.api.rpc.retention import RetentionServicer, RetentionVerbs
from services.cases.api.rpc.rounds import RoundsServicer, RoundVerbs
from services.cases.api.rpc.sharing import SharingServicer, SharingVerbs
from services.cases.api.rpc.subscriptions import SubscriptionsServicer, SubscriptionVerbs
from services.cases.store.documents import SqlContents
from services.cases.store.subscriptions.feed import open_feed
from services.cases.usecases.retention.finish_erasures import FinishErasures
from services.gateway.api.access import ACCESS
from services.gateway.web.pages import ROUTERS
from tests.cases.audit.her_pages import her_service
from tests.cases.browser import ISSUER, Browser, Route, Said, Streamed, browser
from tests.cases.private_services.worlds import Executed, Statement
from tests.cases.sharing_town import RECEIPTS, SharingTown
from tests.gateway.behind import Grant, Mint
from tests.gateway.pages import answering, district
from tests.gateway.world import ALL_SCOPES

_RANDOM = ("signature", "secret")
"""Never twice the same: ECDSA, and what a webhook is signed with."""
_LEFT_OUT = {
    "/v1/events/stream": "it does not end; what it says is what the pull says",
    "/v1/me/": "hers",
    "/v1/audit/": "the size of the log of all acts is public, and grows by each",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, and the statements that it took."""

    said: Said
    statements: Sequence[Statement]


@dataclass(frozen=True, slots=True)
class Straight:
    """A servicer where the gateway has a stub."""

    servicer: Any

    def __getattr__(self, method: str) -> Callable[..., Any]:
        called = getattr(self.servicer, method)
        if isasyncgenfunction(called):
            return lambda request, **_: Streamed(called(request, cast(Any, None)))

        async def call(request: Any, **_: Any) -> Message:
            answer: Message = await called(request, None)
            for name in _RANDOM:
                if name in answer.DESCRIPTOR.fields_by_name:
                    answer.ClearField(name)
            return answer

        return call


@dataclass(slots=True)
class Asking:
    """Who asks, for the moment."""

    who: Caller

    def __call__(self) -> Caller:
        return self.who


@dataclass(slots=True)
class Theirs:
    """What they send, from where they are signed in."""

    browser: Browser
    asking: Asking
    sessions: Any
    log: Executed

    def sign_in(self, who: Caller) -> None:
        session: sessions_pb2.Session = district.sessions()[district.WORKER]
        session.context.role = who.claim("role")
        session.context.professional_id = who.claim("pro")
        self.asking.who, self.sessions.answers["GetSession"] = who, session

    async def ask(self, method: str, path: str, body: Any = None) -> Heard:
        """`body`: of a page's form, or for the API."""
        before = len(self.log.statements)
        said = await self.browser.ask(method, path, body)
        return Heard(said, self.log.statements[before:])


def their_routes() -> list[Route]:
    """Every route of `/v1` that cases decides on but the public ones and `_LEFT_OUT`, as the table that holds them has
    it; and every page of the desk. Reads first.
    """
    routes = {
        route
        for route, access in ACCESS.items()
        if access.audience == "cases" and not access.public and not route[1].startswith(tuple(_LEFT_OUT))
    }
    pages = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    desk = {(method, page.path) for page in pages if page.path.startswith("/desk") for method in page.methods or ()}
    return sorted(routes | desk, key=lambda route: (route[0] != "GET", route))


class _Partners:
    async def admit(self, url: str) -> str:
        return url


@asynccontextmanager
async def their_browser(town: SharingTown, log: Executed, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Theirs]:
    there, behind, mint = town.town, answering.behind(), Mint()
    work, ids, clock = there.work, there.ids, there.clock
    asking = Asking(Caller("nobody", "nobody", frozenset()))
    for module in pkgutil.iter_modules(rpc.__path__):
        if hasattr(import_module(f"services.cases.api.rpc.{module.name}"), "caller"):
            monkeypatch.setattr(f"services.cases.api.rpc.{module.name}.caller", asking)
    sharing = SharingVerbs.over(work, RECEIPTS, there.mandates, ids, clock, None)
    finish = FinishErasures(work, there.keys, clock)
    contents = SqlContents(there.db, there.keys)
    partners = cast(Any, _Partners())
    servicers = {
        "people": PeopleServicer(PeopleVerbs.over(work, there.mandates, there.keys, ids, clock)),
        "feeds": FeedsServicer(FeedVerbs.over(work, ids, clock)),
        "networks": NetworksServicer(NetworkVerbs.over(work, ids, clock)),
        "rounds": RoundsServicer(RoundVerbs.over(work, ids, clock)),
        "casework": CaseworkServicer(CaseworkVerbs.over(work, ids, clock)),
        "documents": DocumentsServicer(DocumentVerbs.over(work, there.mandates, contents, None, ids, clock)),
        "retention": RetentionServicer(RetentionVerbs.over(work, finish, ids, clock)),
        "sharing": SharingServicer(sharing),
        "referrals": ReferralsServicer(ReferralVerbs.over(work, sharing.create_share, ids, clock)),
        "concerns": ConcernsServicer(ConcernVerbs.over(work, ids, clock)),
        "private_messages": PrivateMessagesServicer(PrivateMessageVerbs.over(work, ids, clock)),
        "hubs": HubsServicer(HubVerbs.over(work, ids, clock, None)),
        "me": her_service(town),
        "looks": LooksServicer(LookVerbs.over(work, ids, clock)),
        "access": AccessServicer(AccessVerbs.over(work, there.mandates, ids, clock)),
        "subscriptions": SubscriptionsServicer(
            SubscriptionVerbs.over(work, open_feed(there.db, ids), there.keys, partners, ids, clock, ISSUER)
        ),
    }
    grant = Grant("acc_theirs", ALL_SCOPES)
    behind.trust.answers["Exchange"] = lambda request: mint.sign(grant, request.audience)
    clients = replace(behind.clients, **{name: cast(Any, Straight(servicer)) for name, servicer in servicers.items()})
    async with browser(clients, there, district.WORKER) as theirs:
        yield Theirs(theirs, asking, behind.sessions, log)
