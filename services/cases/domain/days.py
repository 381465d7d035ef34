"""Days as people in the United Kingdom count them: "until 30 June" ends at midnight in London, not in Greenwich."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from chassis.errors import Invalid

_LONDON = ZoneInfo("Europe/London")


@lru_cache
def day(now: datetime) -> date:
    """The date in London at an instant."""
    return now.astimezone(_LONDON).date()


@lru_cache
def end_of(last: date) -> datetime:
    """The instant at which a last day is over, in UTC."""
    return datetime.combine(last + timedelta(days=1), time(), _LONDON).astimezone(UTC)


@lru_cache
def plain(value: date) -> str:
    """`1 March 2027`."""
    return f"{value.day} {value:%B %Y}"


def last_day(field: str, text: str, now: datetime, longest: timedelta) -> date:
    """A last day (YYYY-MM-DD), not in the past and not further off than `longest`. Raises Invalid naming the
    field.
    """
    try:
        value = date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else None
    except ValueError:
        value = None
    if value is None:
        raise Invalid.field(field, "must be a date written YYYY-MM-DD")
    if value < day(now):
        raise Invalid.field(field, "must not be in the past")
    if value > day(now) + longest:
        raise Invalid.field(field, f"must be at most {longest.days} days from now")
    return value


def period(from_on: str, to_on: str, longest: timedelta) -> tuple[datetime, datetime]:
    """From the beginning of a first day to the end of a last one, in UTC. Raises Invalid naming the field."""
    days = {}
    for field, text in (("from_on", from_on), ("to_on", to_on)):
        try:
            days[field] = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            raise Invalid.field(field, "must be a date written YYYY-MM-DD") from None
    first, last = days["from_on"], days["to_on"]
    if not first <= last < first + longest:
        raise Invalid.field("to_on", f"must be on or after the first day, and less than {longest.days} days after it")
    return end_of(first - timedelta(days=1)), end_of(last)
