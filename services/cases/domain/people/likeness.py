"""How alike two agencies' entries are, field by field, and how much each likeness or difference weighs.

Fellegi and Sunter (1969): a level of likeness that is `m` likely where two entries are of one person, and `u` likely
where they are not, weighs log2(m / u) bits. The weights are trained offline (`bench/matching`) and shipped beside this.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from services.cases.domain.people.names import (
    called_by_one,
    close,
    misspelt_form,
    one_given_name,
    one_slip,
    plain,
    share_of_people,
    unnamed,
    unshared,
)
from services.cases.domain.people.person import Identity, Particulars

_HERE = Path(__file__).parent
_SHORTEST_STREET = 3
_BORN_ON_NEW_YEARS_DAY = 1 / 50 / 80
"""Where only the year is known 1 January is written: about one in fifty has it, of some eighty years."""


class Level(StrEnum):
    """How alike one field is. What comes between the same and different is told to reviewers as close."""

    SAME = "same"
    ONE_NAME = "one_name"
    """Forms of one given name: Tony and Anthony."""
    SLIP = "slip"
    """One letter left out, doubled, another, or in the next one's place."""
    CLOSE = "close"
    SWAPPED = "swapped"
    """Given and family name, or day and month, stand in each other's place."""
    ROUNDED = "rounded"
    """One of the two is the first of the other's year or month: all that was known."""
    STREET = "street"
    """The same postcode, at another door or none said."""
    DIFFERENT = "different"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Described:
    """Somebody, as one agency knows her."""

    identity: Identity
    particulars: Particulars = field(default_factory=Particulars)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says for (positive) or against its being one person, in bits. Never the values."""

    field: str
    level: Level
    bits: float

    @property
    def said(self) -> str:
        """To a reviewer: "agree", "close", "differ" or "missing"."""
        words = {Level.SAME: "agree", Level.DIFFERENT: "differ", Level.MISSING: "missing"}
        return words.get(self.level, "close")


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` is how probable it is that both are one person, of all that might be meant."""

    given_name: Level
    family_name: Level
    date_of_birth: Level
    nhs_number: Level
    place: Level
    phone: Level
    sex: Level
    score: float
    evidence: tuple[Evidence, ...]


def likeness(one: Described, other: Described) -> Likeness:
    """Compares field by field and adds up."""
    found = levels(one, other)
    evidence = tuple(Evidence(name, level, _bits(name, level, one.identity)) for name, level in found.items())
    bits = _weights().prior_bits + sum(one.bits for one in evidence)
    return Likeness(**found, score=1 / (1 + 2**-bits), evidence=evidence)


def levels(one: Described, other: Described) -> dict[str, Level]:
    """The level of each field, by its name in `Likeness`."""
    given, family = names_of(one.identity, other.identity)
    return {
        "given_name": given,
        "family_name": family,
        "date_of_birth": _birth(one.identity.date_of_birth, other.identity.date_of_birth),
        "nhs_number": _same(one.identity.nhs_number, other.identity.nhs_number),
        "place": place(one, other),
        "phone": _same(_phone(one.particulars.phone), _phone(other.particulars.phone)),
        "sex": _same(one.particulars.sex[:1].upper(), other.particulars.sex[:1].upper()),
    }


def names_of(one: Identity, other: Identity) -> tuple[Level, Level]:
    """How alike given and family names are."""
    given, family = _given(plain(one.given_name), plain(other.given_name)), Level.DIFFERENT
    mine, theirs = plain(one.family_name), plain(other.family_name)
    if mine == theirs:
        family = Level.SAME
    elif close(mine, theirs):
        family = Level.SLIP if one_slip(mine, theirs) else Level.CLOSE
    if family is not Level.SAME and same_words(one, other):
        return Level.SWAPPED, Level.SWAPPED
    if Level.DIFFERENT in (given, family):
        across = _given(plain(one.given_name), theirs), _given(mine, plain(other.given_name))
        if not {Level.DIFFERENT, Level.MISSING} & set(across):
            return Level.SWAPPED, Level.SWAPPED
    return given, family


def same_words(one: Identity, other: Identity) -> bool:
    """Names in each other's place, or a father's name once behind the given and once before the family name."""
    return _words(one) == _words(other)


