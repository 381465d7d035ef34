"""Shares, with what they rest on, over SQLAlchemy Core."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Row, Select, bindparam, exists, insert, or_, select, true, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.consent import Consent
from services.cases.domain.events import ShareEnded
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.sharing.basis import Basis, BasisKind, Condition, Para18
from services.cases.domain.sharing.share import Ended, Share, Standing
from services.cases.domain.subscriptions.delivery import DeliveryState
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.store.casework.case_lists import relist
from services.cases.store.consents.consents import SqlConsents
from services.cases.store.gate.conditions import shares_visible
from services.cases.store.person_keys import PersonKeys
from services.cases.store.sharing.agreements import SqlAgreements
from services.cases.store.spelt import words_of
from services.cases.store.tables.events import delivery
from services.cases.store.tables.sharing import share, share_class, share_recipient

_PURPOSES, _ENDED = words_of(Purpose), words_of(Ended)
_BASES, _CONDITIONS, _PARA_18 = words_of(BasisKind), words_of(Condition), words_of(Para18)

_ADD, _ADD_RECIPIENT, _ADD_CLASS = insert(share), insert(share_recipient), insert(share_class)
_END = (
    update(share)
    .where(share.c.id == bindparam("which"))
    .values(ended=bindparam("why"), ended_at=bindparam("ended_when"))
)
_REST_ON = (
    update(share).where(share.c.id == bindparam("which")).values(consent_id=bindparam("other"), until=bindparam("last"))
)
_TO = share_recipient.c
_RECIPIENTS = select(_TO.share_id, _TO.organisation_id).where(_TO.share_id.in_(bindparam("ids", expanding=True)))
_TOOK_THE_EVENT = exists().where(
    delivery.c.object_id == _TO.share_id,
    delivery.c.recipient_id == _TO.organisation_id,
    delivery.c.type == ShareEnded.kind,
    delivery.c.state == DeliveryState.DELIVERED.value,
)
_HEARD = _RECIPIENTS.where(or_(_TO.end_heard_at.is_not(None), _TOOK_THE_EVENT))
_END_HEARD = (
    update(share_recipient)
    .where(_TO.share_id == bindparam("which"), _TO.organisation_id == bindparam("whose"))
    .values(end_heard_by=bindparam("by"), end_heard_at=bindparam("at"))
)
_CLASSES = select(share_class).where(share_class.c.share_id.in_(bindparam("ids", expanding=True)))

_NEWEST = select(share).order_by(share.c.created_at.desc(), share.c.id.desc())
_GET = select(share).where(share.c.id == bindparam("which"))
_THESE = select(share).where(share.c.id.in_(bindparam("ids", expanding=True)))
_OF = _NEWEST.where(share.c.person_id == bindparam("person"))
_LIVE = select(share).where(share.c.ended == Ended.NOT.value)
_RESTING_ON = _LIVE.where(share.c.consent_id == bindparam("consent")).order_by(share.c.id)
_TOWARDS = exists().where(
    share_recipient.c.share_id == share.c.id, share_recipient.c.organisation_id == bindparam("organisation")
)
_BETWEEN = _OF.where(or_(_TOWARDS, share.c.from_organisation_id == bindparam("organisation")))
# No share outlasts its consent or agreement (`granted`, `rest_on`), so that this is read from an index.
RUN_OUT = (
    _LIVE.with_only_columns(share.c.person_id, share.c.id)
    .where(share.c.until < bindparam("today"))
    .order_by(share.c.until, share.c.id)
    .limit(bindparam("most"))
)


class SqlShares:
    def __init__(self, tx: AsyncConnection, keys: PersonKeys) -> None:
        self._tx, self._keys = tx, keys
        self._consents, self._agreements = SqlConsents(tx), SqlAgreements(tx)

    async def add(self, one: Share) -> None:
        basis, whose = one.basis, (one.person_id, one.from_organisation_id, Retention.DEALINGS)
        words = {
            "reason": basis.reason,
            "not_informed_reason": basis.not_informed_reason,
            "advice_sought": one.advice_sought,
        }
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "case_id": one.case_id,
            "involvement_id": one.involvement_id,
            "from_organisation_id": one.from_organisation_id,
            "purpose": one.purpose.value,
            "until": one.until,
            "basis": basis.kind.value,
            "consent_id": basis.consent_id,
            "agreement_id": one.agreement_id,
            "contribution_id": one.contribution_id,
            "private": one.private,
            "to_professional_id": one.to_professional_id,
            "condition": basis.condition.value,
            "para_18": basis.para_18.value,
            "informed": basis.informed,
            "words": await self._keys.seal(*whose, f"{one.id}/words", words),
            "created_at": one.created_at,
            "created_by": one.created_by,
            "ended": one.ended.value,
            "ended_at": one.ended_at,
        }
        await self._tx.execute(_ADD, row)
        recipients = [{"share_id": one.id, "organisation_id": to} for to in sorted(one.to_organisation_ids)]
        await self._tx.execute(_ADD_RECIPIENT, recipients)
        if one.data_classes:
            classes = [{"share_id": one.id, "data_class": word.value} for word in sorted(one.data_classes)]
            await self._tx.execute(_ADD_CLASS, classes)
        await relist(self._tx, one.person_id, one.from_organisation_id)

    async def put(self, one: Share) -> None:
        await self._tx.execute(_END, {"which": one.id, "why": one.ended.value, "ended_when": one.ended_at})
        await relist(self._tx, one.person_id, one.from_organisation_id)

    async def end_heard(self, share_id: str, organisation_id: str, by: str, at: datetime) -> None:
        await self._tx.execute(_END_HEARD, {"which": share_id, "whose": organisation_id, "by": by, "at": at})

    async def rest_on(self, one: Share, consent: Consent) -> None:
        last = min(one.until, consent.expires_on)
        await self._tx.execute(_REST_ON, {"which": one.id, "other": consent.id, "last": last})

    async def get(self, share_id: str) -> Share:
        found = await self._shares(_GET, {"which": share_id})
        if not found:
            raise NotFound("there is no such share")
        return found[0]

    async def standing(self, share_id: str) -> Standing:
        found = await self._standings(_GET, {"which": share_id})
        if not found:
            raise NotFound("there is no such share")
        return found[0]

    async def standings(self, share_ids: Sequence[str]) -> Mapping[str, Standing]:
        return {one.share.id: one for one in await self._standings(_THESE, {"ids": list(share_ids)})}

    async def of(self, person_id: str) -> Sequence[Standing]:
        return await self._standings(_OF, {"person": person_id})

    async def shown(self, viewer: Viewer, person_id: str) -> Sequence[Standing]:
        return await self._standings(_OF.where(shares_visible(viewer)), {"person": person_id})

    async def listed(self, viewer: Viewer, person_id: str, page: Page) -> Sequence[Standing]:
        return await self._standings(of_viewer(viewer, person_id, page), {})

    async def resting_on(self, consent_id: str) -> Sequence[Share]:
        return await self._shares(_RESTING_ON, {"consent": consent_id})

    async def between(self, organisation_id: str, person_id: str) -> Sequence[Standing]:
        return await self._standings(_BETWEEN, {"organisation": organisation_id, "person": person_id})

    async def run_out(self, today: date, limit: int) -> Sequence[Due]:
        return [Due(*row) for row in await self._tx.execute(RUN_OUT, {"today": today, "most": limit})]

    async def _standings(self, statement: Select[Any], which: dict[str, Any]) -> list[Standing]:
        shares = await self._shares(statement, which)
        consents = await self._consents.these([s.basis.consent_id for s in shares if s.basis.consent_id])
        agreements = await self._agreements.these([s.agreement_id for s in shares if s.agreement_id])
        heard = await self._heard(shares)
        return [
            Standing(s, consents.get(s.basis.consent_id), agreements.get(s.agreement_id), frozenset(heard[s.id]))
            for s in shares
        ]

    async def _heard(self, shares: Sequence[Share]) -> Mapping[str, set[str]]:
        heard = defaultdict[str, set[str]](set)
        if ended := [one.id for one in shares if one.ended]:
            for share_id, organisation_id in await self._tx.execute(_HEARD, {"ids": ended}):
                heard[share_id].add(organisation_id)
        return heard

    async def _shares(self, statement: Select[Any], which: dict[str, Any]) -> list[Share]:
        rows = (await self._tx.execute(statement, which)).all()
        if not rows:
            return []
        ids = {"ids": [row.id for row in rows]}
        recipients, classes = defaultdict[str, set[str]](set), defaultdict[str, set[DataClass]](set)
        for share_id, organisation_id in await self._tx.execute(_RECIPIENTS, ids):
            recipients[share_id].add(organisation_id)
        for share_id, word in await self._tx.execute(_CLASSES, ids):
            classes[share_id].add(DataClass(word))
        return [await self._share(row, frozenset(recipients[row.id]), frozenset(classes[row.id])) for row in rows]

    async def _share(self, row: Row[Any], recipients: frozenset[str], classes: frozenset[DataClass]) -> Share:
        whose = row.person_id, row.from_organisation_id, Retention.DEALINGS
        words = await self._keys.opened(*whose, f"{row.id}/words", row.words)
        return share_in(row, recipients, classes, words)


def of_viewer(viewer: Viewer, person_id: str, page: Page) -> Select[Any]:
    """By id, which begins with the instant it was made. Each branch reads one index in order and stops when it has
    enough; the gate decides on every row of each.
    """
    visible = shares_visible(viewer)

    def newest(rows: Select[Any], id_: Column[str]) -> Select[Any]:
        behind = id_ < page.after.id if page.after else true()
        return select(rows.where(visible, behind).order_by(id_.desc()).limit(page.limit).subquery())

    own, ids = viewer.organisation_id, select(share.c.id)
    if person_id:
        found = newest(ids.where(share.c.person_id == person_id), share.c.id).subquery()
    else:
        received = ids.join(share_recipient, _TO.share_id == share.c.id).where(_TO.organisation_id == own)
        found = union(
            newest(ids.where(share.c.from_organisation_id == own), share.c.id), newest(received, _TO.share_id)
        ).subquery()
    return select(share).where(share.c.id.in_(select(found.c.id))).order_by(share.c.id.desc()).limit(page.limit)


def share_in(
    row: Sequence[Any], recipients: frozenset[str], classes: frozenset[DataClass], words: Mapping[str, str]
) -> Share:
    """From the table's columns, in their order, and what was sealed in words."""
    id_, person_id, case_id, involvement_id, giver, purpose, until, kind, consent_id, agreement_id, *rest = row
    (
        contribution_id,
        private,
        to_professional_id,
        condition,
        para_18,
        informed,
        _,
        created_at,
        created_by,
        ended,
        ended_at,
    ) = rest
    return Share(
        id=id_,
        person_id=person_id,
        case_id=case_id,
        involvement_id=involvement_id,
        from_organisation_id=giver,
        to_organisation_ids=recipients,
        data_classes=classes,
        purpose=_PURPOSES[purpose],
        until=until,
        basis=Basis(
            kind=_BASES[kind],
            consent_id=consent_id,
            condition=_CONDITIONS[condition],
            reason=words.get("reason", ""),
            para_18=_PARA_18[para_18],
            informed=informed,
            not_informed_reason=words.get("not_informed_reason", ""),
        ),
        agreement_id=agreement_id,
        created_at=created_at,
        created_by=created_by,
        ended=_ENDED[ended],
        ended_at=ended_at,
        # Shares of before 0.2.0 were never asked.
        advice_sought=words.get("advice_sought", ""),
        contribution_id=contribution_id,
        private=private,
        to_professional_id=to_professional_id,
    )
