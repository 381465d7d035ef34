"""Which key seals what an organisation keeps of a person in each class of retention.

A destroyed key's name is never used again, so who is erased and comes back has another key: its name is kept here, and
forgotten when it is destroyed.
"""

from collections.abc import Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.retention.schedule import Retention
from services.cases.ports.keys import Keys
from services.cases.store.tables.keeping import person_key
from services.cases.store.words import opened, seal

_NAME = select(person_key.c.name).where(
    person_key.c.person_id == bindparam("person"),
    person_key.c.organisation_id == bindparam("organisation"),
    person_key.c.retention == bindparam("kept"),
)
_NAMED = ["person_id", "organisation_id", "retention"]
_ADD = {
    "sqlite": insert_sqlite(person_key).on_conflict_do_nothing(index_elements=_NAMED),
    "postgresql": insert_postgresql(person_key).on_conflict_do_nothing(index_elements=_NAMED),
}


class PersonKeys:
    """Of one unit of work, which asks for each name once."""

    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys
        self._names: dict[tuple[str, str, Retention], str] = {}

    async def name(self, person_id: str, organisation_id: str, kept: Retention) -> str:
        """The key's name, made at first use."""
        which = person_id, organisation_id, kept
        if which not in self._names:
            self._names[which] = await self._read(*which) or await self._make(*which)
        return self._names[which]

    def forget(self, person_id: str, organisation_id: str) -> None:
        """The names of what was erased."""
        self._names = {which: name for which, name in self._names.items() if which[:2] != (person_id, organisation_id)}

    async def seal(
        self, person_id: str, organisation_id: str, kept: Retention, place: str, words: Mapping[str, str]
    ) -> bytes:
        return await seal(self._keys, await self.name(person_id, organisation_id, kept), place, words)

    async def opened(
        self, person_id: str, organisation_id: str, kept: Retention, place: str, sealed: bytes
    ) -> dict[str, str]:
        return await opened(self._keys, await self.name(person_id, organisation_id, kept), place, sealed)

    async def _read(self, person_id: str, organisation_id: str, kept: Retention) -> str | None:
        which = {"person": person_id, "organisation": organisation_id, "kept": kept.value}
        name: str | None = (await self._tx.execute(_NAME, which)).scalar_one_or_none()
        return name

    async def _make(self, person_id: str, organisation_id: str, kept: Retention) -> str:
        name = await self._keys.spare(f"{person_id}/{organisation_id}/{kept}")
        row = {"person_id": person_id, "organisation_id": organisation_id, "retention": kept.value, "name": name}
        if (await self._tx.execute(_ADD[self._tx.dialect.name], row)).rowcount == 1:
            return name
        # Somebody named it in the same moment; what is stored is what counts.
        return await self._read(person_id, organisation_id, kept) or name
