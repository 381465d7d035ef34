"""What several of the gate's rules in SQL are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
)

from chassis.db import Instant
from services.cases.domain.account_link import LinkState
from services.cases.domain.days import day
from services.cases.domain.sharing.basis import BasisKind
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import Viewer
from services.cases.store.tables.networks import cover
from services.cases.store.tables.people import account_link, involvement
from services.cases.store.tables.sharing import agreement, agreement_party, consent, share, share_recipient

Condition = ColumnElement[bool]

NOW, _TODAY = bindparam("now", type_=Instant), bindparam("today", type_=Date)
"""Instead of an instant, in a statement that is written once: to be given with it are `now` and its day, `today`."""
Moment = datetime | BindParameter[datetime]

_member = involvement.alias("member")


def today(now: Moment) -> date | BindParameter[date]:
    return day(now) if isinstance(now, datetime) else _TODAY


@dataclass(frozen=True, slots=True)
class Colleague:
    """What decides whether a viewer is told of a private service of his own organisation."""

    organisation_id: str | BindParameter[str]
    speaks: Condition
    works_as: str | BindParameter[str]
    today: date | BindParameter[date]


def colleague(viewer: Viewer, now: Moment) -> Colleague:
    return Colleague(viewer.organisation_id, literal(viewer.speaks), viewer.works_as, today(now))


ANY_COLLEAGUE = Colleague(
    bindparam("organisation"),
    bindparam("speaks", type_=Boolean),
    bindparam("works_as"),
    _TODAY,
)
"""For a statement that is written once: `whose` is to be given with it."""


def whose(viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {
        "organisation": viewer.organisation_id,
        "speaks": viewer.speaks,
        "works_as": viewer.works_as,
        "today": day(now),
    }


def told_of(one: Any, who: Colleague) -> Condition:
    """On columns of an `involvement` of his organisation's: he speaks for its private services, is named in it, or
    covers for whom it names.
    """
    return or_(who.speaks, _named_in(one, who))


def _named_in(one: Any, who: Colleague) -> Condition:
    covers = exists(
        cover,
        cover.c.organisation_id == one.organisation_id,
        cover.c.professional_id == one.professional_id,
        cover.c.covering_id == who.works_as,
        cover.c.since <= who.today,
        cover.c.until >= who.today,
    )
    return and_(one.professional_id != "", or_(one.professional_id == who.works_as, covers))


def works_with(person_id: ColumnElement[str], who: Colleague) -> Condition:
    """His organisation works with the person today, as far as he is told: a private service's work counts for whom it
    is shown to, and for nobody else.
    """
    return _works(person_id, who, or_(~_member.c.shielded, told_of(_member.c, who)))


def named_privately(person_id: ColumnElement[str], who: Colleague) -> Condition:
    """A private service of his organisation works with the person today, and names him or whom he covers for."""
    return _works(person_id, who, and_(_member.c.shielded, _named_in(_member.c, who)))


def shown_privately(
    private: Condition, person_id: ColumnElement[str], holder_id: ColumnElement[str], who: Colleague
) -> Condition:
    """A case, or what is in it, is not private; or it is a private service's of his organisation, and there for him."""
    named = named_privately(person_id, who)
    return or_(~private, and_(holder_id == who.organisation_id, or_(who.speaks, named)))


def _works(person_id: ColumnElement[str], who: Colleague, how: Condition) -> Condition:
    one = _member.c
    return exists(
        _member,
        one.person_id == person_id,
        one.organisation_id == who.organisation_id,
        one.confirmed,
        or_(one.until.is_(None), one.until >= who.today),
        how,
    )


def received(viewer: Viewer, person_id: ColumnElement[str], holder_id: ColumnElement[str]) -> list[Condition]:
    """A share of the holder about the person towards the viewer's organisation."""
    towards = exists(
        share_recipient,
        share_recipient.c.share_id == share.c.id,
        share_recipient.c.organisation_id == viewer.organisation_id,
    )
    return [share.c.person_id == person_id, share.c.from_organisation_id == holder_id, towards]


def live(today: date | BindParameter[date]) -> list[Condition]:
    """A share that is live today, and what it rests on too."""
    return [
        # SQLite, which keeps no statistics, would read the timer's index of all shares not ended for this.
        func.coalesce(share.c.ended, "") == Ended.NOT.value,
        share.c.until >= today,
        or_(
            share.c.basis != BasisKind.CONSENT.value,
            exists(
                consent,
                consent.c.id == share.c.consent_id,
                consent.c.withdrawn_at.is_(None),
                consent.c.expires_on >= today,
            ),
        ),
        or_(
            share.c.agreement_id == "",
            exists(agreement, agreement.c.id == share.c.agreement_id, *in_force(today)),
        ),
    ]


def in_force(today: date | BindParameter[date]) -> list[Condition]:
    """An agreement that all its parties accepted and that has not ended."""
    pending = exists(
        agreement_party, agreement_party.c.agreement_id == agreement.c.id, agreement_party.c.accepted_at.is_(None)
    )
    return [agreement.c.expires_on >= today, ~pending]


def herself(viewer: Viewer, person_id: ColumnElement[Any]) -> Condition:
    """The viewer's account, or the one he acts for, is this person's."""
    return exists(
        account_link,
        account_link.c.account_id == viewer.subject,
        account_link.c.state == LinkState.LIVE.value,
        account_link.c.person_id == person_id,
    )


def exists(table: FromClause, *conditions: Condition) -> Condition:
    """A row of `table`, and of nothing else: what the conditions say of other tables is about the row being decided on.

    Left to itself SQLAlchemy correlates with the nearest SELECT only, and joins the decided table anew further in.
    """
    return select(literal(1)).select_from(table).where(*conditions).correlate_except(table).exists()


def among(word: ColumnElement[str], words: ColumnElement[str]) -> Condition:
    """Whether it is one of the words, which are separated by spaces."""
    return (literal(" ") + words + " ").like(literal("% ") + word + " %")
