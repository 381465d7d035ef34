"""Who reported, and third parties: words of a record that none but workers of the organisation holding it get."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chassis.errors import Invalid
from services.cases.domain.choice import choice

MOST_PARTS = 50
_SHORTEST, _LONGEST = 2, 2_000


class Identifies(StrEnum):
    REPORTER = "reporter"
    THIRD_PARTY = "third_party"

    @property
    def removed(self) -> str:
        """What stands in its place."""
        return _REMOVED[self]


_REMOVED = {
    Identifies.REPORTER: "[removed: says who reported]",
    Identifies.THIRD_PARTY: "[removed: about somebody else]",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Words that identify somebody, wherever they stand in the record, in capitals or not."""

    text: str
    identifies: Identifies


def parts(marked: Sequence[tuple[str, str]]) -> tuple[Part, ...]:
    """(words, whom they identify). Raises Invalid."""
    if len(marked) > MOST_PARTS:
        raise Invalid.field("parts", f"may be {MOST_PARTS} at the most")
    return tuple(dict.fromkeys(_part(number, *each) for number, each in enumerate(marked)))


def must_occur(marked: Iterable[Part], *texts: str) -> None:
    """A part that is nowhere would remove nothing, and look as if it did. Raises Invalid."""
    for part in marked:
        if not any(_found(part).search(_composed(text)) for text in texts):
            raise Invalid.field("parts", "what is marked must stand in the title or content; mark again what does now")


def without(text: str, marked: Collection[Part]) -> str:
    """The text with a note in the place of every part; what overlaps goes as one, so that nothing is left of either."""
    if not marked:
        return text
    text, left, end = _composed(text), list[str](), 0
    for start, stop, part in _spans(text, marked):
        if start >= end:
            left += [text[end:start], part.identifies.removed]
        end = max(end, stop)
    return "".join([*left, text[end:]])


def _spans(text: str, marked: Collection[Part]) -> list[tuple[int, int, Part]]:
    """Where the parts stand, in the text as it was written: never in a note."""
    found = [(*each.span(1), part) for part in marked for each in _found(part).finditer(text)]
    return sorted(found, key=lambda span: span[:2])


def _part(number: int, text: str, identifies: str) -> Part:
    text = _composed(text).strip()
    if not _SHORTEST <= len(text) <= _LONGEST:
        raise Invalid.field(f"parts.{number}.text", f"must have {_SHORTEST} to {_LONGEST} characters")
    return Part(text, choice(Identifies, f"parts.{number}.identifies", identifies))


def _found(part: Part) -> re.Pattern[str]:
    """However its words are spaced, in whatever case, and where it overlaps itself."""
    words = r"\s+".join(map(re.escape, part.text.split()))
    return re.compile(f"(?=({words}))", re.IGNORECASE)


def _composed(text: str) -> str:
    """Two ways to write one letter (a letter and its accent, or both in one) are the same words."""
    return unicodedata.normalize("NFC", text)
