"""Text to words, the same way for what is indexed and for what is typed."""

import re

from services.directory.domain.folding import folded

_BETWEEN = re.compile(r"[^\w]+|_")
_BETWEEN_TYPED = re.compile(r"[\s,;:/&()+]+")
_MAIL = re.compile(r"(\S+)@\S*")

# Words people type around what they mean. Titles are not kept in names.
_IDLE = frozenset("a an and at by for from in is near of on the to who with dr mr mrs miss ms prof".split())

MOST = 8
"""Words of a query that count."""


def indexed(text: str) -> list[str]:
    """`Siobhán O'Brien` is siobhan, obrien, o, brien: a word with marks in it can be found whole and in parts."""
    words = []
    for word in folded(text).split():
        parts = [part for part in _BETWEEN.split(word) if part]
        words += ["".join(parts), *parts] if len(parts) > 1 else parts
    return words


def typed(text: str) -> list[str]:
    """`Dr. Siobhan O'Brien, Lichf` is siobhan, obrien, lichf. Of a mail address only the name before the @ counts."""
    plain = _MAIL.sub(lambda mail: re.sub(r"[^a-z]+", " ", mail[1]), folded(text))
    words = ["".join(_BETWEEN.split(word)) for word in _BETWEEN_TYPED.split(plain)]
    words = [word for word in words if word]
    return [word for word in words if word not in _IDLE][:MOST] or words[:MOST]
