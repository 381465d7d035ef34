"""`/docs`: the OpenAPI document as one page, made here, with no script and nothing from elsewhere."""

import base64
import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse

_HERE = Path(__file__).parent


def page(document: dict[str, Any]) -> HTMLResponse:
    """The page, ready to be sent as often as it is asked for."""
    templates = Environment(loader=FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    style = (_HERE / "reference.css").read_text()
    tags: dict[str, list[dict[str, Any]]] = defaultdict(list)
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            tags[operation["tags"][0]].append(_shown(method.upper(), path, operation, schemas))
    html = templates.get_template("reference.html").render(info=document["info"], tags=tags, style=style)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(html, headers={"Content-Security-Policy": policy, "Cache-Control": "public, max-age=300"})


def _shown(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    needs = operation["security"][0]["kith"] if operation["security"] else []
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    status, answer = next(iter(operation["responses"].items()))
    shape = answer.get("content", {}).get("application/json", {}).get("schema")
    return {
        "id": operation["operationId"],
        "method": method,
        "path": path,
        "about": operation.get("description") or operation["summary"],
        "scope": " ".join(needs),
        "parameters": [
            {
                "name": parameter["name"],
                "kind": _kind(parameter["schema"], schemas),
                "required": parameter["required"],
                "about": parameter.get("description", ""),
            }
            for parameter in operation.get("parameters", ())
        ],
        "sends": _fields(body, schemas),
        "status": status,
        "answers": _fields(shape, schemas),
    }


def _fields(schema: dict[str, Any] | None, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of an object, those of objects within it indented below."""
    found: list[dict[str, Any]] = []
    _walk(schema or {}, schemas, "", found)
    return found


def _walk(schema: dict[str, Any], schemas: dict[str, Any], prefix: str, found: list[dict[str, Any]]) -> None:
    schema = _resolved(schema, schemas)
    required = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        where, within = f"{prefix}{name}", _resolved(field, schemas)
        found.append(
            {
                "name": where,
                "kind": _kind(field, schemas),
                "required": name in required,
                "about": field.get("description") or within.get("description", ""),
            }
        )
        _walk(_resolved(within.get("items", within), schemas), schemas, f"{where}.", found)


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema meant: through a reference, and through "this or null"."""
    while True:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        elif "anyOf" in schema:
            schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
        else:
            return schema


def _kind(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    schema = _resolved(schema, schemas)
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}), schemas)}"
    return str(schema.get("format") or schema.get("type", "any"))
