"""Invitations over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.networks.invitation import Invitation, InvitationState
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.schedule import Retention
from services.cases.ports.casework import Page
from services.cases.store.paging import after, beyond
from services.cases.store.person_keys import PersonKeys
from services.cases.store.tables.networks import invitation

_ADD = insert(invitation)
_PUT = update(invitation).where(invitation.c.id == bindparam("which"))
_GET = select(invitation).where(invitation.c.id == bindparam("which"))
_OF_PERSON = (
    select(invitation)
    .where(
        invitation.c.person_id == bindparam("person"), invitation.c.from_organisation_id == bindparam("organisation")
    )
    .order_by(invitation.c.sent_at.desc(), invitation.c.id.desc())
)
WAITING = (
    select(invitation)
    .where(
        invitation.c.to_organisation_id == bindparam("organisation"),
        invitation.c.state == InvitationState.WAITING.value,
        invitation.c.expires_on >= bindparam("today"),
    )
    .order_by(invitation.c.sent_at, invitation.c.id)
)


class SqlInvitations:
    def __init__(self, tx: AsyncConnection, keys: PersonKeys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: Invitation) -> None:
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "from_organisation_id": one.from_organisation_id,
            "to_organisation_id": one.to_organisation_id,
            "professional_id": one.professional_id,
            "team": one.team,
            "role": one.role,
            "purpose": one.purpose.value,
            "sent_at": one.sent_at,
            "sent_by": one.sent_by,
            "expires_on": one.expires_on,
            **await self._changing(one),
        }
        await self._tx.execute(_ADD, row)

    async def get(self, invitation_id: str) -> Invitation:
        found = await self._these(_GET, {"which": invitation_id})
        if not found:
            raise NotFound("there is no such invitation")
        return found[0]

    async def put(self, one: Invitation) -> None:
        await self._tx.execute(_PUT, {"which": one.id, **await self._changing(one)})

    async def of_person(self, organisation_id: str, person_id: str) -> Sequence[Invitation]:
        return await self._these(_OF_PERSON, {"organisation": organisation_id, "person": person_id})

    async def sent(self, organisation_id: str, person_id: str, page: Page) -> Sequence[Invitation]:
        rest = after(invitation.c.sent_at, invitation.c.id, page.after)
        which = {"organisation": organisation_id, "person": person_id}
        return await self._these(_OF_PERSON.where(rest).limit(page.limit), which)

    async def waiting(self, organisation_id: str, today: date, page: Page) -> Sequence[Invitation]:
        rest = beyond(invitation.c.sent_at, invitation.c.id, page.after)
        which = {"organisation": organisation_id, "today": today}
        return await self._these(WAITING.where(rest).limit(page.limit), which)

    async def _changing(self, one: Invitation) -> dict[str, Any]:
        whose = one.person_id, one.from_organisation_id, Retention.DEALINGS
        said = await self._keys.seal(*whose, f"{one.id}/words", {"reason": one.reason}) if one.reason else b""
        return {
            "state": one.state.value,
            "words": said,
            "moved_at": one.moved_at,
            "moved_by": one.moved_by,
        }

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[Invitation]:
        return [await self._invitation(row) for row in (await self._tx.execute(statement, which)).all()]

    async def _invitation(self, row: Row[Any]) -> Invitation:
        whose = row.person_id, row.from_organisation_id, Retention.DEALINGS
        words = await self._keys.opened(*whose, f"{row.id}/words", row.words) if row.words else {"reason": ""}
        return Invitation(
            id=row.id,
            person_id=row.person_id,
            from_organisation_id=row.from_organisation_id,
            to_organisation_id=row.to_organisation_id,
            professional_id=row.professional_id,
            team=row.team,
            role=row.role,
            purpose=Purpose(row.purpose),
            sent_at=row.sent_at,
            sent_by=row.sent_by,
            expires_on=row.expires_on,
            state=InvitationState(row.state),
            reason=words["reason"],
            moved_at=row.moved_at,
            moved_by=row.moved_by,
        )
