"""Each module runs twice: as Basic OP, answered in the query, and as Form Post OP, answered by a form."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.identity.certification.browser import Browser
from tests.identity.certification.provider import Op, Person
from tests.identity.certification.relying_party import RelyingParty, SignedIn

MODES = ("query", "form_post")


@pytest.fixture(params=MODES, ids=["basic", "form-post"])
def mode(request: pytest.FixtureRequest) -> str:
    mode: str = request.param
    return mode


@pytest.fixture
def party(council: dict[str, Any], mode: str) -> RelyingParty:
    return RelyingParty(**council, mode=mode)


@pytest.fixture
def other_party(other_council: dict[str, Any], mode: str) -> RelyingParty:
    return RelyingParty(**other_council, mode=mode)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """A code that has been used, and when (monotonic seconds)."""

    code: str
    signed_in: SignedIn
    at: float


@pytest.fixture(scope="session", autouse=True)
def redeemed(op: Op, council: dict[str, Any], amina: Person) -> Mapping[str, Redeemed]:
    """Used at the very start, so that what waits for 30 seconds afterwards has little left to wait."""
    used = {}
    for mode in MODES:
        done = RelyingParty(**council, mode=mode).sign_in(Browser.signed_in(op, amina))
        used[mode] = Redeemed(done.landing.parameters["code"], done, time.monotonic())
    return used
