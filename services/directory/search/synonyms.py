"""Other words for the same: nicknames of given names, and what roles are also called."""

import csv
from functools import cache, lru_cache
from pathlib import Path

from services.directory.search.words import indexed

DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=10_000)
def nicknames(given_name: str) -> frozenset[str]:
    """What somebody of this given name may also be called: for `Robert` bob, rob and so on, for `Bob` robert too."""
    table = _nicknames()
    return frozenset(other for word in indexed(given_name) for other in table.get(word, ()))


@lru_cache(maxsize=10_000)
def role_words(role: str) -> tuple[str, ...]:
    """The words of a role and of what it is also called: for `HV` hv, health, visitor, and so for `Health Visitor`."""
    words = indexed(role)
    more = [word for known, others in _roles().items() if _within(known, words) for other in others for word in other]
    return tuple(dict.fromkeys([*words, *more]))


def _within(phrase: tuple[str, ...], words: list[str]) -> bool:
    return any(tuple(words[i : i + len(phrase)]) == phrase for i in range(len(words) - len(phrase) + 1))


@cache
def _nicknames() -> dict[str, set[str]]:
    """Each row is one name's forms; a form may stand in several rows (Alex), and the rows stay apart."""
    table: dict[str, set[str]] = {}
    with (DATA / "nicknames.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            for name in row:
                table.setdefault(name, set()).update(other for other in row if other != name)
    return table


@cache
def _roles() -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    table: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    with (DATA / "role_synonyms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            role, also = tuple(indexed(row["role"])), tuple(indexed(row["also"]))
            table.setdefault(role, []).append(also)
            table.setdefault(also, []).append(role)
    return table
