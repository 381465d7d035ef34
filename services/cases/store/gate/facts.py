"""What the gate's decision rests on, read in the transaction that reads the data."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, case, exists, func, not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.account_link import LinkState
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.gate.disclosure import Facts
from services.cases.domain.sharing.share import Standing
from services.cases.domain.viewer import AUDITORS, ON_HER_PAGES, Viewer, ViewerKind
from services.cases.ports.keys import Keys
from services.cases.store.consents.confidences import SqlConfidences
from services.cases.store.consents.consents import consent_in
from services.cases.store.emergencies import SqlEmergencyAccesses
from services.cases.store.gate.conditions import works_privately
from services.cases.store.gate.parts import ANY_COLLEAGUE, named_privately, whose, works_with
from services.cases.store.sharing.agreements import agreement_in
from services.cases.store.sharing.shares import share_in
from services.cases.store.spelt import ACCEPTED, classes_in, parties_in, words_in
from services.cases.store.tables.people import LINKED, account_link, involvement, person
from services.cases.store.tables.sharing import (
    agreement,
    agreement_party,
    consent,
    emergency,
    share,
    share_class,
    share_recipient,
)

_Hers = TypeVar("_Hers", EmergencyAccess, Confidence)

_PRIVATE = select(involvement.c.person_id, involvement.c.organisation_id).where(
    involvement.c.person_id.in_(bindparam("people", expanding=True)),
    works_privately(involvement.c.person_id, involvement.c.organisation_id),
)


def _words(column: Any, *which: Any) -> Any:
    """The words of some rows, separated by spaces; null where there are none."""
    return select(func.aggregate_strings(column, " ")).where(*which).scalar_subquery()


_party, _recipient = agreement_party.c, share_recipient.c
# An account is one person's at the most: said in the words of the index that holds it to that, so that it is used.
_ONESELF = (
    select(account_link.c.person_id)
    .where(account_link.c.account_id == bindparam("account"), account_link.c.state == LinkState.LIVE.value, LINKED)
    .scalar_subquery()
)
_OPENED = exists().where(emergency.c.person_id == person.c.id, emergency.c.opened_by == bindparam("account"))
_TOWARDS = exists().where(_recipient.share_id == share.c.id, _recipient.organisation_id == bindparam("organisation"))
_WORKS, _NAMED = 1, 2
# Whom private work names, it makes a member: asked of members only.
_HOW = case(
    (not_(works_with(person.c.id, ANY_COLLEAGUE)), 0),
    (named_privately(person.c.id, ANY_COLLEAGUE), _NAMED),
    else_=_WORKS,
)
_ABOUT = (person.c.id, _HOW, _ONESELF, _OPENED)
_SHARED = (
    _words(_recipient.organisation_id, _recipient.share_id == share.c.id),
    _words(share_class.c.data_class, share_class.c.share_id == share.c.id),
    _words(
        _party.organisation_id + case((_party.accepted_at.is_(None), ""), else_=ACCEPTED),
        _party.agreement_id == agreement.c.id,
    ),
)
_COLUMNS = [*_ABOUT, *_SHARED, *share.c, *consent.c, *agreement.c]
_ENDS = [len(_ABOUT), len(_ABOUT) + len(_SHARED)]
_ENDS += [_ENDS[1] + len(share.c), _ENDS[1] + len(share.c) + len(consent.c)]
# One row a share, or one with nothing in those columns; in one statement, since PostgreSQL may be a network away.
_FACTS: Select[Any] = (
    select(*(column.label(f"c{number}") for number, column in enumerate(_COLUMNS)))
    .select_from(
        person.outerjoin(share, and_(share.c.person_id == person.c.id, _TOWARDS))
        .outerjoin(consent, consent.c.id == share.c.consent_id)
        .outerjoin(agreement, agreement.c.id == share.c.agreement_id)
    )
    .where(person.c.id.in_(bindparam("people", expanding=True)))
)


class SqlGate:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx = tx
        self._emergencies, self._confidences = SqlEmergencyAccesses(tx, keys), SqlConfidences(tx, keys)

    async def facts(self, viewer: Viewer, person_ids: Sequence[str], now: datetime) -> dict[str, Facts]:
        people = list(dict.fromkeys(person_ids))
        if not people:
            return {}
        which = {"people": people, "account": viewer.subject, **whose(viewer, now)}
        member, named, oneself, opened = set[str](), set[str](), set[str](), set[str]()
        standings = defaultdict[str, list[Standing]](list)
        for row in await self._tx.execute(_FACTS, which):
            person_id, how, is_person, has_opened = row[: _ENDS[0]]
            if how:
                member.add(person_id)
            if how == _NAMED:
                named.add(person_id)
            if is_person:
                oneself.add(is_person)
            if has_opened:
                opened.add(person_id)
            if row[_ENDS[1]] is not None:
                standings[person_id].append(_standing(row))
        emergencies, private = await self._rarely(viewer, people, sorted(opened))
        confidences = _by_person(await self._confidences.live(people)) if viewer.kind is ViewerKind.PROXY else {}
        return {
            one: Facts(
                now=now,
                standings=_newest_first(standings.get(one, ())),
                emergencies=tuple(emergencies.get(one, ())),
                member=one in member,
                named=one in named,
                herself=one in oneself,
                private=frozenset(private.get(one, ())),
                confidences=tuple(confidences.get(one, ())),
                oneself=frozenset(oneself),
            )
            for one in people
        }

    async def _rarely(
        self, viewer: Viewer, people: list[str], opened: list[str]
    ) -> tuple[Mapping[str, Sequence[EmergencyAccess]], Mapping[str, Sequence[str]]]:
        """What is asked for only where the viewer has opened an emergency access, audits, or looks at a person's own
        pages.
        """
        if not opened and viewer.kind not in ON_HER_PAGES and viewer.role not in AUDITORS:
            return {}, {}
        emergencies = (
            await self._emergencies.opened_by(viewer.subject, viewer.organisation_id, opened) if opened else ()
        )
        private = defaultdict[str, list[str]](list)
        for person_id, organisation_id in await self._tx.execute(_PRIVATE, {"people": people}):
            private[person_id].append(organisation_id)
        return _by_person(emergencies), private


def _by_person(these: Iterable[_Hers]) -> Mapping[str, Sequence[_Hers]]:
    sorted_out = defaultdict[str, list[_Hers]](list)
    for each in these:
        sorted_out[each.person_id].append(each)
    return sorted_out


def _newest_first(standings: Collection[Standing]) -> tuple[Standing, ...]:
    return tuple(sorted(standings, key=lambda one: (one.share.created_at, one.share.id), reverse=True))


def _standing(row: Sequence[Any]) -> Standing:
    """The share of a row, and what it rests on. Its words stay sealed: the gate decides nothing by them."""
    recipients, classes, parties = row[_ENDS[0] : _ENDS[1]]
    of_share, of_consent, of_agreement = row[_ENDS[1] : _ENDS[2]], row[_ENDS[2] : _ENDS[3]], row[_ENDS[3] :]
    given = consent_in(of_consent) if of_consent[0] is not None else None
    agreed = None
    if of_agreement[0] is not None:
        agreed = agreement_in(of_agreement, *parties_in(parties))
    return Standing(share_in(of_share, words_in(recipients), classes_in(classes or ""), {}), given, agreed)
