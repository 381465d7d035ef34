"""How the story asserts: each check is a plain sentence that held, or the end of the story."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests

T = TypeVar("T")
_DEADLINE_SECONDS = 20.0
_POLL_SECONDS = 0.05


class DidNotHold(Exception):
    """A check failed; the text says which and what was seen instead."""


@dataclass(slots=True)
class Step:
    """One step of the story and what was checked in it."""

    title: str
    checks: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def check(self, held: object, sentence: str, seen: object = "") -> None:
        """Note a sentence that holds. Raises DidNotHold."""
        if not held:
            raise DidNotHold(f"{self.title}: not so: {sentence}" + (f" (seen: {seen})" if seen != "" else ""))
        self.checks.append(sentence)

    def same(self, one: object, other: object, sentence: str) -> None:
        self.check(one == other, sentence, f"{one!r} against {other!r}")

    def refused(self, response: requests.Response, status: int, sentence: str, code: str = "") -> None:
        """Note that a request was refused as it should be: the status, and the problem's type or the OAuth error."""
        self.check(response.status_code == status, sentence, f"{response.status_code} {response.text[:300]}")
        if code:
            body: dict[str, Any] = response.json()
            seen = str(body.get("type") or body.get("error"))
            self.check(seen.rpartition("/")[2].rpartition(":")[2] == code, f"{sentence} ({code})", seen)

    def soon(self, ask: Callable[[], T | None], sentence: str = "") -> T:
        """Wait, with a deadline, until an answer is there, and note the sentence if any. Raises DidNotHold."""
        until = time.monotonic() + _DEADLINE_SECONDS
        while time.monotonic() < until:
            if (answer := ask()) is not None:
                self.checks += [sentence] if sentence else []
                return answer
            time.sleep(_POLL_SECONDS)
        raise DidNotHold(f"{self.title}: not within {_DEADLINE_SECONDS:.0f} s: {sentence}")
