"""What a use case may refuse with. One tree, raised anywhere, rendered only at the edge.

    Problem
    ├── Invalid           400  the request is malformed or breaks a rule of form; names the fields
    ├── Unauthenticated   401  nobody, or nobody any more
    ├── Denied            403  somebody, but not for this
    ├── NotFound          404  absent, or not for this caller to know of
    ├── Conflict          409  it clashes with what is there
    ├── Stale             412  the caller's version is not the current one (If-Match)
    ├── TooMany           429  slow down; says for how long
    └── Unavailable       503  a part we need is away; try again

Over gRPC a problem crosses once, as `google.rpc.Status` (`chassis.rpc_errors`); the gateway renders it as RFC 9457.
A service names its own refusals by subclassing these and setting `code`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one input: `field` is a dotted path (`names.0.family`), `message` plain English."""

    field: str
    message: str


class Problem(Exception):
    """A refusal a caller can act on. `detail` is plain English, safe to show to that caller."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    code: str = "problem"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        fields: Sequence[FieldError] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = tuple(fields)
        self.retry_after = retry_after
        if code is not None:
            self.code = code


class Invalid(Problem):
    status, title, code = 400, "The request is not valid", "invalid-request"

    @classmethod
    def field(cls, name: str, message: str) -> "Invalid":
        return cls(f"{name}: {message}", fields=[FieldError(name, message)])


class Unauthenticated(Problem):
    status, title, code = 401, "Sign in first", "unauthenticated"


class Denied(Problem):
    status, title, code = 403, "Not allowed", "denied"


class NotFound(Problem):
    status, title, code = 404, "Not found", "not-found"


class Conflict(Problem):
    status, title, code = 409, "That clashes with what is there", "conflict"


class Stale(Problem):
    status, title, code = 412, "Somebody changed it first", "stale"


class TooMany(Problem):
    status, title, code = 429, "Too many requests", "too-many-requests"


class Unavailable(Problem):
    status, title, code = 503, "A part of the service is away", "unavailable"


KINDS: tuple[type[Problem], ...] = (
    Invalid,
    Unauthenticated,
    Denied,
    NotFound,
    Conflict,
    Stale,
    TooMany,
    Unavailable,
)
