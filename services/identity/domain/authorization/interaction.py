"""The moments of an authorization request that need a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

LIFE = timedelta(minutes=30)
ResponseMode = Literal["query", "form_post"]
Needs = Literal["sign-in", "step-up", "approve", "done"]


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """An authorization request that has passed every check (RFC 6749 section 4.1.1, OIDC Core section 3.1.2.1).

    `challenge` is empty where the client may do without PKCE and did. `least_acr`: an essential `acr` claim demands it
    (section 5.5.1.1). `subject`: who must be signed in, as this client knows them; empty where anybody may be. `jkt`:
    the key the code shall be for (RFC 9449 section 10). `pushed`: under which hash it was sent ahead (RFC 9126).
    """

    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    state: str
    nonce: str
    challenge: str
    claims: Mapping[str, Any]
    prompt: frozenset[str]
    max_age: int | None
    acr_values: tuple[str, ...]
    login_hint: str
    ui_locales: tuple[str, ...]
    response_mode: ResponseMode = "query"
    least_acr: str = ""
    subject: str = ""
    jkt: str = ""
    pushed: str = ""


@dataclass(frozen=True, slots=True)
class Interaction:
    """A request waiting for a person. Once somebody signed in for it, only that session may go on with it."""

    id: str
    request: AuthorizationRequest
    created_at: datetime
    expires_at: datetime
    session_id: str = ""
    declined: bool = False
    ended_at: datetime | None = None

    def live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Approval:
    """The claim groups a resident lets one client have, until taken back; and those asked for and refused."""

    account_id: str
    client_id: str
    claims: frozenset[str]
    refused: frozenset[str]
    approved_at: datetime
