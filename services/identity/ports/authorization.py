"""What the store keeps of clients and of what they were granted."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from services.identity.domain.authorization.device_request import DeviceRequest
from services.identity.domain.authorization.grant import Code, Grant, Refresh
from services.identity.domain.authorization.interaction import Approval, Interaction
from services.identity.domain.authorization.pushed_request import PushedRequest
from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.registration_token import RegistrationAccess, RegistrationToken
from services.identity.domain.keys.signing import SigningKey
from services.identity.domain.sessions.logout import LogoutNotice


class Clients(Protocol):
    async def get(self, client_id: str) -> Client:
        """Raises NotFound, also for one that is over."""

    async def name_of(self, client_id: str) -> str:
        """Also of one that is over; empty where there never was one."""

    async def listed(self) -> list[Client]: ...

    async def add(self, client: Client) -> None: ...

    async def set_jwks(self, client_id: str, jwks: str) -> None: ...

    async def put(self, client: Client) -> None: ...

    async def end(self, client_id: str, at: datetime) -> None:
        """From here it is no client: nobody gets it, and its id is never another's."""


class Registrations(Protocol):
    async def add_token(self, token: RegistrationToken) -> None: ...

    async def token(self, secret: str) -> RegistrationToken | None:
        """The initial access token, locked until the unit of work ends."""

    async def use_token(self, token: RegistrationToken) -> None: ...

    async def add_access(self, access: RegistrationAccess, secret: str) -> None:
        """Who holds this secret manages what the client registered."""

    async def access(self, secret: str) -> RegistrationAccess | None:
        """Of a client that is not over; locked until the unit of work ends."""

    async def end_earlier(self, access: RegistrationAccess) -> None:
        """Those that came before it are good no more."""

    async def end_access(self, client_id: str) -> None: ...


class Interactions(Protocol):
    async def add(self, interaction: Interaction) -> None: ...

    async def get(self, interaction_id: str) -> Interaction:
        """Raises NotFound."""

    async def locked(self, interaction_id: str) -> Interaction:
        """Locked until the unit of work ends. Raises NotFound."""

    async def put(self, interaction: Interaction) -> None: ...


class PushedRequests(Protocol):
    async def add(self, pushed: PushedRequest) -> None: ...

    async def get(self, request_uri: str) -> PushedRequest | None: ...

    async def use(self, kept: str, at: datetime) -> bool:
        """Whether the one kept under this hash had not been answered before."""


class Approvals(Protocol):
    async def get(self, account_id: str, client_id: str) -> Approval | None: ...

    async def of(self, account_id: str) -> list[Approval]:
        """Those for clients that are not over."""

    async def put(self, approval: Approval) -> None: ...

    async def remove(self, account_id: str, client_id: str) -> bool: ...

    async def remove_all_for(self, client_id: str) -> int:
        """Whoever gave them; how many there were."""


class Grants(Protocol):
    async def add(self, grant: Grant) -> None: ...

    async def get(self, grant_id: str) -> Grant | None: ...

    async def session_known_as(self, client_id: str, sid: str) -> str:
        """The session that a client knows by this name; empty where it knows none by it."""

    async def live_of(self, account_id: str, client_id: str) -> list[Grant]: ...

    async def all_live_of(self, account_id: str) -> list[Grant]:
        """At whatever client."""

    async def in_session(self, session_id: str) -> list[Grant]:
        """The live grants made in a session."""

    async def bind(self, grant_id: str, jkt: str) -> None:
        """From here on it is for the holder of the key with this thumbprint only."""

    async def end(self, grant_id: str, at: datetime) -> None:
        """Ends the grant; its refresh tokens and code are good for nothing from here."""

    async def end_all_of(self, client_id: str, at: datetime) -> int:
        """Ends every live grant of the client; how many there were."""

    async def add_code(self, code: Code) -> None: ...

    async def code(self, secret: str) -> Code | None:
        """The code, locked until the unit of work ends."""

    async def use_code(self, code: Code, at: datetime) -> None: ...

    async def add_refresh(self, refresh: Refresh) -> None: ...

    async def refresh(self, secret: str) -> Refresh | None:
        """The refresh token, locked until the unit of work ends."""

    async def use_refresh(self, refresh: Refresh, at: datetime) -> None: ...

    async def add_token(self, jti: str, grant_id: str, expires_at: datetime) -> None: ...

    async def live_tokens(self, grant_id: str, now: datetime) -> list[str]:
        """The `jti` of each access token issued on the grant that has not expired."""


class Assertions(Protocol):
    async def first_use(self, client_id: str, jti: str, expires_at: datetime) -> bool:
        """Whether what a client signed, or the holder of a key with this thumbprint, is seen for the first time.

        RFC 7523 section 3, item 7; RFC 9449 section 11.1.
        """


class DeviceRequests(Protocol):
    async def add(self, request: DeviceRequest, user_code: str) -> bool:
        """False, and nothing is written, when another shows that code just now."""

    async def by_secret(self, secret: str) -> DeviceRequest | None:
        """By the device code; locked until the unit of work ends."""

    async def by_user_code(self, user_code: str) -> DeviceRequest | None:
        """By the code somebody typed, however they typed it; locked until the unit of work ends."""

    async def put(self, request: DeviceRequest) -> None: ...


class Logouts(Protocol):
    async def clients_of(self, session_id: str) -> list[str]:
        """The clients, whether or not they are over, that were granted something in this session."""

    async def add(self, notice: LogoutNotice, now: datetime) -> None:
        """Due at once. One that is there already stays as it is."""

    async def due(self, now: datetime, most: int) -> list[LogoutNotice]:
        """The longest due first."""

    async def put_off(self, notice: LogoutNotice, until: datetime) -> None: ...

    async def remove(self, notice_id: str) -> None: ...

    async def remove_all_for(self, client_id: str) -> None: ...


class Pruning(Protocol):
    async def prune(self, now: datetime, most: int) -> dict[str, int]:
        """Delete at most so many of each kind of what is over; how many of which went."""


class Revocations(Protocol):
    async def add(self, revocation: Revocation) -> None: ...

    async def since(self, cursor: int, after: datetime) -> tuple[list[Revocation], int]:
        """What was revoked after the cursor (and after an instant), oldest first, and the newest cursor."""

    async def covers(self, keys: Collection[tuple[str, str]], issued_at: float) -> bool:
        """Whether something issued then, named by any of these (kind, key), has been revoked."""


class SigningKeys(Protocol):
    async def all(self, *, locked: bool = False) -> list[SigningKey]:
        """Oldest first; with `locked`, nobody else changes keys until the unit of work ends."""

    async def add(self, key: SigningKey) -> None: ...

    async def put(self, key: SigningKey) -> None: ...
