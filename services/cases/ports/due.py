"""What is due for a timer."""

from typing import NamedTuple


class Due(NamedTuple):
    """By its ids alone: nothing of it is opened yet, so that one that does not open keeps no other waiting."""

    person_id: str
    id: str
