"""Who works where, and the acting contexts that hang on it, over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.workplaces.staff import HeldContext, StaffMember
from services.identity.domain.workplaces.workplace import MatchedBy
from services.identity.store.secrets import Fingerprints
from services.identity.store.tables import contexts, staff

_WORKS = select(staff.c.working).where(
    staff.c.organisation_id == bindparam("organisation"), staff.c.professional_id == bindparam("professional")
)
_AT = staff.c.organisation_id == bindparam("organisation")
_BY_NUMBER = select(staff).where(_AT, staff.c.external_id == bindparam("mark"))
_BY_ADDRESS = select(staff).where(_AT, staff.c.email == bindparam("mark"))
_HELD = select(contexts).where(
    contexts.c.professional_id.in_(bindparam("professionals", expanding=True)),
    contexts.c.employer_id == bindparam("employer"),
)
_CONTEXT = update(contexts).where(contexts.c.id == bindparam("which"))


class SqlStaff:
    def __init__(self, tx: AsyncConnection, fingerprints: Fingerprints) -> None:
        self._tx, self._fingerprints = tx, fingerprints

    async def put(self, organisation_id: str, members: Sequence[StaffMember]) -> None:
        rows = [
            {
                "organisation_id": organisation_id,
                "professional_id": member.professional_id,
                "external_id": self._number(organisation_id, member.external_id),
                "email": self._address(organisation_id, member.email_digest),
                "working": member.working,
            }
            for member in members
        ]
        dialect = insert_sqlite if self._tx.dialect.name == "sqlite" else insert_postgresql
        statement = dialect(staff)
        newest = {name: statement.excluded[name] for name in ("external_id", "email", "working")}
        keys = [staff.c.organisation_id, staff.c.professional_id]
        await self._tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=newest), rows)

    async def works(self, professional_id: str, organisation_id: str) -> bool | None:
        named = {"organisation": organisation_id, "professional": professional_id}
        return (await self._tx.execute(_WORKS, named)).scalar()

    async def known_as(self, organisation_id: str, matched_by: MatchedBy, value: str) -> list[tuple[str, bool]]:
        by_number = matched_by == "external_id"
        mark = self._number(organisation_id, value) if by_number else self._address(organisation_id, _digest(value))
        statement = _BY_NUMBER if by_number else _BY_ADDRESS
        rows = await self._tx.execute(statement, {"organisation": organisation_id, "mark": mark})
        return [(row.professional_id, row.working) for row in rows]

    def _number(self, organisation_id: str, external_id: str) -> bytes:
        return self._fingerprints.of("staff number", organisation_id, external_id)

    def _address(self, organisation_id: str, digest: bytes) -> bytes:
        return self._fingerprints.of("staff address", organisation_id, digest.hex())

    async def contexts(self, employer_id: str, professional_ids: Sequence[str]) -> list[HeldContext]:
        found = await self._tx.execute(_HELD, {"employer": employer_id, "professionals": list(professional_ids)})
        return [HeldContext(row.id, row.account_id, row.professional_id, row.disabled_at is not None) for row in found]

    async def disable(self, context_id: str, at: datetime) -> None:
        await self._tx.execute(_CONTEXT.values(disabled_at=at), {"which": context_id})

    async def enable(self, context_id: str) -> None:
        await self._tx.execute(_CONTEXT.values(disabled_at=None), {"which": context_id})


def _digest(address: str) -> bytes:
    """As the directory digests work addresses."""
    return sha256(address.strip().lower().encode()).digest()
