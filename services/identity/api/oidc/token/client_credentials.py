"""Grant type `client_credentials` (RFC 6749 section 4.4): a client acts for itself."""

from services.identity.api.oidc.errors import InvalidScope
from services.identity.api.oidc.parameters import Parameters
from services.identity.api.oidc.provider import Provider
from services.identity.domain.claims.tokens import ACCESS_TYPE, client_claims
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.domain.roles import scopes_of
from services.identity.ports import Work


async def client_credentials(
    work: Work, client: Client, parameters: Parameters, binding: Binding, provider: Provider
) -> dict[str, str | int]:
    """Raises OAuthError."""
    scopes = allowed(client, parameters)
    now, jti = provider.clock.now(), provider.ids.new("jti")
    token = provider.keyring.sign(
        client_claims(client, scopes, provider.issuer, jti, now) | binding.claims, ACCESS_TYPE
    )
    work.tell(Event("token.issued", client.id, {"jti": jti}), by=client.id)
    return {
        "access_token": token,
        "token_type": binding.token_type,
        "expires_in": int(client.rules.access_life.total_seconds()),
        "scope": " ".join(sorted(scopes)),
    }


def allowed(client: Client, parameters: Parameters) -> frozenset[str]:
    """What was asked for; without `scope`, all that the client may have."""
    most = scopes_of(client.role) & (client.scopes or scopes_of(client.role))
    asked = frozenset(parameters.get("scope", "").split()) or most
    if asked - most:
        raise InvalidScope("this client may not ask for all of that")
    return asked
