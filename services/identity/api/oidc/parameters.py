"""Parameters of a request, read once: no parameter twice (RFC 6749 section 3.1), nothing larger than reasonable."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from services.identity.api.oidc.errors import InvalidRequest

_LARGEST_BODY = 64 * 1024
_MOST_PARAMETERS = 50
_FORM = "application/x-www-form-urlencoded"

Parameters = Mapping[str, str]


def from_query(request: Request) -> Parameters:
    """Raises InvalidRequest."""
    # Not by the URL, which is put together with the Host header: that is the sender's own word.
    try:
        return _once(request.scope["query_string"].decode("ascii"))
    except UnicodeDecodeError:
        raise InvalidRequest("the parameters cannot be read") from None


async def from_form(request: Request) -> Parameters:
    """Raises InvalidRequest when the body is not a form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise InvalidRequest(f"the body must be {_FORM}")
    return _once(await body(request))


async def from_either(request: Request) -> Parameters:
    """By the method: GET carries a query, POST a form (OIDC Core section 3.1.2.1)."""
    return await from_form(request) if request.method == "POST" else from_query(request)


async def body(request: Request) -> str:
    """The body as text. Raises InvalidRequest when it is too large or not text."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > _LARGEST_BODY:
            raise InvalidRequest("the request is too large")
    try:
        return read.decode()
    except UnicodeDecodeError:
        raise InvalidRequest("the request is not UTF-8") from None


def _once(text: str) -> Parameters:
    try:
        pairs = parse_qsl(text, max_num_fields=_MOST_PARAMETERS, errors="strict")
    except ValueError:
        raise InvalidRequest("the parameters cannot be read") from None
    found = dict(pairs)
    if any("\0" in name + value for name, value in pairs):
        raise InvalidRequest("a parameter is no text")
    if len(found) != len(pairs):
        raise InvalidRequest("a parameter is there twice")
    return found


def needed(parameters: Parameters, name: str) -> str:
    """Raises InvalidRequest when the parameter is missing or empty."""
    value = parameters.get(name, "")
    if not value:
        raise InvalidRequest(f"{name} is missing")
    return value
