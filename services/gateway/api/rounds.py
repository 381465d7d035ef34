"""`/v1/people/mine`: the people a worker works with, and what changed around each since she looked."""

from typing import Annotated

from fastapi import APIRouter
from kith.cases.v1 import rounds_pb2 as pb
from pydantic import Field, StrictBool

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, Cursor, Filled, Limit, MaybeAt, Page, Shown

router = APIRouter(route_class=Door, tags=["people"])


class OnRound(Shown):
    """Somebody the caller works with. Numbers are of what she may see, since she looked."""

    person_id: str
    given_name: str
    family_name: str
    date_of_birth: str
    looked_at: MaybeAt = Field(description="When she last looked at who works with the person; null for never.")
    joined: int
    left: int
    concerns: int = Field(description="Raised.")
    shares: int = Field(description="Given or ended.")
    stale: bool = Field(description="Something changed, and she has not looked for 14 days.")
    list_overdue: bool = Field(
        description="A delivery of a list that she sees something of is overdue: who joined or left may not be known."
    )


class Round(Shown):
    """Which people are hers, and whether she is told."""

    teams: list[str] = Field(description="Those she answers through; the people of each are hers too.")
    daily_message: bool = Field(description="Once a day at the most, a mail that something changed, and not what.")


class Rounds(Page[OnRound]):
    round: Round


class SetRound(Asked):
    teams: Annotated[list[Filled], Field(max_length=10)] = Field(
        description="As feeds and involvements name them. It opens nothing that is not open to her."
    )
    daily_message: StrictBool


@router.get("/v1/people/mine")
async def my_people(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Rounds:
    """Whom the caller works with, herself or through her teams. Each is told that she was on the list."""
    page = await behind.rounds.ListRound(pb.ListRoundRequest(limit=limit, cursor=cursor))
    people = [OnRound.of(one) for one in page.people]
    return Rounds(items=people, next_cursor=page.next_cursor, round=Round.of(page.round))


@router.put("/v1/people/mine")
async def set_my_people(asked: SetRound, behind: Behind) -> Round:
    """Say through which teams she answers, and whether she wants the daily message; in place of before."""
    return Round.of(await behind.rounds.SetRound(pb.SetRoundRequest(**asked.wire())))
