"""`/v1/events`: the events that a partner may know of, pulled by a cursor or streamed as they happen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from kith.cases.v1 import subscriptions_pb2 as pb
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from chassis.errors import Invalid, Problem
from services.gateway.api.door import Behind, Door, back
from services.gateway.api.limits import Streams
from services.gateway.api.problems import Gone
from services.gateway.api.shapes import ID, Cursor, Limit, Maybe
from services.gateway.clients import Clients

router = APIRouter(route_class=Door, tags=["subscriptions"])

POLL_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
_RETRY_MILLISECONDS = 2_000
_TOO_OLD = "cursor-too-old"
_TOLD: dict[int | str, dict[str, Any]] = {410: {"description": "The cursor leads nowhere any more: begin without one."}}
_SENT = {"type": "object", "properties": {"id": {"type": "string"}, "data": {"type": "string"}}}
_STREAM: dict[int | str, dict[str, Any]] = _TOLD | {
    200: {
        "description": "Server-sent events (WHATWG HTML 9.2): `id` is the cursor, `data` an event as of `/v1/events`.",
        "content": {"text/event-stream": {"schema": _SENT}},
    }
}
Pull = Callable[[str], Awaitable[Sequence[pb.PulledEvent]]]
SubscriptionId = Annotated[
    str, Query(pattern=f"{ID}|^$", description="Of which subscription; may be left out by who has one.")
]


class About(BaseModel):
    id: str
    url: str | None = Field(None, description="Where to fetch it, while it may be.")


class Event(BaseModel):
    """A CloudEvent 1.0, the same as is posted: ids of your own, and nothing about anybody."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str | None = Field(None, description="The person; left out where a share ended.")
    time: str
    sequence: str = Field(description="Counts the subscription's own events.")
    datacontenttype: str
    data: About


class EventPage(BaseModel):
    items: list[Event]
    next_cursor: Maybe = Field(None, description="Where to go on; the same as before when there was nothing new.")


@router.get("/v1/events", response_model_exclude_unset=True, responses=_TOLD)
async def events(
    behind: Behind, subscription: SubscriptionId = "", limit: Limit = 25, cursor: Cursor = ""
) -> EventPage:
    """What happened since, in order, as far as it may be known now. An older cursor gives the same again, as far as it
    still may be known; without one it begins 30 days ago. Fewer than `limit` means that there is no more just now."""
    pulled = await _pull(behind, subscription, cursor, limit)
    items = [Event.model_validate_json(one.body) for one in pulled]
    return EventPage(items=items, next_cursor=pulled[-1].cursor if pulled else cursor)


@router.get("/v1/events/stream", response_class=Response, responses=_STREAM)
async def stream(
    request: Request,
    behind: Behind,
    subscription: SubscriptionId = "",
    cursor: Cursor = "",
    last_event_id: Annotated[str, Header(max_length=500, pattern=r"^[\x21-\x7e]*$")] = "",
) -> Response:
    """The same as they happen, each decided when it is sent. It ends with the token, or when that is revoked; come back
    with `Last-Event-ID`. Four at once at the most."""

    async def pull(place: str) -> Sequence[pb.PulledEvent]:
        return await _pull(behind, subscription, place, 1)

    return EventStream(pull, last_event_id or cursor, back(request).streams, request.state.caller)


class EventStream(StreamingResponse):
    """Has a place among the streams while it is being sent. What is refused at first is a problem document."""

    def __init__(self, pull: Pull, cursor: str, streams: Streams, who: str) -> None:
        # A proxy that gathers an answer before it passes it on would hold events back.
        super().__init__(self._lines(), headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        self._pull, self._cursor, self._streams, self._who = pull, cursor, streams, who
        self._found: Sequence[pb.PulledEvent] = ()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        with self._streams.taken(self._who):
            self._found = await self._pull(self._cursor)
            await super().__call__(scope, receive, send)

    async def _lines(self) -> AsyncIterator[bytes]:
        yield f"retry: {_RETRY_MILLISECONDS}\n\n".encode()
        quiet = 0.0
        while True:
            for one in self._found:
                self._cursor, quiet = one.cursor, 0.0
                yield f"id: {one.cursor}\ndata: ".encode() + one.body + b"\n\n"
            if not self._found:
                await asyncio.sleep(POLL_SECONDS)
                quiet += POLL_SECONDS
            if quiet >= HEARTBEAT_SECONDS:
                quiet = 0.0
                yield b":\n\n"
            try:
                self._found = await self._pull(self._cursor)
            except Problem as over:
                yield f": {over.title}\n\n".encode()
                return


async def _pull(clients: Clients, subscription: str, cursor: str, limit: int) -> Sequence[pb.PulledEvent]:
    asked = pb.PullEventsRequest(subscription_id=subscription, cursor=cursor, limit=limit)
    try:
        return (await clients.subscriptions.PullEvents(asked)).events
    except Invalid as refused:
        if refused.code == _TOO_OLD:
            raise Gone(refused.detail, code=_TOO_OLD) from None
        raise
