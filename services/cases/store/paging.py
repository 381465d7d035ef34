"""Where a page begins, as a condition: written out, since a row value with an instant compares differently by
database.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, and_, or_, true

from services.cases.ports.casework import Place


def after(at: Column[Any], id_: Column[Any], place: Place | None) -> ColumnElement[bool]:
    """On rows in the order of (instant, id), newest first: those after a place. An index can begin at the first
    condition.
    """
    return and_(at <= place.at, or_(at < place.at, id_ < place.id)) if place else true()
