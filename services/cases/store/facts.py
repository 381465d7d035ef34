"""What the gate's decision rests on, read in the transaction that reads the data."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.account_link import LinkState
from services.cases.domain.days import day
from services.cases.domain.disclosure import Facts
from services.cases.domain.viewer import AUDITORS, ON_HER_PAGES, Viewer, ViewerKind
from services.cases.ports.keys import Keys
from services.cases.store.confidences import SqlConfidences
from services.cases.store.emergencies import SqlEmergencyAccesses
from services.cases.store.gate import works_privately
from services.cases.store.involvements import CURRENT
from services.cases.store.person_keys import PersonKeys
from services.cases.store.shares import SqlShares
from services.cases.store.tables.people import account_link, involvement

_MEMBER = select(involvement.c.person_id).where(
    involvement.c.person_id.in_(bindparam("people", expanding=True)),
    involvement.c.organisation_id == bindparam("organisation"),
    CURRENT,
)
_PRIVATE = select(involvement.c.person_id, involvement.c.organisation_id).where(
    involvement.c.person_id.in_(bindparam("people", expanding=True)),
    works_privately(involvement.c.person_id, involvement.c.organisation_id),
)
_HERSELF = select(account_link.c.person_id).where(
    account_link.c.account_id == bindparam("account"), account_link.c.state == LinkState.LIVE.value
)


class SqlGate:
    def __init__(self, tx: AsyncConnection, keys: Keys, person_keys: PersonKeys) -> None:
        self._tx = tx
        self._shares, self._emergencies = SqlShares(tx, person_keys), SqlEmergencyAccesses(tx, keys)
        self._confidences = SqlConfidences(tx, keys)

    async def facts(self, viewer: Viewer, person_ids: Sequence[str], now: datetime) -> dict[str, Facts]:
        people, organisation = list(dict.fromkeys(person_ids)), viewer.organisation_id
        if not people:
            return {}
        which = {"people": people, "organisation": organisation, "today": day(now)}
        member = set((await self._tx.execute(_MEMBER, which)).scalars())
        himself = set((await self._tx.execute(_HERSELF, {"account": viewer.subject})).scalars())
        standings = await self._shares.received(organisation, people)
        emergencies = await self._emergencies.opened_by(viewer.subject, organisation, people)
        asked = emergencies or viewer.kind in ON_HER_PAGES or viewer.role in AUDITORS
        private = (await self._tx.execute(_PRIVATE, {"people": people})).all() if asked else ()
        confidences = await self._confidences.live(people) if viewer.kind is ViewerKind.PROXY else ()
        return {
            person: Facts(
                now=now,
                standings=tuple(s for s in standings if s.share.person_id == person),
                emergencies=tuple(e for e in emergencies if e.person_id == person),
                member=person in member,
                herself=person in himself,
                private=frozenset(row.organisation_id for row in private if row.person_id == person),
                confidences=tuple(c for c in confidences if c.person_id == person),
                oneself=frozenset(himself),
            )
            for person in people
        }
