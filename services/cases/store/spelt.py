"""Words in a column, alone or separated by spaces; the same few lists of them are read again and again."""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from services.cases.domain.classes import DataClass
from services.cases.domain.purposes import Purpose

Word = TypeVar("Word", bound=Enum)


def words_of(kind: type[Word]) -> Mapping[Any, Word]:
    """Each word of a kind by how it is spelt: looked up in a tenth of the time that calling the kind takes."""
    return {word.value: word for word in kind}


@lru_cache(maxsize=1024)
def words_in(words: str) -> frozenset[str]:
    return frozenset(words.split())


ACCEPTED = "+"
"""Behind each party to an agreement that accepted it."""


@lru_cache(maxsize=1024)
def parties_in(words: str) -> tuple[frozenset[str], frozenset[str]]:
    """All, and those that accepted."""
    parties = words.split()
    return frozenset(one.removesuffix(ACCEPTED) for one in parties), frozenset(
        one.removesuffix(ACCEPTED) for one in parties if one.endswith(ACCEPTED)
    )


@lru_cache(maxsize=1024)
def classes_in(words: str) -> frozenset[DataClass]:
    return frozenset(map(DataClass, words.split()))


@lru_cache(maxsize=1024)
def purposes_in(words: str) -> frozenset[Purpose]:
    return frozenset(map(Purpose, words.split()))
