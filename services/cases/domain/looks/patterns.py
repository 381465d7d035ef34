"""Looks that stand out among others: one worker at many people, many workers at one person, guesses, somebody far from
all whom the organisation knows. Where the lines are.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from statistics import median

MANY_WITHIN, MANY, TIMES_THE_REST = timedelta(hours=1), 20, 3
"""So many people within the hour with whom the record does not name the worker, and so many times what half of the
colleagues who looked at any such did. To go through one's own people is no browsing; what she says herself of whom she
works with, or through which team, does not make them hers.
"""

GATHERED_WITHIN, GATHERED = timedelta(days=1), 5
"""So many workers of one organisation that does not work with the person, within the day."""

GUESSED_WITHIN, GUESSED, TOLD_WITHIN = timedelta(hours=1), 5, timedelta(days=1)
"""So many finds that found nobody, or several, within the hour before a look of the same worker; so many within the day
that a reviewer is told of them without any look.
"""

AREA_FROM = 20
"""Who knows fewer people has no area to look outside of."""

_AREA = re.compile("[A-Z]{1,2}(?=[0-9])")


def areas(postcodes: Iterable[str]) -> frozenset[str]:
    """The postcode areas of canonical postcodes: `WS` of `WS13 6YY`."""
    return frozenset(found[0] for one in postcodes if (found := _AREA.match(one)))


def many(account_id: str, people: Mapping[str, int]) -> bool:
    """Whether this account stands out; `people` is at how many not its own each account of the organisation looked."""
    rest = [count for account, count in people.items() if account != account_id]
    return people[account_id] >= max(MANY, TIMES_THE_REST * median(rest) if rest else 0)
