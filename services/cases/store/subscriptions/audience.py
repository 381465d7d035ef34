"""Who may have a right to hear of an event, before the gate decides who has."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.store.networks.involvements import CURRENT
from services.cases.store.tables.casework import case, record
from services.cases.store.tables.disclosures import disclosure, disclosure_record
from services.cases.store.tables.keeping import recall
from services.cases.store.tables.people import involvement
from services.cases.store.tables.referrals import referral
from services.cases.store.tables.sharing import share, share_recipient

_SHARE = select(share_recipient.c.organisation_id).where(share_recipient.c.share_id == bindparam("share"))
_REFERRAL = union(
    select(referral.c.from_organisation_id.label("organisation_id")).where(referral.c.id == bindparam("referral")),
    select(referral.c.to_organisation_id).where(referral.c.id == bindparam("referral")),
)
_HOLDING = (
    select(share_recipient.c.organisation_id)
    .join(share, share.c.id == share_recipient.c.share_id)
    .where(
        share.c.person_id == bindparam("person"),
        share.c.from_organisation_id == bindparam("holder"),
        # One that opens no case leaves nothing to miss, and not all of the giver know of it.
        ~share.c.private,
        share.c.involvement_id == "",
        share.c.contribution_id == "",
    )
    .distinct()
)
_READERS = (
    select(disclosure.c.organisation_id)
    .join(disclosure_record, disclosure_record.c.disclosure_id == disclosure.c.id)
    .where(disclosure_record.c.record_id == bindparam("record"))
    .distinct()
)
_RECALLED = select(recall.c.recipient_id.label("organisation_id")).where(recall.c.record_id == bindparam("record"))
_NETWORK = (
    select(involvement.c.organisation_id).where(involvement.c.person_id == bindparam("person"), CURRENT).distinct()
)
_WROTE = union(
    select(case.c.organisation_id).where(
        case.c.person_id == bindparam("person"), case.c.opened_at >= bindparam("since")
    ),
    select(record.c.organisation_id).where(
        record.c.person_id == bindparam("person"), record.c.added_at >= bindparam("since")
    ),
)
_HOLDERS = select(case.c.organisation_id).where(case.c.person_id == bindparam("person")).distinct()
_OPENLY = _HOLDERS.where(~case.c.private)


class SqlAudience:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def of_share(self, share_id: str) -> set[str]:
        return await self._these(_SHARE, {"share": share_id})

    async def of_referral(self, referral_id: str) -> set[str]:
        return await self._these(_REFERRAL, {"referral": referral_id})

    async def of_holding(self, person_id: str, holder_id: str) -> set[str]:
        return {holder_id} | await self._these(_HOLDING, {"person": person_id, "holder": holder_id})

    async def readers(self, record_id: str) -> set[str]:
        return await self._these(_READERS, {"record": record_id})

    async def recalled(self, record_id: str) -> set[str]:
        return await self._these(_RECALLED, {"record": record_id})

    async def of_network(self, person_id: str, today: date) -> set[str]:
        return await self._these(_NETWORK, {"person": person_id, "today": today})

    async def holders(self, person_id: str) -> set[str]:
        return await self._these(_HOLDERS, {"person": person_id})

    async def holding_openly(self, person_id: str) -> set[str]:
        return await self._these(_OPENLY, {"person": person_id})

    async def wrote(self, person_id: str, since: datetime) -> set[str]:
        return await self._these(_WROTE, {"person": person_id, "since": since})

    async def _these(
        self, statement: Select[tuple[str]] | CompoundSelect[tuple[str]], which: dict[str, Any]
    ) -> set[str]:
        return {row.organisation_id for row in await self._tx.execute(statement, which)}
