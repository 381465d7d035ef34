"""Interactions over SQLAlchemy Core."""

from base64 import b64decode, b64encode
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.identity.domain.authorization.interaction import AuthorizationRequest, Interaction
from services.identity.store.secrets import KeyEncryption
from services.identity.store.tables import interactions

_GET = select(interactions).where(interactions.c.id == bindparam("id"))
_LOCKED = _GET.with_for_update()
_ADD = insert(interactions)
_PUT = update(interactions).where(interactions.c.id == bindparam("which"))


class SqlInteractions:
    """`login_hint` is somebody's address, before we know whose: sealed under a key of the service's."""

    def __init__(self, tx: AsyncConnection, encryption: KeyEncryption) -> None:
        self._tx, self._encryption = tx, encryption

    async def add(self, interaction: Interaction) -> None:
        await self._tx.execute(
            _ADD,
            {
                "id": interaction.id,
                "request": _document(interaction.request) | self._sealed(interaction),
                "session_id": interaction.session_id,
                "declined": interaction.declined,
                "created_at": interaction.created_at,
                "expires_at": interaction.expires_at,
            },
        )

    async def get(self, interaction_id: str) -> Interaction:
        return await self._read(_GET, interaction_id)

    async def locked(self, interaction_id: str) -> Interaction:
        return await self._read(_LOCKED, interaction_id)

    async def _read(self, statement: Select[Any], interaction_id: str) -> Interaction:
        row = (await self._tx.execute(statement, {"id": interaction_id})).one_or_none()
        if row is None:
            raise NotFound("this page is too old; start again at the service you came from")
        return Interaction(
            id=row.id,
            request=_request(row.request | self._opened(row.id, row.request)),
            created_at=row.created_at,
            expires_at=row.expires_at,
            session_id=row.session_id,
            declined=row.declined,
            ended_at=row.ended_at,
        )

    def _sealed(self, interaction: Interaction) -> dict[str, str]:
        hint = interaction.request.login_hint.encode()
        return {"login_hint": b64encode(self._encryption.wrap(interaction.id, hint)).decode()} if hint else {}

    def _opened(self, interaction_id: str, document: dict[str, Any]) -> dict[str, str]:
        sealed = document["login_hint"]
        try:
            return {"login_hint": self._encryption.unwrap(interaction_id, b64decode(sealed)).decode() if sealed else ""}
        except (InvalidTag, ValueError):
            # Begun before hints were sealed: it is a convenience, and she types her address.
            return {"login_hint": ""}

    async def put(self, interaction: Interaction) -> None:
        await self._tx.execute(
            _PUT.values(
                session_id=interaction.session_id, declined=interaction.declined, ended_at=interaction.ended_at
            ),
            {"which": interaction.id},
        )


def _document(request: AuthorizationRequest) -> dict[str, Any]:
    return {
        "client_id": request.client_id,
        "redirect_uri": request.redirect_uri,
        "scopes": sorted(request.scopes),
        "state": request.state,
        "nonce": request.nonce,
        "challenge": request.challenge,
        "claims": dict(request.claims),
        "prompt": sorted(request.prompt),
        "max_age": request.max_age,
        "acr_values": list(request.acr_values),
        "login_hint": "",
        "ui_locales": list(request.ui_locales),
        "response_mode": request.response_mode,
        "least_acr": request.least_acr,
        "subject": request.subject,
        "jkt": request.jkt,
        "pushed": request.pushed,
    }


def _request(document: dict[str, Any]) -> AuthorizationRequest:
    return AuthorizationRequest(
        **document
        | {
            "scopes": frozenset(document["scopes"]),
            "prompt": frozenset(document["prompt"]),
            "acr_values": tuple(document["acr_values"]),
            "ui_locales": tuple(document["ui_locales"]),
        }
    )
