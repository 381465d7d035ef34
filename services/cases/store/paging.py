"""Where a page begins, as a condition: written out, since a row value with an instant compares differently by
database. An index can begin at the first condition.
"""

from typing import Any

from sqlalchemy import ColumnElement, Date, and_, or_, true

from services.cases.ports.casework import Place


def after(at: ColumnElement[Any], id_: ColumnElement[Any], place: Place | None) -> ColumnElement[bool]:
    """On rows in the order of (instant or day, id), newest first: those after a place."""
    if place is None:
        return true()
    when = place.at.date() if isinstance(at.type, Date) else place.at
    return and_(at <= when, or_(at < when, id_ < place.id))


def beyond(at: ColumnElement[Any], id_: ColumnElement[Any], place: Place | None) -> ColumnElement[bool]:
    """On rows in the order of (instant or day, id), oldest first: those after a place."""
    if place is None:
        return true()
    when = place.at.date() if isinstance(at.type, Date) else place.at
    return and_(at >= when, or_(at > when, id_ > place.id))


def ranked_beyond(
    rank: ColumnElement[int], at: ColumnElement[Any], id_: ColumnElement[Any], place: Place | None
) -> ColumnElement[bool]:
    """On rows of which those of the highest rank stand first, and among equals the oldest: those after a place."""
    if place is None:
        return true()
    return and_(rank <= place.rank, or_(rank < place.rank, beyond(at, id_, place)))
