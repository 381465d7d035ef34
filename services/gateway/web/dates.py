"""Dates in words, as people say them in the United Kingdom."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_RECENT = timedelta(days=14)


def day(value: date | str) -> str:
    """3 March 2026. Takes a date or its ISO 8601 text; text that is neither is given back as it is."""
    try:
        the_day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return f"{the_day.day} {the_day:%B %Y}"


def moment(at: datetime) -> str:
    """3 March 2026 at 9:05am, in London."""
    local = at.astimezone(LONDON)
    return f"{day(local.date())} at {clock_time(local)}"


def clock_time(at: datetime) -> str:
    """9:05am, in London."""
    local = at.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def ago(at: datetime, now: datetime) -> str:
    """How long since, or until, a moment: "5 minutes ago", "yesterday", "in 2 hours"; beyond 14 days, the day."""
    past, gap = at <= now, abs(now - at)
    if gap < timedelta(minutes=1):
        return "just now" if past else "in a moment"
    if gap < timedelta(hours=1):
        return _apart(gap // timedelta(minutes=1), "minute", past)
    if gap < timedelta(hours=12):
        return _apart(gap // timedelta(hours=1), "hour", past)
    if gap <= _RECENT:
        return days_apart(at.astimezone(LONDON).date(), now.astimezone(LONDON).date())
    return day(at.astimezone(LONDON).date())


def days_apart(one: date, today: date) -> str:
    """ "today", "yesterday", "3 days ago", "in 8 days"; beyond 14 days, the day itself."""
    days = (today - one).days
    if abs(days) > _RECENT.days:
        return day(one)
    if days in (0, 1, -1):
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    return _apart(abs(days), "day", past=days > 0)


def _apart(count: int, unit: str, past: bool) -> str:
    amount = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{amount} ago" if past else f"in {amount}"


def age(born: str, now: datetime) -> int | None:
    """Whole years since an ISO 8601 date of birth; None where the text is not a date."""
    try:
        birth = date.fromisoformat(born)
    except ValueError:
        return None
    today = now.astimezone(LONDON).date()
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
