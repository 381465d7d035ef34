"""That a person has died, as an organisation says that works with her."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from chassis.errors import Invalid


@dataclass(frozen=True, slots=True)
class Death:
    """`died_on` is None where it turned out to be a mistake."""

    person_id: str
    died_on: date | None
    organisation_id: str
    recorded_by: str
    recorded_at: datetime


def died_on(text: str, born: Iterable[date], today: date) -> date | None:
    """The day (YYYY-MM-DD), None for an empty text. `born` is what the organisation that says so knows of her birth.
    Raises Invalid.
    """
    if not text:
        return None
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise Invalid.field("died_on", "must be a date written YYYY-MM-DD") from None
    if on > today:
        raise Invalid.field("died_on", "must not lie in the future")
    if on < min(born, default=on):
        raise Invalid.field("died_on", "must not lie before the day of birth that your organisation has")
    return on
