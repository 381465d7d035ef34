"""Safe contacts over SQLAlchemy Core."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.contacts.safe_contact import Channel, Limits, SafeContact, Weekday
from services.cases.ports.keys import Keys, log_key
from services.cases.store.tables.contacts import safe_contact
from services.cases.store.words import opened, seal

_ADD = insert(safe_contact)
_GET = select(safe_contact).where(safe_contact.c.id == bindparam("which"))
_OF = (
    select(safe_contact)
    .where(safe_contact.c.person_id == bindparam("person"))
    .order_by(safe_contact.c.recorded_at, safe_contact.c.id)
)
_FORGET = delete(safe_contact).where(
    safe_contact.c.person_id == bindparam("person"), safe_contact.c.organisation_id == bindparam("organisation")
)


class SqlSafeContacts:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: SafeContact) -> None:
        key = log_key(one.person_id, one.organisation_id)
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "words": await seal(self._keys, key, f"{one.id}/words", _words(one)),
            "recorded_by": one.recorded_by,
            "recorded_at": one.recorded_at,
            "review_on": one.review_on,
        }
        await self._tx.execute(_ADD, row)

    async def get(self, contact_id: str) -> SafeContact:
        row = (await self._tx.execute(_GET, {"which": contact_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such safe contact")
        return await self._contact(row)

    async def forget(self, person_id: str, organisation_id: str) -> None:
        await self._tx.execute(_FORGET, {"person": person_id, "organisation": organisation_id})

    async def of(self, person_id: str) -> Sequence[SafeContact]:
        return [await self._contact(row) for row in (await self._tx.execute(_OF, {"person": person_id})).all()]

    async def _contact(self, row: Row[Any]) -> SafeContact:
        key = log_key(row.person_id, row.organisation_id)
        words = await opened(self._keys, key, f"{row.id}/words", row.words)
        return SafeContact(
            id=row.id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            limits=_limits(words),
            language=words["language"],
            interpreter=words["interpreter"] != "",
            through=words["through"],
            words=words["words"],
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            review_on=row.review_on,
        )


def _words(one: SafeContact) -> Mapping[str, str]:
    first, last = one.limits.hours
    return {
        "channels": " ".join(sorted(one.limits.channels)),
        "days": " ".join(sorted(one.limits.days)),
        "from": str(first),
        "to": str(last),
        "never_at_address": "yes" if one.limits.never_at_address else "",
        "language": one.language,
        "interpreter": "yes" if one.interpreter else "",
        "through": one.through,
        "words": one.words,
    }


def _limits(words: Mapping[str, str]) -> Limits:
    return Limits(
        channels=frozenset(map(Channel, words["channels"].split())),
        days=frozenset(map(Weekday, words["days"].split())),
        hours=(int(words["from"]), int(words["to"])),
        never_at_address=words["never_at_address"] != "",
    )
