"""What every endpoint stands on."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.ids import Ids
from services.identity.domain.keyring import Keyring
from services.identity.ports import OpenWork


@dataclass(frozen=True, slots=True)
class Provider:
    """`issuer`: the public base URL, without a trailing slash (RFC 8414 section 2)."""

    issuer: str
    read: OpenWork
    write: OpenWork
    keyring: Keyring
    clock: Clock
    ids: Ids

    def url(self, path: str) -> str:
        return f"{self.issuer}{path}"
