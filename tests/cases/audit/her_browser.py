"""A resident's browser and her own application before the real gateway, and behind it cases on a real database.

Identity and directory are played: what they say is the same in every town.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from fastapi.routing import APIRoute
from google.protobuf.message import Message
from kith.cases.v1.documents_pb2 import GetMyAccessContentRequest
from kith.cases.v1.sharing_pb2 import WithdrawalReceipt
from kith.identity.v1 import devices_pb2
from starlette.routing import BaseRoute

from chassis.tokens import Caller
from services.cases.api.rpc.documents import DocumentsServicer, DocumentVerbs
from services.cases.api.rpc.sharing import SharingServicer, SharingVerbs
from services.cases.store.documents import SqlContents
from services.gateway.api.app import RESOURCES
from services.gateway.web.pages import ROUTERS
from tests.cases.audit.her_pages import her_service
from tests.cases.browser import Browser, Route, Said, Streamed, browser
from tests.cases.sharing_town import RECEIPTS, SharingTown
from tests.gateway.behind import Grant, Mint
from tests.gateway.pages import answering, district
from tests.gateway.pages.test_guarded_pages import PUBLIC
from tests.gateway.world import ALL_SCOPES


@dataclass(slots=True)
class Straight:
    """A servicer where the gateway has a stub; `asked` are the methods that it was asked for."""

    servicer: Any
    asked: set[str] = field(default_factory=set)

    def __getattr__(self, method: str) -> Callable[[Message], Awaitable[Message]]:
        async def call(request: Message) -> Message:
            self.asked.add(method)
            answer: Message = await getattr(self.servicer, method)(request, None)
            if isinstance(answer, WithdrawalReceipt):
                answer.signature = ""  # ECDSA: never twice the same
            return answer

        return call


@dataclass(frozen=True, slots=True)
class Files:
    """The servicer of documents where the gateway has a stub."""

    servicer: DocumentsServicer

    def GetMyAccessContent(self, request: GetMyAccessContentRequest) -> Streamed:
        return Streamed(self.servicer.GetMyAccessContent(request, cast(Any, None)))


@dataclass(frozen=True, slots=True)
class Hers:
    """Her browser, and what of cases is hers, behind the gateway."""

    browser: Browser
    me: Straight

    async def ask(self, method: str, path: str, body: Any = None) -> Said:
        """`body`: of a page's form, or for the API."""
        return await self.browser.ask(method, path, body)


def her_routes() -> list[Route]:
    """Every route of `/v1/me`, and every page but anybody's and those of the desk, as the gateway has them; reads
    first.
    """
    routes = [route for resource in RESOURCES for route in resource.router.routes if _under(route, "/v1/me")]
    routes += [route for router in ROUTERS for route in router.routes if not _under(route, "/desk")]
    found = {(method, route.path) for route in routes if isinstance(route, APIRoute) for method in route.methods or ()}
    return sorted(found - PUBLIC, key=lambda route: (route[0] != "GET", route))


def _under(route: BaseRoute, path: str) -> bool:
    return isinstance(route, APIRoute) and (route.path == path or route.path.startswith(f"{path}/"))


@asynccontextmanager
async def her_browser(town: SharingTown, caller: Caller, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hers]:
    there, behind, mint = town.town, answering.behind(), Mint()
    for service in ("me", "sharing", "documents"):
        monkeypatch.setattr(f"services.cases.api.rpc.{service}.caller", lambda: caller)
    verbs = SharingVerbs.over(there.work, RECEIPTS, there.mandates, there.ids, there.clock, None)
    me = Straight(her_service(town))
    behind.devices.answers["AnswerDevice"] = devices_pb2.AnswerDeviceResponse()
    for stub in vars(behind).values():
        stub.answers = {method: _timed(answer) for method, answer in getattr(stub, "answers", {}).items()}
    grant = Grant(caller.subject, ALL_SCOPES)
    behind.trust.answers["Exchange"] = lambda request: mint.sign(grant, request.audience)
    contents = SqlContents(there.db, there.keys)
    files = DocumentVerbs.over(there.work, there.mandates, contents, None, there.ids, there.clock)
    behind.documents = cast(Any, Files(DocumentsServicer(files)))
    behind.me, behind.sharing = cast(Any, me), cast(Any, Straight(SharingServicer(verbs)))
    async with browser(behind.clients, there, district.RESIDENT) as hers:
        yield Hers(hers, me)


def _timed(answer: Any) -> Any:
    """What identity says, with a moment wherever one belongs: pages can do without, the API describes them all."""
    if isinstance(answer, Message):
        for each in answer.DESCRIPTOR.fields:
            if each.message_type and each.message_type.full_name == "google.protobuf.Timestamp":
                if not answer.HasField(each.name):
                    getattr(answer, each.name).FromDatetime(district.NOW)
            elif each.message_type and each.is_repeated:
                for one in getattr(answer, each.name):
                    _timed(one)
            elif each.message_type and answer.HasField(each.name):
                _timed(getattr(answer, each.name))
    return answer
