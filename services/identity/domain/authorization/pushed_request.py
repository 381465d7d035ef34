"""An authorization request that its client sent ahead, from server to server (RFC 9126)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.tokens import hashed
from services.identity.domain.authorization.grant import new_secret

# FAPI 2.0 section 5.3.2.2: less than 600 seconds. Enough to follow a link, and to reload once.
LIFE = timedelta(seconds=90)
_PREFIX = "urn:ietf:params:oauth:request_uri:"


@dataclass(frozen=True, slots=True)
class PushedRequest:
    """Checked, and kept under a hash of its `request_uri` until somebody comes with it; answered once."""

    hash: str
    client_id: str
    parameters: Mapping[str, str]
    expires_at: datetime
    used_at: datetime | None = None

    def live(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


def new_uri() -> str:
    return _PREFIX + new_secret()


def is_pushed(request_uri: str) -> bool:
    """Whether that is the name of a request sent ahead, and not the address of one elsewhere."""
    return request_uri.startswith(_PREFIX)


def kept_as(request_uri: str) -> str:
    return hashed(request_uri) if is_pushed(request_uri) else ""
