"""A gateway on a real port in front of stand-ins, all in a thread of their own, so that tests are plain clients."""

import asyncio
import json
import socket
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import requests
from google.protobuf.descriptor import ServiceDescriptor
from kith.cases.v1 import (
    access_pb2,
    audit_pb2,
    casework_pb2,
    concerns_pb2,
    documents_pb2,
    feeds_pb2,
    hubs_pb2,
    looks_pb2,
    me_pb2,
    people_pb2,
    referrals_pb2,
    retention_pb2,
    sharing_pb2,
    subscriptions_pb2,
)
from kith.directory.v1 import directory_pb2
from kith.identity.v1 import (
    account_life_pb2,
    accounts_pb2,
    assisted_pb2,
    client_keys_pb2,
    enrolments_pb2,
    interactions_pb2,
    mandates_pb2,
    proof_life_pb2,
    proofing_pb2,
    provider_pb2,
    sessions_pb2,
    trust_pb2,
    workplaces_pb2,
)

from chassis.errors import Unauthenticated
from chassis.http import HttpServer
from chassis.run import Life
from console.pki import mint
from services.gateway.api.access import ACCESS
from services.gateway.main import serve
from services.gateway.settings import Settings
from tests.gateway.behind import Grant, Mint, StandIn, filled

T = TypeVar("T")
EVENT = {
    "specversion": "1.0",
    "id": "evt_1",
    "source": "https://kith.example",
    "type": "share.ended",
    "time": "2026-11-22T09:12:00Z",
    "sequence": "1",
    "datacontenttype": "application/json",
    "data": {"id": "shr_1"},
}
_TIMEOUT_SECONDS = 20
_FILES = {
    "identity": (
        *(trust_pb2, sessions_pb2, interactions_pb2, accounts_pb2, proof_life_pb2, proofing_pb2, provider_pb2),
        *(workplaces_pb2, client_keys_pb2, enrolments_pb2),
        *(account_life_pb2, assisted_pb2, mandates_pb2),
    ),
    "directory": (directory_pb2,),
    "cases": (
        *(people_pb2, feeds_pb2, casework_pb2, retention_pb2, documents_pb2, sharing_pb2),
        *(concerns_pb2, hubs_pb2, looks_pb2, me_pb2, referrals_pb2, subscriptions_pb2, audit_pb2, access_pb2),
    ),
}
ALL_SCOPES = tuple(sorted({access.scope for access in ACCESS.values() if not access.public}))
OF_ALL = "of-all"


