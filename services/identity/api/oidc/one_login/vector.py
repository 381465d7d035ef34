"""The `vtr` parameter of an authorization request."""

from services.identity.api.oidc.errors import InvalidRequest
from services.identity.api.oidc.parameters import Parameters
from services.identity.domain.claims.one_login import BadVector, Vector
from services.identity.domain.clients.client import Client

_LONGEST = 512


def vector(client: Client, parameters: Parameters) -> Vector | None:
    """What is asked for; None for a client that does not speak in vectors. Raises InvalidRequest."""
    if not client.rules.vectors:
        return None
    text = parameters.get("vtr")
    if text is None:
        return Vector()
    try:
        return Vector.parse(text[:_LONGEST])
    except BadVector as bad:
        raise InvalidRequest(str(bad)) from None
