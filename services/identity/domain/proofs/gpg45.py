"""GPG 45, "How to prove and verify someone's identity": from scores to an identity profile and a level of confidence.

Scores: evidence strength and validity 1 to 4 an item, activity history 0 to 4, identity fraud 0 to 3, verification 0
to 4.
A profile is met when every score is at least its own; items are tried in every order, one item of a kind of document.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import permutations

MOST_EVIDENCE = 8
_MOST_WAYS = 2

# By the strength that is wanted.
_EXAMPLES = {
    1: "a council tax bill will do",
    2: "a bank account or your NHS record will do",
    3: "a driving licence or a passport",
    4: "a passport",
}
_WORDS = {
    "activity": "Help us see that you have used this name over time, for example with a bank account.",
    "fraud": "We could not rule out that somebody else is using your details. Talk to us in person.",
    "verification": "Show that the document is yours, for example with a photo or in person.",
}


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
        placed = (
            tuple(_lack(wanted, item) for wanted, item in zip(self.evidence, order, strict=True))
            for order in _orders(scores.evidence, len(self.evidence))
        )
        evidence = min(placed, key=lambda lacks: sum(lack.points for lack in lacks if lack))
        needed = {"activity": self.activity, "fraud": self.fraud, "verification": self.verification}
        rest = tuple(
            Lack(score, least, points=least - have)
            for score, least in needed.items()
            if least > (have := getattr(scores, score))
        )
        return Shortfall(self, tuple(lack for lack in evidence if lack) + rest)


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is short of a profile, and the `least` that would do.

    `what` is a score ("activity", "fraud", "verification"), "document" (one is not there at all; `least` is its
    strength and `validity` its validity) or "validity" (of the document of `kind`, which is strong enough).
    """

    what: str
    least: int
    points: int
    validity: int = 0
    kind: str = ""

    def in_words(self) -> str:
        """What would help, as a plain sentence to the person."""
        if self.what == "document":
            return f"Show us one more document, of another kind: {_EXAMPLES[self.least]}."
        if self.what == "validity":
            return f"Let us check more closely that your {_plain(self.kind)} is genuine, for example in person."
        return _WORDS[self.what]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How far scores are from a profile: all that is missing, and nothing else."""

    profile: Profile
    lacks: tuple[Lack, ...]

    @property
    def points(self) -> int:
        return sum(lack.points for lack in self.lacks)

    def in_words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(lack.in_words() for lack in self.lacks))


@dataclass(frozen=True, slots=True)
class Result:
    """The best profile met (None for none), and the nearest ways to the next level up, the nearest first."""

    profile: Profile | None
    ways_up: tuple[Shortfall, ...]

    @property
    def level(self) -> Level:
        return self.profile.level if self.profile else Level.NONE

    @property
    def missing(self) -> tuple[str, ...]:
        """What to do for the next level, in plain words; then other ways, each as one sentence that begins "Or"."""
        if not self.ways_up:
            return ()
        nearest, *others = (way.in_words() for way in self.ways_up)
        ors = (f"Or: {' '.join(words)}" for words in others if not set(words) >= set(nearest))
        return (*nearest, *dict.fromkeys(ors))


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
        """The highest level's first profile that the scores meet, and why it is not the next level."""
        met = [profile for profile in self.profiles if profile.met_by(scores)]
        best = max(met, key=lambda profile: profile.level, default=None)
        return Result(best, self.ways_to((best.level if best else 0) + 1, scores))

    def ways_to(self, level: int, scores: Scores) -> tuple[Shortfall, ...]:
        """The profiles of a level that the scores come nearest to; none for a level that there is not."""
        ways = (profile.shortfall(scores) for profile in self.profiles if profile.level == level)
        return tuple(sorted(ways, key=lambda way: way.points)[:_MOST_WAYS])


def _orders(evidence: Sequence[Item], places: int) -> Iterator[tuple[Item | None, ...]]:
    """Every way to put items, each of another kind, into a profile's places; a place may stay empty."""
    for order in permutations([*evidence, *[None] * places], places):
        kinds = [item.kind for item in order if item]
        if len(kinds) == len(set(kinds)):
            yield order


def _lack(wanted: tuple[int, int], item: Item | None) -> Lack | None:
    """What a place of a profile lacks. A document does not get stronger; how well it was checked can."""
    strength, validity = wanted
    if item is None or item.strength < strength:
        # The harder a document is to get, the more it is to ask for; any is more than a point of another score.
        return Lack("document", strength, 1 + strength, validity)
    if item.validity < validity:
        return Lack("validity", validity, validity - item.validity, kind=item.kind)
    return None


def _plain(kind: str) -> str:
    return kind.removeprefix("uk_").replace("_", " ").replace("nhs", "NHS")


def _profile(level: str, name: str, row: str) -> Profile:
    evidence, scores = row.split("|")
    activity, fraud, verification = (int(score) for score in scores.split(","))
    items = tuple((int(item.strip()[0]), int(item.strip()[1])) for item in evidence.split("+"))
    return Profile(name, Level.named(level), items, activity, fraud, verification)
