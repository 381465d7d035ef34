"""What every endpoint stands on."""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.x509 import Certificate

from chassis.clock import Clock
from chassis.ids import Ids
from services.identity.api.oidc.client_auth.keys import ClientKeys
from services.identity.domain.clients.dpop import Nonces
from services.identity.domain.keys.core_identity import IdentityKeys
from services.identity.domain.keys.keyring import Keyring
from services.identity.ports import Documents, OpenWork


@dataclass(frozen=True, slots=True)
class Provider:
    """`issuer`: the public base URL, without a trailing slash (RFC 8414 section 2).

    `authorities`: those whose certificates tell who a client is (RFC 8705 section 2.1).
    """

    issuer: str
    read: OpenWork
    write: OpenWork
    keyring: Keyring
    clock: Clock
    ids: Ids
    nonces: Nonces
    client_keys: ClientKeys
    documents: Documents
    identity_keys: IdentityKeys
    authorities: Sequence[Certificate] = ()

    def url(self, path: str) -> str:
        return f"{self.issuer}{path}"
