"""How names are compared: as they are said, misspelt, shortened, shouted, and with their accents lost."""

import json
import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity, metaphone

from services.cases.domain.people.person import folded

_HERE = Path(__file__).parent
# Letters that Unicode does not take apart into a plain one and a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_ALIKE = 0.88
_SOUNDING_ALIKE = 0.75
_SHORTEST_MISSPELT = 3
_SHORTEST_MISSPELT_FORM = 4
_NO_NAME = frozenset("baby boy girl infant male female newborn unborn unnamed twin triplet unknown known named".split())
_BESIDES = frozenset("a b c one two three 1 2 3 not yet".split())
_RAREST_PERCENT = 0.02
"""A family name that is not among the commonest counts as no rarer: some are common in one town only."""


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A folded name with plain letters only: `Łukasz` is `lukasz`."""
    return folded(name).translate(_LETTERS)


@lru_cache(maxsize=65_536)
def sounds(name: str) -> str:
    """What a plain name sounds like (Metaphone); the name itself where that says nothing, as in other scripts."""
    joined = name.replace(" ", "")
    return metaphone(joined) or joined


@lru_cache(maxsize=65_536)
def close(one: str, other: str) -> bool:
    """Whether two plain names may be one, misspelt once or twice, cut short, or joined to another."""
    if set(one.split()) < set(other.split()) or set(other.split()) < set(one.split()):
        return True
    one, other = one.replace(" ", ""), other.replace(" ", "")
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST_MISSPELT:
        return False
    alike = jaro_winkler_similarity(one, other)
    if alike >= _ALIKE or (alike >= _SOUNDING_ALIKE and metaphone(one) == metaphone(other) != ""):
        return True
    return one_slip(one, other)


@lru_cache(maxsize=65_536)
def one_slip(one: str, other: str) -> bool:
    """Whether plain names differ by one letter that is left out, doubled, another, or in the next one's place."""
    one, other = one.replace(" ", ""), other.replace(" ", "")
    return min(len(one), len(other)) >= _SHORTEST_MISSPELT and damerau_levenshtein_distance(one, other) <= 1


def short_forms(given: str) -> frozenset[str]:
    """The names that a plain given name may be a short form or another spelling of; itself among them."""
    return _short_forms().get(given, frozenset({given}))


@lru_cache(maxsize=65_536)
def one_given_name(one: str, other: str) -> bool:
    """Whether plain given names are forms of one name: Tony and Anthony, Mohammed and Muhammad, Conor and Connor."""
    return not short_forms(one).isdisjoint(short_forms(other)) or _undoubled(one) == _undoubled(other)


@lru_cache(maxsize=65_536)
def misspelt_form(one: str, other: str) -> bool:
    """Whether a plain given name may be a form of the other, misspelt once: Gkrry for Gerald, who is called Gerry."""
    if min(len(one), len(other)) < _SHORTEST_MISSPELT_FORM or two_given_names(one, other):
        return False
    return any(one_slip(form, other) for form in _all_forms().get(one, ())) or any(
        one_slip(form, one) for form in _all_forms().get(other, ())
    )


def unnamed(given: str) -> bool:
    """Whether a plain given name is none yet: Baby Girl, Male Infant, Twin 1, Baby of Fatima, Not known."""
    words = set(given.split())
    return given.startswith("baby of ") or (not words.isdisjoint(_NO_NAME) and words <= _NO_NAME | _BESIDES)


def unshared(one: str, other: str) -> tuple[str, str]:
    """Two plain given names without the words they share, where each says more than those and its first letter:
    Mohammed Ali and Mohammed Omar differ as Ali and Omar do.
    """
    mine, theirs = one.split(), other.split()
    rest = [word for word in mine if word not in theirs], [word for word in theirs if word not in mine]
    initials = any(a[:1] == b or a == b[:1] for a, b in zip(*rest, strict=False))
    return (one, other) if initials or not all(rest) else (" ".join(rest[0]), " ".join(rest[1]))


def called_by_one(one: str, other: str) -> bool:
    """Whether a plain given name is one of the other's two or more, in any form of it, or the first with a slip: Jane,
    Dave and Davjd for David Jane.
    """
    several, name = (one.split(), other) if " " in one else (other.split(), one)
    if len(several) < 2 or " " in name:
        return False
    first = several[0]
    slip = one_slip(first, name) and not two_given_names(first, name)
    return slip or any(one_given_name(each, name) for each in several)


def of_two_people(one: str, other: str) -> bool:
    """Whether plain given names that are alike may be twins': Amina and Amira, Mohammed Ali and Mohammed Hassan."""
    if called_by_one(one, other):
        return False
    one, other = unshared(one, other)
    return two_given_names(one, other) or two_given_names(one.partition(" ")[0], other.partition(" ")[0])


def two_given_names(one: str, other: str) -> bool:
    """Whether both are names that people bear: Amina and Amira are no misspelling but, it may be, twins."""
    return one != other and one in _given_names() and other in _given_names()


def two_family_names(one: str, other: str) -> bool:
    """Whether both are among the commonest family names: Clark and Clarke are two families."""
    return one != other and one in _family_percent() and other in _family_percent()


def share_of_people(family: str) -> float:
    """What share of people in the United Kingdom have a plain family name."""
    return _family_percent().get(family, _RAREST_PERCENT) / 100


@cache
def _family_percent() -> dict[str, float]:
    return {name: max(percent, _RAREST_PERCENT) for name, percent in _names()["family_percent"].items()}


@lru_cache(maxsize=65_536)
def _undoubled(name: str) -> str:
    return re.sub(r"(.)\1+", r"\1", name)


@cache
def _all_forms() -> dict[str, frozenset[str]]:
    """By plain given name, all that somebody of that name may be called."""
    called = defaultdict[str, set[str]](set)
    for form, formals in _short_forms().items():
        for formal in formals:
            called[formal].add(form)
    return {
        name: frozenset().union(*(called[formal] for formal in formals)) for name, formals in _short_forms().items()
    }


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for words in _names()["short_forms"]:
        formal, *short = words.split()
        for name in (formal, *short):
            forms.setdefault(name, set()).add(formal)
    # Itself too, so that what is kept under the keys of a spelling (`blocking`) is found as before.
    for words in _names()["other_spellings"]:
        spellings = words.split()
        for name in spellings:
            forms.setdefault(name, set()).update((spellings[0], name))
    return {name: frozenset(formal) for name, formal in forms.items()}


@cache
def _given_names() -> frozenset[str]:
    text = re.sub(r"(?m)^#.*$", "", (_HERE / "given_names.txt").read_text())
    return frozenset(text.split()) | _short_forms().keys()


@cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = json.loads((_HERE / "names.json").read_text())
    return names
