"""`/openapi.json`: the API described (OpenAPI 3.1), each operation with the scope it needs and how it refuses."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from services.gateway.api.access import ACCESS
from services.gateway.api.problems import MEDIA_TYPE, ProblemDocument

_ABOUT = (
    "A network for UK local services. Times are RFC 3339 in UTC, days `YYYY-MM-DD`. Lists come in pages: "
    "`next_cursor` leads to the next. A POST with an `Idempotency-Key` has one effect however often it is sent. "
    "Every refusal is a problem document (RFC 9457)."
)
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key within 24 hours: the same effect, once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]*$"},
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}
_PROBLEM = {"$ref": "#/components/schemas/ProblemDocument"}


def describe(app: FastAPI, issuer: str, version: str) -> dict[str, Any]:
    """The OpenAPI document of the routes of `app`."""
    document = get_openapi(
        title="Kith", version=version, openapi_version="3.1.0", description=_ABOUT, routes=app.routes
    )
    document["servers"] = [{"url": issuer}]
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["ProblemDocument"] = problem
    document["components"]["securitySchemes"] = {"kith": _security(issuer)}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(method.upper(), path, operation)
    return document


def _complete(method: str, path: str, operation: dict[str, Any]) -> None:
    access = ACCESS[method, path]
    operation["security"] = [] if access.public else [{"kith": [access.scope]}]
    operation["responses"].pop("422", None)
    for kind, meaning in (("4XX", "Refused."), ("5XX", "A part of the service is away, or broke.")):
        operation["responses"][kind] = {"description": meaning, "content": {MEDIA_TYPE: {"schema": _PROBLEM}}}
    if method == "POST":
        operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)


def _security(issuer: str) -> dict[str, Any]:
    scopes = {access.scope: "" for access in ACCESS.values() if not access.public}
    for method, path in ACCESS:
        scope = ACCESS[method, path].scope
        if scope:
            scopes[scope] += f"{', ' if scopes[scope] else ''}{method} {path}"
    token = f"{issuer}/oauth2/token"
    return {
        "type": "oauth2",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": f"{issuer}/oauth2/authorize",
                "tokenUrl": token,
                "scopes": scopes,
            },
            "clientCredentials": {"tokenUrl": token, "scopes": scopes},
        },
    }
