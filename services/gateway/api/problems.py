"""Refusals as problem documents (RFC 9457): the only place where one is rendered for the public.

`type` is `urn:kith:problem:<code>`; `errors` names each wrong field by its dotted path. What went wrong inside is never
told: an unforeseen error is a 500 with an id to quote.
"""

from collections.abc import Sequence

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chassis.errors import FieldError, Invalid, Problem, Unauthenticated
from chassis.log import logger
from services.gateway.api.access import allowed

MEDIA_TYPE = "application/problem+json"
TOKEN_MISSING, SCOPE_MISSING, STEP_UP = "token-missing", "scope-missing", "stronger-sign-in-needed"
_CHALLENGES = {
    # RFC 6750 section 3: no error code where no token was sent; RFC 9470 section 3 for a stronger sign-in.
    TOKEN_MISSING: 'Bearer realm="kith"',
    SCOPE_MISSING: 'Bearer realm="kith", error="insufficient_scope"',
    STEP_UP: 'Bearer realm="kith", error="insufficient_user_authentication"',
}
NONCE, BAD_PROOF = "DPoP-Nonce", "invalid-dpop-proof"
_OF_PROOFS = {
    BAD_PROOF: "invalid_dpop_proof",
    "use-dpop-nonce": "use_dpop_nonce",
    STEP_UP: "insufficient_user_authentication",
}
_LONGEST_PATH = 200
_REFUSED_TOKEN = 'Bearer realm="kith", error="invalid_token"'


class Unproven(Unauthenticated):
    """A refused token that came with a DPoP proof, or should have: told in that scheme (RFC 9449 section 7.1)."""

    def __init__(self, refused: Unauthenticated, nonce: str = "") -> None:
        super().__init__(refused.detail, code=refused.code)
        self.nonce = nonce

    @property
    def challenge(self) -> str:
        error = _OF_PROOFS.get(self.code, "invalid_token")
        return f'DPoP realm="kith", error="{error}", algs="ES256 PS256 EdDSA"'


class MethodNotAllowed(Problem):
    status, title, code = 405, "That cannot be done here", "method-not-allowed"


class NotAcceptedType(Problem):
    status, title, code = 415, "That kind of content is not taken here", "unsupported-media-type"


class Gone(Problem):
    status, title, code = 410, "That is over", "gone"


class TooLarge(Problem):
    status, title, code = 413, "That is too large", "too-large"


class NoSuchPath(Problem):
    status, title, code = 404, "Not found", "no-such-path"


class WrongField(BaseModel):
    """One thing wrong with one input."""

    field: str = Field(description="Dotted path of the input.", examples=["identifier.value"])
    message: str = Field(examples=["Field required"])


class ProblemDocument(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: str = Field(examples=["urn:kith:problem:invalid-request"])
    title: str = Field(examples=["The request is not valid"])
    status: int = Field(examples=[400])
    detail: str | None = Field(None, examples=["purpose: Field required"])
    instance: str | None = Field(None, description="Names this one answer; quote it when asking for help.")
    errors: list[WrongField] | None = None


def render(problem: Problem) -> Response:
    """The problem document of a refusal."""
    document: dict[str, object] = {
        "type": f"urn:kith:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
    }
    if problem.detail:
        document["detail"] = problem.detail
    if request_id := structlog.contextvars.get_contextvars().get("request_id"):
        document["instance"] = f"urn:kith:request:{request_id}"
    if problem.fields:
        document["errors"] = [{"field": f.field, "message": f.message} for f in problem.fields]
    headers = {"Cache-Control": "no-store"}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if isinstance(problem, Unproven):
        headers["WWW-Authenticate"] = problem.challenge
        if problem.nonce:
            headers[NONCE] = problem.nonce
    elif problem.status == 401 or problem.code == SCOPE_MISSING:
        headers["WWW-Authenticate"] = _CHALLENGES.get(problem.code, _REFUSED_TOKEN)
    return Response(orjson.dumps(document), problem.status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Every refusal of an app, from ours to the framework's, becomes a problem document."""
    app.add_exception_handler(Problem, _ours)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, of_the_framework)
    app.add_exception_handler(Exception, _unforeseen)


async def _ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return render(error)


async def _not_valid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [FieldError(_of_request(e["loc"], e["type"]), _message(e)) for e in error.errors()]
    return render(Invalid("; ".join(f"{f.field}: {f.message}" for f in fields[:3]), fields=fields[:50]))


async def of_the_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return render(NoSuchPath("there is nothing here"))
    if error.status_code == 405:
        response = render(MethodNotAllowed(f"{request.method} cannot be done here"))
        if methods := allowed(request.url.path) or (error.headers or {}).get("Allow", "").split(", "):
            response.headers["Allow"] = ", ".join(methods)
        return response
    if error.status_code == 413:
        return render(TooLarge("the body is larger than is taken here"))
    return render(Invalid("the body cannot be read", fields=[FieldError("body", "cannot be read")]))


async def _unforeseen(_: Request, error: Exception) -> Response:
    logger().error("request failed", exc_info=error)
    if isinstance(error, ResponseValidationError):
        return render(Problem("a part of the service answered in a way we do not understand"))
    return render(Problem("something went wrong here"))


def field_path(where: Sequence[str | int]) -> str:
    """A dotted path. A field nobody knows is the client's own word: it may be long, or a lone surrogate, no text."""
    return ".".join(map(str, where)).encode(errors="replace").decode()[:_LONGEST_PATH]


def _of_request(where: Sequence[str | int], kind: str) -> str:
    """`("body", "identifier", "value")` is `identifier.value`; where the JSON itself is broken it is `body`."""
    return field_path(where[1:] if len(where) > 1 and kind != "json_invalid" else where[:1])


def _message(error: dict[str, object]) -> str:
    if error["type"] == "json_invalid":
        return "is not JSON"
    return str(error["msg"]).removeprefix("Value error, ")