def _words(of: Identity) -> list[str]:
    return sorted(f"{plain(of.given_name)} {plain(of.family_name)}".split())


def _given(one: str, other: str) -> Level:
    if one == other:
        return Level.SAME
    if unnamed(one) or unnamed(other):
        return Level.MISSING
    one, other = unshared(one, other)
    if one_given_name(one, other):
        return Level.ONE_NAME
    if one_slip(one, other):
        return Level.SLIP
    alike = close(one, other) or misspelt_form(one, other) or called_by_one(one, other)
    return Level.CLOSE if alike else Level.DIFFERENT


def _birth(one: date, other: date) -> Level:
    if one == other:
        return Level.SAME
    if one.year == other.year:
        if (one.month, one.day) == (other.day, other.month):
            return Level.SWAPPED
        if {one, other} & {date(one.year, 1, 1), one.replace(day=1) if one.month == other.month else None}:
            return Level.ROUNDED
    wrong = [(a, b) for a, b in zip(one.isoformat(), other.isoformat(), strict=True) if a != b]
    turned = len(wrong) == 2 and wrong[0] == wrong[1][::-1]
    return Level.CLOSE if len(wrong) == 1 or turned or abs((one - other).days) == 1 else Level.DIFFERENT


def new_year(birth: date) -> bool:
    """Whether a date of birth may be one of which only the year is known: its first day, or that of its second half."""
    return (birth.month, birth.day) in {(1, 1), (7, 1)}


def place(one: Described, other: Described) -> Level:
    """Where they live. That people moved says little, so that two addresses are weak evidence against. One door of one
    street is one place with a slip in its postcode too, and without it in one town.
    """
    mine, theirs = one.particulars, other.particulars
    if mine.uprn and mine.uprn == theirs.uprn:
        return Level.SAME
    postcode = _same(one.identity.postcode, other.identity.postcode)
    if postcode is Level.SAME:
        door = _same(_door(mine.address), _door(theirs.address))
        return Level.SAME if door is Level.SAME else Level.STREET
    one_street = _street(mine.address) == _street(theirs.address) != ""
    if postcode is Level.MISSING:
        return Level.SAME if one_street and plain(mine.town) == plain(theirs.town) != "" else Level.MISSING
    if one_slip(one.identity.postcode, other.identity.postcode):
        return Level.SAME if one_street else Level.CLOSE
    return Level.DIFFERENT


def _door(address: str) -> str:
    """The numbers of an address, or all of it where it has none: how its words are shortened does not count."""
    return " ".join(re.findall(r"[0-9]+", address)) or plain(address)


def _street(address: str) -> str:
    """An address by which a door is found: with a number, and more words than that it is a flat."""
    words = plain(address).split()
    named = sum(len(word) >= _SHORTEST_STREET and word.isalpha() for word in words)
    return " ".join(words) if named > 1 and any(letter.isdigit() for letter in address) else ""


def _phone(text: str) -> str:
    """What is the same however a British number is written: its last nine digits."""
    return re.sub(r"[^0-9]", "", text.replace("(0)", ""))[-9:]


def _same(one: str, other: str) -> Level:
    if not one or not other:
        return Level.MISSING
    return Level.SAME if one == other else Level.DIFFERENT


def _bits(name: str, level: Level, of: Identity) -> float:
    if level is Level.MISSING:
        return 0.0
    m, u = _weights().of[name][level]
    if level is Level.SAME and name == "family_name":
        u = share_of_people(plain(of.family_name))
    if level is Level.SAME and name == "date_of_birth" and new_year(of.date_of_birth):
        u = _BORN_ON_NEW_YEARS_DAY
    return math.log2(m / u)


@dataclass(frozen=True, slots=True)
class _Weights:
    prior_bits: float
    of: Mapping[str, Mapping[Level, tuple[float, float]]]


@cache
def _weights() -> _Weights:
    kept = json.loads((_HERE / "weights.json").read_text())
    of = {
        name: {Level(level): (pair["m"], pair["u"]) for level, pair in levels.items()}
        for name, levels in kept["fields"].items()
    }
    return _Weights(math.log2(kept["prior"]), of)
