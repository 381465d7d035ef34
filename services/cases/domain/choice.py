"""One of a few words, as somebody outside said it."""

from enum import StrEnum
from typing import TypeVar

from chassis.errors import Invalid

Word = TypeVar("Word", bound=StrEnum)


def choice(kind: type[Word], field: str, word: str) -> Word:
    """Raises Invalid naming the field and the words it may be."""
    try:
        return kind(word)
    except ValueError:
        raise Invalid.field(field, f"must be one of {', '.join(filter(None, kind))}") from None
