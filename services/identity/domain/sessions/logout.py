"""What a relying party is told when a session it knows is over (OpenID Connect Back-Channel Logout 1.0)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.identity.domain.clients.client import Client

TYPE = "logout+jwt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
TOKEN_LIFE = timedelta(seconds=120)
USEFUL_FOR = timedelta(hours=12)
"""How long it is tried: as long as a session lives. A relying party's own has ended by then."""

_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LogoutNotice:
    """One relying party, to be told of one session. There is one as long as it has not heard.

    `subject` and `sid` are who it knows the person and the session as: kept, since an account that is closed can say
    it no more.
    """

    id: str
    client_id: str
    subject: str
    session_id: str
    sid: str
    useful_until: datetime
    tries: int = 0

    def wait(self) -> timedelta:
        """How long after a try that failed the next is due: each time four times as long."""
        return min(_FIRST_WAIT * (1 << 2 * min(self.tries, 6)), _LONGEST_WAIT)


def logout_claims(notice: LogoutNotice, client: Client, issuer: str, jti: str, now: datetime) -> dict[str, Any]:
    """A logout token (section 2.4): `sub`, and `sid` where the client's profile knows sessions. Never a nonce."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": client.id,
        "sub": notice.subject,
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "jti": jti,
        "events": {EVENT: {}},
    }
    return claims | ({"sid": notice.sid} if client.rules.logout_sid else {})
