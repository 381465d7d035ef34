"""`/v1/ties` and `/v1/look-reviews`: what workers declare of their own lives, and looks that somebody judges."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from kith.cases.v1 import looks_pb2 as pb
from pydantic import BeforeValidator, Field, model_validator

from services.gateway.api.door import Behind, Door
from services.gateway.api.people import Identifier
from services.gateway.api.shapes import (
    Asked,
    At,
    Cursor,
    Day,
    Filled,
    Id,
    IdInPath,
    Limit,
    Maybe,
    Page,
    Prose,
    Shown,
    unset,
)

router = APIRouter(route_class=Door, tags=["looks that are reviewed"])


class NameAndBirth(Asked):
    given_name: Filled
    family_name: Filled
    date_of_birth: Day


class Home(Asked):
    """Where the worker lives, and under which surname."""

    family_name: Filled
    postcode: Filled
    address: Filled
    uprn: Filled | None = None


class DeclareTie(Asked):
    """Somebody the worker knows privately, by identifier or by name and birth; or where she lives."""

    account_id: Id | None = Field(None, description="Whose tie it is, for managers; left out for the caller's own.")
    identifier: Identifier | None = None
    name_and_birth: NameAndBirth | None = None
    home: Home | None = None

    @model_validator(mode="after")
    def _one(self) -> "DeclareTie":
        if [self.identifier, self.name_and_birth, self.home].count(None) != 2:
            raise ValueError("give exactly one of identifier, name_and_birth and home")
        return self


class DeclaredTie(Shown):
    """Says nothing of whether anybody knows such a person."""

    tie_id: str


class ShownIdentifier(Shown):
    scheme: str
    value: str


class ShownName(Shown):
    given_name: str
    family_name: str
    date_of_birth: str


class ShownHome(Shown):
    family_name: str
    postcode: str
    address: str
    uprn: Maybe


class Tie(Shown):
    id: str
    account_id: str = Field(description="The worker's.")
    declared_by: str
    declared_at: At
    identifier: Annotated[ShownIdentifier | None, BeforeValidator(unset)]
    name_and_birth: Annotated[ShownName | None, BeforeValidator(unset)]
    home: Annotated[ShownHome | None, BeforeValidator(unset)]


class LookReview(Shown):
    """A look that waits for somebody outside the worker's line. Neither she nor the person is told."""

    id: str
    disclosure_id: str
    person_id: str
    by: str = Field(description="The account that looked.")
    role: Maybe
    what: str
    purpose: Maybe
    at: At
    why: str = Field(
        description="`known_privately`, `household`, `sampled` of a duty desk, `many_people`, `many_workers`, "
        "`guessed` (after finds that confirmed nobody), `outside_area`."
    )
    due_at: At
    escalated_to: Maybe = Field(description="`dpo`, once nobody had judged it in time.")


class Guesses(Shown):
    """Finds of one account in the last 24 hours that confirmed nobody. Of whom is not kept."""

    account_id: str
    count: int


class LookReviews(Page[LookReview]):
    guesses: list[Guesses] = Field(
        description="Of each account with five or more, the most first; none of the caller's."
    )


class JudgeLook(Asked):
    judgement: Literal["explained", "follow_up"]
    reason: Prose


@router.post("/v1/ties", status_code=201)
async def declare_tie(asked: DeclareTie, behind: Behind) -> DeclaredTie:
    """Declare whom one knows privately, or where one lives: looks at such people are judged by somebody else."""
    fields: dict[str, Any] = asked.wire()
    return DeclaredTie.of(await behind.looks.DeclareTie(pb.DeclareTieRequest(**fields)))


@router.get("/v1/ties")
async def ties(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[Tie]:
    """What was declared to the caller's organisation, for its reviewers."""
    answer = await behind.looks.ListTies(pb.ListTiesRequest(limit=limit, cursor=cursor))
    return Page[Tie](items=[Tie.of(one) for one in answer.ties], next_cursor=answer.next_cursor)


@router.delete("/v1/ties/{tie_id}", status_code=204)
async def end_tie(tie_id: IdInPath, behind: Behind) -> None:
    """A reviewer lets go of a tie, never of one of his own."""
    await behind.looks.EndTie(pb.EndTieRequest(tie_id=tie_id))


@router.get("/v1/look-reviews")
async def look_reviews(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> LookReviews:
    """The looks of the caller's organisation that wait for judgement; never the caller's own."""
    answer = await behind.looks.ListLookReviews(pb.ListLookReviewsRequest(limit=limit, cursor=cursor))
    reviews = [LookReview.of(one) for one in answer.reviews]
    guesses = [Guesses.of(one) for one in answer.guesses]
    return LookReviews(items=reviews, guesses=guesses, next_cursor=answer.next_cursor)


@router.post("/v1/look-reviews/{review_id}/judge", status_code=204)
async def judge_look(review_id: IdInPath, asked: JudgeLook, behind: Behind) -> None:
    """Somebody outside the line judges a look, with a reason."""
    await behind.looks.JudgeLook(pb.JudgeLookRequest(review_id=review_id, **asked.wire()))
