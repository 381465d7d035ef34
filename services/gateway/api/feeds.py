"""`/v1/feeds`, `/v1/rolls`: the systems caseloads come from, and whole deliveries of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from kith.cases.v1 import feeds_pb2 as pb
from pydantic import AfterValidator, Field, StrictBool, StrictInt, model_validator

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, Day, Filled, Id, IdInPath, Maybe, Page, Prose, Shown, printable

router = APIRouter(route_class=Door, tags=["feeds"])

FeedName = Annotated[str, Path(min_length=1, max_length=100, examples=["social care"]), AfterValidator(printable)]
Whole = Annotated[StrictInt, Field(ge=0, le=10_000_000)]
LocalId = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(printable)]


class VisibilityRules(Asked):
    """What of a feed others than its own organisation are shown; left out: no limit."""

    age_from: Whole | None = None
    age_to: Whole | None = Field(None, description="In whole years, included.")
    statuses: Annotated[list[Filled], Field(max_length=20)] = Field(default=[], examples=[["open"]])
    months_after_closing: Whole | None = Field(None, description="0: not once it is over.")


class DeclareFeed(Asked):
    kind: Literal[
        "adult_social_care",
        "children_social_care",
        "housing",
        "education",
        "nhs_community",
        "police",
        "probation",
        "other",
    ]
    coverage: Filled = Field(examples=["Every open case in Lichfield since April 2024"])
    every_days: Whole = Field(description="A delivery is expected at least so often; after that the feed is silent.")
    may_shrink: Whole = Field(description="In percent: a whole delivery that would end more waits for a manager.")
    shown: VisibilityRules = VisibilityRules()
    shielded: StrictBool = Field(False, description="Every involvement of this feed is a private service's.")


class ShownRules(Shown):
    age_from: int | None
    age_to: int | None
    statuses: list[str]
    months_after_closing: int | None

    @model_validator(mode="before")
    @classmethod
    def _null_where_unset(cls, rules: object) -> object:
        if not isinstance(rules, pb.VisibilityRules):
            return rules
        given = {field.name: value for field, value in rules.ListFields()}
        return {**dict.fromkeys(cls.model_fields), **given, "statuses": list(rules.statuses)}


class DeclaredFeed(Shown):
    name: str
    kind: Maybe = Field(description="Null for a feed that came and was never declared.")
    coverage: Maybe
    every_days: int
    may_shrink: int
    shown: ShownRules
    shielded: bool
    as_of: Maybe
    silent_since: Maybe = Field(description="The day a delivery was due, once it is past.")


class FeedAround(Shown):
    """A list that may name a person to the caller's organisation: its own, or one's it has a live agreement with."""

    organisation_name: str
    name: str
    kind: str
    coverage: str
    as_of: str
    silent_since: Maybe = Field(description="The day a delivery was due, once it is past.")


class Feeds(Page[DeclaredFeed]):
    around: list[FeedAround] = Field(
        description="Where a person's network names none of these, nothing that the caller may see was found in it."
    )


class BeginRoll(Asked):
    organisation_id: Id
    as_of: Day
    entries: Whole = Field(description="How many local ids the delivery holds.")


class RollEntries(Asked):
    local_ids: Annotated[list[LocalId], Field(min_length=1, max_length=10_000)]


class DecideRoll(Asked):
    end: StrictBool = Field(description="Whether the involvements of those who are not on it end.")
    reason: Prose


class Roll(Shown):
    id: str
    feed: str
    as_of: str
    entries: int
    state: str = Field(description="`open`, `held` (a manager has to look), `ending`, `taken`, `refused`, `replaced`.")
    current: int = Field(description="Once checked: how many involvements of the feed are current.")
    missing: int = Field(description="Once checked: how many of those are of nobody on the roll.")


@router.put("/v1/feeds/{name:path}")
async def declare_feed(name: FeedName, asked: DeclareFeed, behind: Behind) -> DeclaredFeed:
    """A manager says what a feed of the organisation's is, in the place of what was declared before."""
    return DeclaredFeed.of(await behind.feeds.DeclareFeed(pb.DeclareFeedRequest(name=name, **asked.wire())))


@router.get("/v1/feeds")
async def feeds(behind: Behind) -> Feeds:
    """The caller's organisation's, those that came undeclared too."""
    answer = await behind.feeds.ListFeeds(pb.ListFeedsRequest())
    return Feeds(
        items=[DeclaredFeed.of(one) for one in answer.feeds], around=[FeedAround.of(one) for one in answer.around]
    )


@router.post("/v1/feeds/{name:path}/rolls", status_code=201)
async def begin_roll(name: FeedName, asked: BeginRoll, behind: Behind) -> Roll:
    """A whole delivery is about to come: its roll names everybody in it."""
    return Roll.of(await behind.feeds.BeginRoll(pb.BeginRollRequest(feed=name, **asked.wire())))


@router.post("/v1/rolls/{roll_id}/entries")
async def add_to_roll(roll_id: IdInPath, asked: RollEntries, behind: Behind) -> Roll:
    """Some of the local ids on it; the same again changes nothing."""
    return Roll.of(await behind.feeds.AddToRoll(pb.AddToRollRequest(roll_id=roll_id, **asked.wire())))


@router.post("/v1/rolls/{roll_id}/check")
async def check_roll(roll_id: IdInPath, behind: Behind) -> Roll:
    """Before the rows are sent: 409 where it is not whole; `held` where it would end too many."""
    return Roll.of(await behind.feeds.CheckRoll(pb.CheckRollRequest(roll_id=roll_id)))


@router.post("/v1/rolls/{roll_id}/finish")
async def finish_roll(roll_id: IdInPath, behind: Behind) -> Roll:
    """After the rows: who is not on it is worked with no more, from the day before the delivery's."""
    return Roll.of(await behind.feeds.FinishRoll(pb.FinishRollRequest(roll_id=roll_id)))


@router.get("/v1/rolls")
async def rolls(behind: Behind) -> Page[Roll]:
    """Whole deliveries of the caller's organisation that wait for a manager, the oldest first."""
    answer = await behind.feeds.ListRolls(pb.ListRollsRequest())
    return Page[Roll](items=[Roll.of(one) for one in answer.rolls])


@router.post("/v1/rolls/{roll_id}/decide")
async def decide_roll(roll_id: IdInPath, asked: DecideRoll, behind: Behind) -> Roll:
    """They end, or the delivery was wrong and nothing is changed."""
    return Roll.of(await behind.feeds.DecideRoll(pb.DecideRollRequest(roll_id=roll_id, **asked.wire())))
