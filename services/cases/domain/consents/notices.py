"""The notices that people see before they consent, in English and Welsh. A published version never changes: whoever
holds its hash can read for ever what was agreed to.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from chassis.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Notice:
    """What the person was shown: its language, its version and the SHA-256 of its text (hex)."""

    language: str
    version: str
    hash: str


NEWEST = "2026-11"
NOTICES: Mapping[str, Mapping[str, str]] = {
    "2026-11": {
        "en": (
            "You agree that the organisation named may share the kinds of information named with the "
            "organisations named, for the purpose and until the day named. You can take this back at any time, in "
            "one step, and it costs you nothing. What was shared before stays with those who got it. Some sharing "
            "does not rest on your agreement and goes on."
        ),
        "cy": (
            "Rydych yn cytuno y caiff y sefydliad a enwir rannu'r mathau o wybodaeth a enwir gyda'r sefydliadau a "
            "enwir, at y diben a than y diwrnod a enwir. Gallwch dynnu hyn yn ôl unrhyw bryd, mewn un cam, heb "
            "gost. Bydd yr hyn a rannwyd cynt yn aros gyda'r rhai a'i cafodd. Nid yw pob rhannu'n dibynnu ar eich "
            "cytundeb, a bydd hwnnw'n parhau."
        ),
    },
}


def notice(language: str) -> Notice:
    """The newest notice in "en" or "cy". Raises Invalid."""
    texts = NOTICES[NEWEST]
    if language not in texts:
        raise Invalid.field("notice_language", f"must be one of {', '.join(texts)}")
    return Notice(language, NEWEST, _hash(texts[language]))


def newest() -> list[Notice]:
    """The newest notice in each language."""
    return [notice(language) for language in NOTICES[NEWEST]]


def text_of(notice_hash: str) -> str:
    """The text with that hash, of any version. Raises NotFound."""
    for texts in NOTICES.values():
        for text in texts.values():
            if _hash(text) == notice_hash:
                return text
    raise NotFound("there is no such notice")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
