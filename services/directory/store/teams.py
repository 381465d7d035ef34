"""Teams over SQLAlchemy Core."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.domain.ids import OrganisationId, TeamId
from services.directory.domain.organisation import Team
from services.directory.store.tables import teams

_OF = (
    select(teams.c.id, teams.c.organisation, teams.c.name)
    .where(teams.c.organisation.in_(bindparam("organisations", expanding=True)))
    .order_by(teams.c.key, teams.c.id)
)
_ADD = insert(teams)


class SqlTeams:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def of(self, organisations: Collection[OrganisationId]) -> list[Team]:
        rows = await self._tx.execute(_OF, {"organisations": list(organisations)})
        return [Team(TeamId(row.id), OrganisationId(row.organisation), row.name) for row in rows]

    async def add(self, teams: Sequence[Team]) -> None:
        if teams:
            rows = [{"id": t.id, "organisation": t.organisation, "name": t.name, "key": t.key} for t in teams]
            await self._tx.execute(_ADD, rows)
