"""Providers of evidence checks over HTTP: `PUT {url}/{kind}/checks/{id}`, signed, answered once and for all per id.

A request names no more than its check needs. It is signed as Standard Webhooks are (HMAC-SHA256 over id, time and
body), so that a provider knows who asks and when; the provider is known by its TLS certificate. Answers:

    200  what was found: `{"provider": …, "items": […], "activity": 0…4, "fraud": 0…3, "verification": 0…4, …}`
    202  not yet; `Retry-After` in seconds says when to ask again
    else nothing found out: away, or broken
"""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any

import aiohttp
import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from standardwebhooks.webhooks import Webhook

from chassis.clock import Clock
from chassis.log import logger
from services.identity.domain.proofs.checks import Check, CheckKind, Finding
from services.identity.domain.proofs.gpg45 import Item
from services.identity.domain.proofs.proof import PHOTO, Evidence, Submission
from services.identity.ports import NoAnswerYet

_TIMEOUT = aiohttp.ClientTimeout(total=3)
_LARGEST_ANSWER = 64 * 1024
_FAILURES_TO_OPEN = 5
_OPEN_FOR = timedelta(seconds=10)

Code = Annotated[str, Field(pattern=r"^[a-z-]{1,40}$")]


class _Item(BaseModel):
    kind: str
    strength: Annotated[int, Field(ge=1, le=4)]
    validity: Annotated[int, Field(ge=0, le=4)]


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True)

    id: str
    provider: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    items: list[_Item] = []
    activity: Annotated[int, Field(ge=0, le=4)] = 0
    fraud: Annotated[int, Field(ge=0, le=3)] = 0
    verification: Annotated[int, Field(ge=0, le=4)] = 0
    contra_indicators: list[Code] = []


class Circuit:
    """Spares a provider that is away, and ourselves the waiting: after some failures in a row, a pause for all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._open_until: datetime | None = None

    @property
    def open(self) -> bool:
        return self._open_until is not None and self._clock.now() < self._open_until

    def succeeded(self) -> None:
        self._failures, self._open_until = 0, None

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= _FAILURES_TO_OPEN:
            self._open_until = self._clock.now() + _OPEN_FOR


class HttpEvidenceChecks:
    """One provider of each kind below one URL."""

    def __init__(self, http: aiohttp.ClientSession, url: str, secret: str, clock: Clock) -> None:
        self._http, self._url, self._clock = http, url, clock
        self._signer = Webhook(secret)
        self._circuits: dict[CheckKind, Circuit] = {}

    async def ask(self, check: Check, submission: Submission) -> Finding:
        circuit = self._circuits.setdefault(check.kind, Circuit(self._clock))
        if circuit.open:
            raise NoAnswerYet
        try:
            found = await self._ask(check, submission)
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            circuit.failed()
            logger().warning("no answer from a provider of checks", kind=check.kind, error=type(error).__name__)
            raise NoAnswerYet from None
        circuit.succeeded()
        if isinstance(found, timedelta):
            raise NoAnswerYet(found)
        return found

    async def _ask(self, check: Check, submission: Submission) -> Finding | timedelta:
        body = orjson.dumps(question(check.kind, submission))
        now = self._clock.now()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": check.id,
            "webhook-timestamp": str(math.floor(now.timestamp())),
            "webhook-signature": self._signer.sign(check.id, now, body.decode()),
        }
        url = f"{self._url}/{check.kind}/checks/{check.id}"
        async with self._http.put(url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False) as answer:
            if answer.status == 202:
                return timedelta(seconds=int(answer.headers.get("Retry-After", "1")))
            if answer.status != 200:
                raise ValueError(f"status {answer.status}")
            return finding(await answer.content.read(_LARGEST_ANSWER), check, submission)


def question(kind: CheckKind, submission: Submission) -> dict[str, Any]:
    """What one kind of provider is told: the claims, and only the evidence it looks at."""
    claims = submission.claims
    said = {
        "given_name": claims.given_name,
        "family_name": claims.family_name,
        "date_of_birth": claims.date_of_birth,
        "postcode": claims.postcode,
    }
    return {"claims": said, "evidence": [_shown(each) for each in _looked_at(kind, submission)]}


def finding(body: bytes, check: Check, submission: Submission) -> Finding:
    """The answer, believed only where it can be one: this check's, about this evidence. Raises ValueError."""
    try:
        answer = _Answer.model_validate_json(body)
    except ValidationError:
        raise ValueError("no answer in the agreed form") from None
    about = [item.kind for item in answer.items]
    wanted = [each.kind for each in submission.evidence] if check.kind == "document" else []
    if answer.id != check.id or about != wanted:
        raise ValueError("an answer about something else")
    return Finding(
        provider=answer.provider,
        items=tuple(Item(item.kind, item.strength, item.validity) for item in answer.items),
        activity=answer.activity,
        fraud=answer.fraud,
        verification=answer.verification,
        contra_indicators=tuple(answer.contra_indicators),
    )


def _looked_at(kind: CheckKind, submission: Submission) -> list[Evidence]:
    return [each for each in submission.evidence if kind != "biometric" or each.kind in PHOTO]


def _shown(evidence: Evidence) -> dict[str, Any]:
    return {"kind": evidence.kind, "number": evidence.number, "expires_on": evidence.expires_on}


@asynccontextmanager
async def evidence_checks(url: str, secret: str, clock: Clock) -> AsyncIterator[HttpEvidenceChecks | None]:
    """The providers at `url`, over connections of their own; None where there is no such URL."""
    if not url:
        yield None
        return
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield HttpEvidenceChecks(http, url, secret, clock)
