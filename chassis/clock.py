"""Time, injected, so that a test or a rehearsal can hold it still."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant: aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands at `at` until somebody moves it."""

    at: datetime

    def now(self) -> datetime:
        return self.at
