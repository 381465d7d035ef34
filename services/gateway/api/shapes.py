"""What the requests and answers of `/v1` are made of: the words they may use, and the two kinds of model.

`Asked` models are what a client may send: nothing unknown, nothing of the wrong type. `Shown` models are read off a
message of the wire by its field names; an empty text or an unset time is null.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from fastapi import Path, Query
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

Purpose = Literal[
    "direct_care",
    "safeguarding_child",
    "safeguarding_adult",
    "housing_support",
    "education_support",
    "crime_prevention",
    "service_delivery",
    "audit",
]
DataClass = Literal[
    "identity",
    "contact",
    "protected_address",
    "family",
    "education",
    "housing",
    "social_care",
    "health",
    "mental_health",
    "sexual_health",
    "substance_use",
    "risk",
    "finance",
    "offences",
]

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ID = r"^[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}$"


def printable(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise ValueError("must not contain control characters")
    return text


def _day(value: object) -> object:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("must be a date such as 2026-11-30")
    return value


def _unset(value: object) -> object:
    """What the wire leaves empty is null in JSON."""
    return value or None


def unset(value: object) -> object:
    """A message that the wire leaves out is null in JSON."""
    return None if isinstance(value, Message) and not value.ByteSize() else value


def _instant(value: object) -> object:
    if isinstance(value, Timestamp):
        return value.ToDatetime(tzinfo=UTC) if value.ByteSize() else None
    return value


Line = Annotated[str, Field(max_length=300), AfterValidator(printable)]
Filled = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(printable)]
Prose = Annotated[str, Field(min_length=1, max_length=4_000), AfterValidator(printable)]
Reason = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(printable)]
Id = Annotated[str, Field(pattern=ID, examples=["prs_01J9ZK3M5T8Q4R7V2W6X0Y1B3C"])]
Day = Annotated[date, BeforeValidator(_day), Field(examples=["2026-11-30"])]
IdInPath = Annotated[str, Path(pattern=ID, examples=["prs_01J9ZK3M5T8Q4R7V2W6X0Y1B3C"])]
Limit = Annotated[int, Query(ge=1, le=100, description="How many at the most.")]
Cursor = Annotated[
    str,
    Query(
        max_length=500, pattern=r"^[\x21-\x7e]*$", description="`next_cursor` of the page before; empty for the first."
    ),
]

Maybe = Annotated[str | None, BeforeValidator(_unset)]
DaysLeft = Annotated[
    int | None,
    BeforeValidator(_unset),
    Field(description="How many days there still are, today counted; null unless it ends soon."),
]
At = Annotated[datetime, BeforeValidator(_instant)]
MaybeAt = Annotated[datetime | None, BeforeValidator(_instant)]


class Asked(BaseModel):
    """What a client may send."""

    model_config = ConfigDict(extra="forbid")

    def wire(self) -> dict[str, Any]:
        """The fields of a message of the wire by the same names; dates as texts, what was left out left out."""
        return self.model_dump(mode="json", exclude_none=True)


class Shown(BaseModel):
    """What a client is shown of a message."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, message: Message) -> Self:
        return cls.model_validate(message)


T = TypeVar("T", bound=Shown)


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` leads to the next and is null on the last."""

    items: list[T]
    next_cursor: Maybe = None


class CountedPage(Page[T], Generic[T]):
    """A page that also says how many there are in all that the caller may see."""

    total: int


class RejectedRow(Shown):
    """Why a row was not taken; the others were."""

    line: int
    column: str
    reason: str
