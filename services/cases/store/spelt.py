"""Words in a column, separated by spaces; the same few lists of them are read again and again."""

from functools import lru_cache

from services.cases.domain.classes import DataClass
from services.cases.domain.purposes import Purpose


@lru_cache(maxsize=1024)
def classes_in(words: str) -> frozenset[DataClass]:
    return frozenset(map(DataClass, words.split()))


@lru_cache(maxsize=1024)
def purposes_in(words: str) -> frozenset[Purpose]:
    return frozenset(map(Purpose, words.split()))