class World:
    """`book` maps a credential to whom it stands for; `exchanged` is what identity was asked to trade."""

    def __init__(self, folder: Path, rate_scale: float, trusted: frozenset[str]) -> None:
        self._rate_scale, self._trusted = rate_scale, trusted
        self.mint, self.book = Mint(), dict[str, Grant]()
        self.exchanged: list[trust_pb2.ExchangeRequest] = []
        self._folder, self._loop = folder, asyncio.new_event_loop()
        mint(folder, ("identity", "directory", "cases", "gateway", "stranger"))
        self.identity, self.directory, self.cases = (
            StandIn(
                name, [each for file in files for each in file.DESCRIPTOR.services_by_name.values()], folder, self.mint
            )
            for name, files in _FILES.items()
        )
        self.port, self.ops_port, self.http_port = free_ports(3)
        self.http = requests.Session()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def reset(self) -> None:
        """Forget what earlier tests set and heard."""
        self.book.clear()
        self.book[OF_ALL] = Grant("acc_all", ALL_SCOPES)
        self.exchanged.clear()
        for each in (self.identity, self.directory, self.cases):
            each.answers.clear()
            each.heard.clear()
        self.identity.answers["Trust/Exchange"] = self._exchange
        file = [
            documents_pb2.GetContentResponse(
                head=documents_pb2.ContentHead(name='Llŷn "a".pdf', media_type="application/pdf", size=9)
            ),
            documents_pb2.GetContentResponse(content=b"%PDF-"),
            documents_pb2.GetContentResponse(content=b"1.7\n"),
        ]
        for method in ("GetContent", "GetMyAccessContent", "GetAccessContent"):
            self.cases.answers[f"Documents/{method}"] = file
        document = account_life_pb2.ExportAccountResponse(document='{"account": {"id": "acc_all"}}')
        self.identity.answers["AccountLife/ExportAccount"] = document
        self.cases.answers["Subscriptions/PullEvents"] = one_event
        part = access_pb2.AccessCopyPart(document='{"items": []}')
        self.cases.answers |= {"Me/GetMyAccessCopy": part, "Access/HandOverAccessCopy": part}
        opened = filled(access_pb2.ReadHeldItemResponse)
        opened.MergeFrom(access_pb2.ReadHeldItemResponse(document='{"kind": "record"}', redacted='{"kind": "record"}'))
        self.cases.answers["Access/ReadHeldItem"] = opened

    def ask(
        self, method: str, path: str, body: Any = None, *, token: str | None = OF_ALL, **more: Any
    ) -> requests.Response:
        """One request; `body` goes as JSON."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            more["data"], headers["Content-Type"] = json.dumps(body), "application/json"
        headers |= more.pop("headers", {})
        return self.http.request(
            method, self.url + path, headers=headers, timeout=_TIMEOUT_SECONDS, allow_redirects=False, **more
        )

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run something in the world's own loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_TIMEOUT_SECONDS)

    def _exchange(self, request: trust_pb2.ExchangeRequest) -> trust_pb2.InternalToken:
        self.exchanged.append(request)
        grant = self.book.get(request.access_token or request.session)
        if grant is None:
            raise Unauthenticated("the token is not valid")
        return self.mint.sign(grant, request.audience)

    async def start_provider(self) -> None:
        """Identity's private HTTP begins to answer."""

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await self._provide(scope, receive, send)

        tls = self._folder / "identity"
        self.provider = HttpServer(app, "localhost", self.http_port, tls_dir=tls, peers=("gateway",))
        await self.provider.start()

    async def _serve(self, life: Life, ready: "Future[None]") -> None:
        for each in (self.identity, self.directory, self.cases):
            await each.start()
        await self.start_provider()
        settings = Settings(
            tls_dir=self._folder / "gateway",
            ops_port=self.ops_port,
            port=self.port,
            issuer=self.url,
            identity_address=f"localhost:{self.identity.port}",
            directory_address=f"localhost:{self.directory.port}",
            cases_address=f"localhost:{self.cases.port}",
            identity_http_address=f"localhost:{self.http_port}",
            rate_scale=self._rate_scale,
            trusted_proxies=self._trusted,
        )
        serving = asyncio.create_task(serve(settings, life))
        while not _listens(self.port) or not _listens(self.ops_port):
            assert not serving.done(), serving.exception()
            await asyncio.sleep(0.01)
        ready.set_result(None)
        await serving
        await self.provider.stop()
        for each in (self.identity, self.directory, self.cases):
            await each.stop()

    async def _provide(self, scope: Any, receive: Any, send: Any) -> None:
        """A fake of identity's private HTTP: says what it was asked, or does what the path says."""
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        heard = {
            "method": scope["method"],
            "path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "headers": headers,
            "body": body.decode(),
        }
        status, own, answer = 200, [(b"content-type", b"application/json")], json.dumps(heard).encode()
        if scope["path"] == "/oauth2/authorize":
            status, answer = 302, b""
            own = [
                (b"location", b"https://council.example/callback?code=abc"),
                (b"set-cookie", b"a=1; Path=/; Secure"),
                (b"set-cookie", b"b=2; Path=/; Secure"),
            ]
        elif scope["path"] == "/oauth2/large":
            answer = b"x" * (1024 * 1024 + 1)
        elif scope["path"] == "/oauth2/broken":
            own.append((b"content-length", b"1000"))
        await send({"type": "http.response.start", "status": status, "headers": own})
        await send({"type": "http.response.body", "body": answer if scope["method"] != "HEAD" else b""})


@contextmanager
def world(folder: Path, rate_scale: float = 1000, trusted: frozenset[str] = frozenset()) -> Iterator[World]:
    """A running world for the block."""
    made, life, ready = World(folder, rate_scale, trusted), _Life(), Future[None]()

    def live() -> None:
        try:
            made._loop.run_until_complete(made._serve(life, ready))
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    thread = threading.Thread(target=live, name="world")
    thread.start()
    try:
        ready.result(_TIMEOUT_SECONDS)
        yield made
    finally:
        made.http.close()
        made._loop.call_soon_threadsafe(life.stopping.set)
        thread.join(_TIMEOUT_SECONDS)
        made._loop.close()


def free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


def _services(file: Any) -> list[ServiceDescriptor]:
    return list(file.DESCRIPTOR.services_by_name.values())


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class _Life(Life):
    """A life without signals, which belong to the main thread."""

    async def run(self, parts: dict[str, Any]) -> None:
        async with asyncio.TaskGroup() as group:
            for part in parts.values():
                group.create_task(part(self.stopping))


def one_event(request: subscriptions_pb2.PullEventsRequest) -> subscriptions_pb2.PullEventsResponse:
    """One event to pull, and behind it the caller's token is over."""
    if request.cursor == EVENT["id"]:
        raise Unauthenticated("this sign-in has ended; sign in again", code="revoked")
    pulled = subscriptions_pb2.PulledEvent(cursor="evt_1", body=json.dumps(EVENT).encode())
    return subscriptions_pb2.PullEventsResponse(events=[pulled])
