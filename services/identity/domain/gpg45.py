"""GPG 45, "How to prove and verify someone's identity": from scores to an identity profile and a level of confidence.

Scores: evidence strength and validity 1 to 4 an item, activity history 0 to 4, identity fraud 0 to 3, verification 0
to 4.
A profile is met when every score is at least its own; items are tried in every order, one item of a kind of document.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import permutations

MOST_EVIDENCE = 8


class Level(IntEnum):
    """How sure we are of who somebody is."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    VERY_HIGH = 4

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, label: str) -> "Level":
        return cls[label.upper()]

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(level.label for level in cls)


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of evidence as scored. `kind` is the kind of document."""

    kind: str
    strength: int
    validity: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything that was scored about one person."""

    evidence: tuple[Item, ...]
    activity: int
    fraud: int
    verification: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One row of the table: `evidence` is what it asks of each item, as (strength, validity)."""

    name: str
    level: Level
    evidence: tuple[tuple[int, int], ...]
    activity: int
    fraud: int
    verification: int

    def met_by(self, scores: Scores) -> bool:
        return self.shortfall(scores).points == 0

    def shortfall(self, scores: Scores) -> "Shortfall":
        """What is missing, with the items placed where the least is."""
        return Shortfall(
            self,
            *min(_evidence_gap(self.evidence, order) for order in _orders(scores.evidence, len(self.evidence))),
            activity=max(0, self.activity - scores.activity),
            fraud=max(0, self.fraud - scores.fraud),
            verification=max(0, self.verification - scores.verification),
        )


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How far scores are from a profile, in points, by what is short. `items`: documents that are not there at all."""

    profile: Profile
    items: int
    strength: int
    validity: int
    activity: int
    fraud: int
    verification: int

    @property
    def points(self) -> int:
        return 3 * self.items + self.strength + self.validity + self.activity + self.fraud + self.verification

    def in_words(self) -> list[str]:
        """What would help, one plain sentence each."""
        documents = "one more document" if self.items == 1 else f"{self.items} more documents"
        return [
            sentence
            for short, sentence in (
                (self.items, f"Show us {documents} of another kind, such as a driving licence or a bank account."),
                (self.strength, "Show us a document that is harder to get, such as a passport."),
                (self.validity, "Let us check more closely that your document is genuine, for example in person."),
                (self.activity, "Help us see that you have used this name over time, for example with a bank account."),
                (self.fraud, "We could not rule out that somebody else is using your details. Talk to us in person."),
                (self.verification, "Show that the document is yours, for example with a photo or in person."),
            )
            if short
        ]


@dataclass(frozen=True, slots=True)
class Result:
    """The best profile met (None for none), and in plain words what is missing for the next level up."""

    profile: Profile | None
    missing: tuple[str, ...]

    @property
    def level(self) -> Level:
        return self.profile.level if self.profile else Level.NONE


@dataclass(frozen=True, slots=True)
class Table:
    """A version of the table of profiles, in its own order."""

    version: str
    profiles: tuple[Profile, ...]

    @classmethod
    def parse(cls, text: str) -> "Table":
        """Read a table in the form of `gpg45-*.toml`. Raises ValueError when a row is not in the form."""
        data = tomllib.loads(text)
        rows = (_profile(level, name, row) for level in Level.names()[1:] for name, row in data[level].items())
        return cls(data["version"], tuple(rows))

    def score(self, scores: Scores) -> Result:
        """The highest level's first profile that the scores meet, and the least that is missing for the next level."""
        met = [profile for profile in self.profiles if profile.met_by(scores)]
        best = max(met, key=lambda profile: profile.level, default=None)
        above = [profile for profile in self.profiles if profile.level == (best.level if best else 0) + 1]
        nearest = min((profile.shortfall(scores) for profile in above), key=lambda gap: gap.points, default=None)
        return Result(best, tuple(nearest.in_words()) if nearest else ())


def _orders(evidence: Sequence[Item], places: int) -> Iterator[tuple[Item | None, ...]]:
    """Every way to put items, each of another kind, into a profile's places; a place may stay empty."""
    for order in permutations([*evidence, *[None] * places], places):
        kinds = [item.kind for item in order if item]
        if len(kinds) == len(set(kinds)):
            yield order


def _evidence_gap(wanted: Sequence[tuple[int, int]], order: Iterable[Item | None]) -> tuple[int, int, int]:
    items = strength = validity = 0
    for (least_strength, least_validity), item in zip(wanted, order, strict=True):
        if item is None:
            items += 1
        else:
            strength += max(0, least_strength - item.strength)
            validity += max(0, least_validity - item.validity)
    return items, strength, validity


def _profile(level: str, name: str, row: str) -> Profile:
    evidence, scores = row.split("|")
    activity, fraud, verification = (int(score) for score in scores.split(","))
    items = tuple((int(item.strip()[0]), int(item.strip()[1])) for item in evidence.split("+"))
    return Profile(name, Level.named(level), items, activity, fraud, verification)
