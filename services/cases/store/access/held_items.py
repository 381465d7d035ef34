"""Everything an organisation holds about a person, unopened, over SQLAlchemy Core."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.access.held_item import Bar, Item, ItemKind
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.consent import Method
from services.cases.domain.networks.family import Kin
from services.cases.store.gate.conditions import works_privately
from services.cases.store.spelt import classes_in
from services.cases.store.tables.casework import case, record, record_version
from services.cases.store.tables.concerns import concern
from services.cases.store.tables.consents import refusal
from services.cases.store.tables.disclosures import disclosure, withheld
from services.cases.store.tables.networks import family_link, invitation
from services.cases.store.tables.objections import objection
from services.cases.store.tables.people import involvement
from services.cases.store.tables.private_messages import private_answer, private_message
from services.cases.store.tables.sharing import consent, not_sharing, share, share_class, share_recipient

_OWN: BindParameter[str] = bindparam("organisation")
_HER: BindParameter[str] = bindparam("person")


def _kept_back(*by: Any) -> Any:
    held = select(literal(1)).select_from(withheld)
    return held.where(withheld.c.disclosure_id == disclosure.c.id, withheld.c.released_at.is_(None), *by).exists()


_RECORDS = (
    select(
        record.c.id,
        record.c.added_at,
        record.c.version,
        record.c.data_class,
        record.c.parts.is_not(None).label("marked"),
        case.c.private,
    )
    .join(case, case.c.id == record.c.case_id)
    .where(record.c.person_id == _HER, record.c.organisation_id == _OWN)
)
# What is marked in the record is removed from what it said before, too: with it the decision has to be made again.
_VERSIONS = (
    select(
        record_version.c.record_id,
        record_version.c.version.label("earlier"),
        record_version.c.until,
        record.c.version,
        record.c.data_class,
        record.c.parts.is_not(None).label("marked"),
        case.c.private,
    )
    .join(record, record.c.id == record_version.c.record_id)
    .join(case, case.c.id == record.c.case_id)
    .where(record.c.person_id == _HER, record.c.organisation_id == _OWN)
)
_CASES = select(case.c.id, case.c.opened_at, case.c.data_class, case.c.private).where(
    case.c.person_id == _HER, case.c.organisation_id == _OWN
)
# An allegation opens to those named for it only, and may be about whoever answers the request.
_CONCERNS = select(concern.c.id, concern.c.raised_at, concern.c.closed_at).where(
    concern.c.person_id == _HER, concern.c.council_id == _OWN, ~concern.c.allegation
)
_INVOLVEMENTS = select(involvement.c.id, involvement.c.since, involvement.c.shielded).where(
    involvement.c.person_id == _HER, involvement.c.organisation_id == _OWN
)
_SHARES = select(share.c.id, share.c.created_at, share.c.informed, share.c.involvement_id, share.c.private).where(
    share.c.person_id == _HER, share.c.from_organisation_id == _OWN
)
_RECIPIENTS = select(share_recipient.c.share_id, share_recipient.c.organisation_id).where(
    share_recipient.c.share_id.in_(bindparam("ids", expanding=True))
)
_CLASSES = select(share_class.c.share_id, share_class.c.data_class).where(
    share_class.c.share_id.in_(bindparam("ids", expanding=True))
)
_CONSENTS = select(
    consent.c.id, consent.c.given_at, consent.c.to_organisation_ids, consent.c.data_classes, consent.c.method
).where(consent.c.person_id == _HER, consent.c.from_organisation_id == _OWN)
_REFUSALS = select(refusal.c.id, refusal.c.refused_at, refusal.c.to_organisation_ids, refusal.c.data_classes).where(
    refusal.c.person_id == _HER, refusal.c.from_organisation_id == _OWN
)
# What another organisation keeps back, or shows that another works with her privately, is not this one's to learn of.
_DISCLOSURES = select(
    disclosure.c.id, disclosure.c.at, _kept_back(withheld.c.organisation_id == _OWN).label("kept_back")
).where(
    disclosure.c.person_id == _HER,
    # Of what happened inside a hub, only who sits there and the host's auditors know.
    disclosure.c.enquiry_id == "",
    or_(disclosure.c.organisation_id == _OWN, disclosure.c.holder_id == _OWN),
    ~_kept_back(withheld.c.organisation_id != _OWN),
    ~and_(disclosure.c.organisation_id != _OWN, works_privately(disclosure.c.person_id, disclosure.c.organisation_id)),
    ~and_(disclosure.c.holder_id != _OWN, works_privately(disclosure.c.person_id, disclosure.c.holder_id)),
)
_NOT_SHARED = select(not_sharing.c.id, not_sharing.c.decided_at, not_sharing.c.data_classes).where(
    not_sharing.c.person_id == _HER, not_sharing.c.organisation_id == _OWN
)
_OBJECTIONS = select(objection.c.id, objection.c.made_at).where(
    objection.c.person_id == _HER, objection.c.organisation_id == _OWN
)
_INVITATIONS = select(invitation.c.id, invitation.c.sent_at, invitation.c.moved_at).where(
    invitation.c.person_id == _HER, invitation.c.from_organisation_id == _OWN
)
_FAMILY = select(
    family_link.c.id,
    family_link.c.since,
    family_link.c.until,
    family_link.c.kin,
    or_(
        works_privately(family_link.c.person_id, family_link.c.organisation_id),
        works_privately(family_link.c.other_id, family_link.c.organisation_id),
    ).label("private"),
).where(or_(family_link.c.person_id == _HER, family_link.c.other_id == _HER), family_link.c.organisation_id == _OWN)
_MESSAGES = select(private_message.c.id, private_message.c.left_at).where(
    private_message.c.person_id == _HER, private_message.c.organisation_id == _OWN
)
_ANSWERS = select(private_answer.c.message_id, private_answer.c.at).where(
    private_answer.c.person_id == _HER, private_answer.c.organisation_id == _OWN
)
_PRIVATE = (
    select(involvement.c.organisation_id)
    .where(involvement.c.person_id == _HER, works_privately(involvement.c.person_id, involvement.c.organisation_id))
    .distinct()
)


class SqlHeldItems:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def of(self, organisation_id: str, person_id: str) -> Sequence[Item]:
        which = {"organisation": organisation_id, "person": person_id}
        private = set((await self._tx.execute(_PRIVATE, {"person": person_id})).scalars()) - {organisation_id}

        async def rows(statement: Any) -> Sequence[Row[Any]]:
            return (await self._tx.execute(statement, which)).all()

        found = [
            *(_written(ItemKind.RECORD, row.id, row.added_at, row) for row in await rows(_RECORDS)),
            *(
                _written(ItemKind.RECORD_VERSION, f"{row.record_id}:{row.earlier}", row.until, row)
                for row in await rows(_VERSIONS)
            ),
            *map(_case, await rows(_CASES)),
            *map(_concern, await rows(_CONCERNS)),
            *map(_involvement, await rows(_INVOLVEMENTS)),
            *await self._shares(await rows(_SHARES), private),
            *(_consent(row, private) for row in await rows(_CONSENTS)),
            *(_refusal(row, private) for row in await rows(_REFUSALS)),
            *(
                Item(ItemKind.DISCLOSURE, row.id, row.at, barred=Bar.WITHHELD if row.kept_back else Bar.NONE)
                for row in await rows(_DISCLOSURES)
            ),
            *(
                Item(ItemKind.DECISION_NOT_TO_SHARE, row.id, row.decided_at, 0, classes_in(row.data_classes))
                for row in await rows(_NOT_SHARED)
            ),
            *map(_invitation, await rows(_INVITATIONS)),
            *map(_family_link, await rows(_FAMILY)),
            *(_privately(row.id, row.left_at) for row in await rows(_MESSAGES)),
            *(_privately(f"{row.message_id}:answer", row.at) for row in await rows(_ANSWERS)),
            *(Item(ItemKind.OBJECTION, row.id, row.made_at) for row in await rows(_OBJECTIONS)),
        ]
        return sorted(found, key=lambda item: item.key)

    async def _shares(self, rows: Sequence[Row[Any]], private: set[str]) -> Iterator[Item]:
        recipients, classes = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        ids = {"ids": [row.id for row in rows]}
        for share_id, organisation_id in (await self._tx.execute(_RECIPIENTS, ids)).all() if rows else ():
            recipients[share_id].add(organisation_id)
        for share_id, word in (await self._tx.execute(_CLASSES, ids)).all() if rows else ():
            classes[share_id].add(word)
        return (
            Item(
                ItemKind.SHARE,
                row.id,
                row.created_at,
                classes=frozenset(map(DataClass, classes[row.id])),
                barred=_bar_of(row, recipients[row.id] & private),
            )
            for row in rows
        )


def _written(kind: ItemKind, id_: str, at: datetime, row: Row[Any]) -> Item:
    guarded = row.data_class == DataClass.PROTECTED_ADDRESS
    barred = Bar.PROTECTED_ADDRESS if guarded else _bar_of_work(private=row.private)
    return Item(kind, id_, at, row.version, classes_in(row.data_class), bool(row.marked), barred)


def _case(row: Row[Any]) -> Item:
    barred = _bar_of_work(private=row.private)
    return Item(ItemKind.CASE, row.id, row.opened_at, 0, classes_in(row.data_class), barred=barred)


def _bar_of_work(*, private: bool) -> Bar:
    """Of a private service: she may hold the copy where others read it too."""
    return Bar.PRIVATE_SERVICE if private else Bar.NONE


def _concern(row: Row[Any]) -> Item:
    """How it ended is decided on anew."""
    return Item(ItemKind.CONCERN, row.id, row.raised_at, int(row.closed_at is not None), frozenset({DataClass.RISK}))


def _involvement(row: Row[Any]) -> Item:
    since = datetime.combine(row.since, time(), UTC)
    return Item(ItemKind.INVOLVEMENT, row.id, since, barred=_bar_of_work(private=row.shielded))


def _bar_of(row: Row[Any], privately: set[str]) -> Bar:
    if not row.informed:
        return Bar.NOT_TOLD
    return Bar.PRIVATE_SERVICE if row.involvement_id or row.private or privately else Bar.NONE


def _consent(row: Row[Any], private: set[str]) -> Item:
    aloud = row.method == Method.SPOKEN and not private.isdisjoint(row.to_organisation_ids.split())
    barred = Bar.PRIVATE_SERVICE if aloud else Bar.NONE
    return Item(ItemKind.CONSENT, row.id, row.given_at, 0, classes_in(row.data_classes), barred=barred)


def _refusal(row: Row[Any], private: set[str]) -> Item:
    """Whether another hand wrote it down, its sealed words say: it is taken for one."""
    barred = _bar_of_work(private=not private.isdisjoint(row.to_organisation_ids.split()))
    return Item(ItemKind.REFUSAL, row.id, row.refused_at, 0, classes_in(row.data_classes), barred=barred)


def _invitation(row: Row[Any]) -> Item:
    """How it was answered is decided on anew. That whom it invites works with her privately changes nothing of it: who
    invited is not to learn that.
    """
    return Item(ItemKind.INVITATION, row.id, row.sent_at, int(row.moved_at is not None))


def _family_link(row: Row[Any]) -> Item:
    """That two share a home tells where the one lives to whoever knows where the other does."""
    since = datetime.combine(row.since, time(), UTC)
    home = Bar.PROTECTED_ADDRESS if row.kin == Kin.HOUSEHOLD else Bar.NONE
    barred = Bar.PRIVATE_SERVICE if row.private else home
    return Item(ItemKind.FAMILY_LINK, row.id, since, int(row.until is not None), marked=True, barred=barred)


def _privately(id_: str, at: datetime) -> Item:
    return Item(ItemKind.PRIVATE_MESSAGE, id_, at, barred=Bar.PRIVATE_SERVICE)
