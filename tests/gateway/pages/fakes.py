"""The services behind the pages, played: each call answered by its method's name, each request remembered."""

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field, fields
from typing import Any, cast

from services.gateway.clients import Clients


@dataclass
class Fake:
    """One stub. An answer is a message, an exception to raise, or a function of the request that gives either."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def __getattr__(self, method: str) -> Callable[[Any], Coroutine[Any, Any, Any]]:
        if method.startswith("_"):
            raise AttributeError(method)

        async def call(request: Any, *, timeout: float | None = None) -> Any:  # noqa: ASYNC109  # as gRPC stubs take it
            self.asked.append((method, request))
            answer = self.answers[method]
            answer = answer(request) if inspect.isfunction(answer) or inspect.ismethod(answer) else answer
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call

    def requests(self, method: str) -> list[Any]:
        return [request for name, request in self.asked if name == method]


class Documents(Fake):
    """Takes a stream to its end, and gives one."""

    giving = ""

    async def AddDocument(self, requests: AsyncIterator[Any]) -> Any:
        self.asked.append(("AddDocument", [request async for request in requests]))
        answer = self.answers["AddDocument"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def GetContent(self, request: Any) -> "Documents":
        return self._given("GetContent", request)

    def GetMyAccessContent(self, request: Any) -> "Documents":
        return self._given("GetMyAccessContent", request)

    def _given(self, method: str, request: Any) -> "Documents":
        self.asked.append((method, request))
        self.giving = method
        return self

    async def __aiter__(self) -> AsyncIterator[Any]:
        answers = self.answers[self.giving]
        if isinstance(answers, Exception):
            raise answers
        for answer in answers:
            yield answer

    def cancel(self) -> None:
        self.asked.append(("cancelled", None))


@dataclass
class Behind:
    """Every stub, as fakes to tell what to answer."""

    trust: Fake = field(default_factory=Fake)
    sessions: Fake = field(default_factory=Fake)
    sign_ins: Fake = field(default_factory=Fake)
    interactions: Fake = field(default_factory=Fake)
    devices: Fake = field(default_factory=Fake)
    mailbox: Fake = field(default_factory=Fake)
    account_life: Fake = field(default_factory=Fake)
    protection: Fake = field(default_factory=Fake)
    accounts: Fake = field(default_factory=Fake)
    assisted: Fake = field(default_factory=Fake)
    mandates: Fake = field(default_factory=Fake)
    credentials: Fake = field(default_factory=Fake)
    proofing: Fake = field(default_factory=Fake)
    upstream_proofs: Fake = field(default_factory=Fake)
    proof_life: Fake = field(default_factory=Fake)
    workplace_sign_ins: Fake = field(default_factory=Fake)
    enrolment_steps: Fake = field(default_factory=Fake)
    directory: Fake = field(default_factory=Fake)
    people: Fake = field(default_factory=Fake)
    casework: Fake = field(default_factory=Fake)
    documents: Documents = field(default_factory=Documents)
    sharing: Fake = field(default_factory=Fake)
    hubs: Fake = field(default_factory=Fake)
    feeds: Fake = field(default_factory=Fake)
    me: Fake = field(default_factory=Fake)
    access: Fake = field(default_factory=Fake)
    retention: Fake = field(default_factory=Fake)
    subscriptions: Fake = field(default_factory=Fake)
    audit: Fake = field(default_factory=Fake)

    @property
    def clients(self) -> Clients:
        """A stub that no page asks needs no line here."""
        return Clients(**{stub.name: cast(Any, getattr(self, stub.name, Fake())) for stub in fields(Clients)})
