"""Looks that stand out among others: one worker at many people, many workers at one person. Where the lines are."""

from collections.abc import Mapping
from datetime import timedelta
from statistics import median

MANY_WITHIN, MANY, TIMES_THE_REST = timedelta(hours=1), 20, 3
"""So many people within the hour, and so many times what half of the colleagues who looked at anybody did."""

GATHERED_WITHIN, GATHERED = timedelta(days=1), 5
"""So many workers of one organisation that does not work with the person, within the day."""


def many(account_id: str, people: Mapping[str, int]) -> bool:
    """Whether this account stands out; `people` is at how many each account of the organisation looked."""
    rest = [count for account, count in people.items() if account != account_id]
    return people[account_id] >= max(MANY, TIMES_THE_REST * median(rest) if rest else 0)
