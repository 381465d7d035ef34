"""Dates in words, as people say them in the United Kingdom; in Welsh as CLDR has them (Unicode's, through Babel)."""

import math
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta

from services.gateway.web.languages import Language

LONDON = ZoneInfo("Europe/London")
_RECENT = timedelta(days=14)
_Unit = Literal["minute", "hour", "day"]
_NEAR: dict[Language, dict[int, str]] = {
    "en": {0: "today", 1: "yesterday", -1: "tomorrow"},
    "cy": {0: "heddiw", 1: "ddoe", -1: "yfory"},
}
# Within a minute, past or to come.
_NOW: dict[Language, tuple[str, str]] = {"en": ("just now", "in a moment"), "cy": ("nawr", "mewn eiliad")}


def day(value: date | str, language: Language = "en") -> str:
    """3 March 2026, 3 Mawrth 2026. Takes a date or its ISO 8601 text; text that is neither is given back as it is."""
    try:
        the_day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return format_date(the_day, "d MMMM y", language) if language == "cy" else f"{the_day.day} {the_day:%B %Y}"


def typed(at: datetime) -> str:
    """27 3 2027, as a form takes it, in London."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local.month} {local.year}"


def moment(at: datetime, language: Language = "en") -> str:
    """3 March 2026 at 9:05am, in London."""
    local = at.astimezone(LONDON)
    return f"{day(local.date(), language)} {'am' if language == 'cy' else 'at'} {clock_time(local)}"


def clock_time(at: datetime) -> str:
    """9:05am, in London."""
    local = at.astimezone(LONDON)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def ago(at: datetime, now: datetime, language: Language = "en") -> str:
    """How long since, or until, a moment: "5 minutes ago", "yesterday", "in 2 hours"; beyond 14 days, the day."""
    past, gap = at <= now, abs(now - at)
    if gap < timedelta(minutes=1):
        return _NOW[language][0 if past else 1]
    if gap < timedelta(hours=1):
        return _apart(gap // timedelta(minutes=1), "minute", past, language)
    if gap < timedelta(hours=12):
        return _apart(gap // timedelta(hours=1), "hour", past, language)
    if gap <= _RECENT:
        return days_apart(at.astimezone(LONDON).date(), now.astimezone(LONDON).date(), language)
    return day(at.astimezone(LONDON).date(), language)


def days_apart(one: date, today: date, language: Language = "en") -> str:
    """ "today", "yesterday", "3 days ago", "in 8 days"; beyond 14 days, the day itself."""
    days = (today - one).days
    if abs(days) > _RECENT.days:
        return day(one, language)
    return _NEAR[language].get(days) or _apart(abs(days), "day", days > 0, language)


def _apart(count: int, unit: _Unit, past: bool, language: Language) -> str:
    if language == "cy":
        gap = timedelta(**{f"{unit}s": -count if past else count})
        # Never in a larger unit than this.
        return format_timedelta(gap, unit, threshold=math.inf, add_direction=True, locale=language)
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
