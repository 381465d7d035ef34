"""What a feed's own rules keep from everybody but its organisation, in SQL: by age, by status, after closing."""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, extract, or_

from services.cases.store.gate.parts import Condition, among, exists
from services.cases.store.tables.feeds import feed
from services.cases.store.tables.people import involvement, knowledge

_MONTH, _YEAR = 100, 1200
BY_FEED = and_(involvement.c.professional_id == "", involvement.c.declared_by == "")
"""On rows of `involvement`: came by a feed, as nobody's word but its system's."""


def kept_by_its_feed(today: date | BindParameter[date]) -> Condition:
    """On rows of `involvement`: it came by a feed whose rules show it to no other organisation, nor to her, today."""
    one, now = involvement.c, _counted(today)
    lived = now - _counted(knowledge.c.date_of_birth)
    of_age = exists(
        knowledge,
        knowledge.c.person_id == one.person_id,
        knowledge.c.organisation_id == one.organisation_id,
        or_(feed.c.age_from.is_(None), lived >= feed.c.age_from * _YEAR),
        or_(feed.c.age_to.is_(None), lived < (feed.c.age_to + 1) * _YEAR),
    )
    aged = or_(feed.c.age_from.is_not(None), feed.c.age_to.is_not(None))
    closed = now - _counted(one.until) > feed.c.months_after_closing * _MONTH
    return exists(
        feed,
        feed.c.organisation_id == one.organisation_id,
        feed.c.name == one.source,
        BY_FEED,
        or_(closed, and_(feed.c.statuses != "", ~among(one.case_status, feed.c.statuses)), and_(aged, ~of_age)),
    )


def _counted(day: Any) -> ColumnElement[int]:
    """A day, or a column of them, as a number from which whole months can be taken, in either database: months, then
    days.
    """
    return (extract("year", day) * 12 + extract("month", day)) * _MONTH + extract("day", day)
