"""Days over the wire."""

from datetime import date

from chassis.errors import Invalid


def day(field: str, text: str) -> date:
    """ISO 8601. Raises Invalid, naming the field."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid.field(field, "enter a date as year-month-day") from None
