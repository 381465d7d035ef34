"""How the index is asked. Every score is a constant of this file, so that a ranking can be read off and argued about.

A word scores once, by the best place it fits. An exact word beats the beginning of one, which beats a mistyped one;
among equals a name beats a role and a role a place. Then come the whole name as typed, a role in two words, the wanted
area and being at work today.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import tantivy

from services.directory.domain.wanted import Wanted
from services.directory.search.document import SCHEMA

Query = tantivy.Query
MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should

_EXACT = {"name": 12.0, "nick": 9.0, "role": 8.0, "place": 6.0}
_BEGUN = {"name": 7.0, "nick": 4.5, "role": 5.5, "place": 5.0}
_MISTYPED = {"name": 4.0, "nick": 2.5, "role": 3.0, "place": 2.0}
_MISTYPED_TWICE = {"name": 2.0, "role": 1.5, "place": 1.0}
_MISTYPED_BEGUN = {"name": 1.8, "role": 1.4, "place": 0.9}
_INITIAL = 3.0
_WHOLE_NAME = 4.0
_ROLE_IN_TWO_WORDS = 4.0
_NEAR = 1.5
_TODAY = 0.5

_SHORT, _MIDDLE = 4, 8
_SHORTEST_FORGIVEN = 3


def strict(words: Sequence[str], wanted: Wanted) -> tantivy.Query:
    """Every word must fit somewhere; up to four letters exactly, up to eight with one slip, longer ones with two."""
    last = len(words) - 1
    return _asked([(MUST, _word(word, typing=place == last)) for place, word in enumerate(words)], words, wanted)


def loose(words: Sequence[str], wanted: Wanted) -> tantivy.Query | None:
    """All words but one must fit, and beside another word a short name may have a slip too. None for a single word."""
    if len(words) == 1:
        return None
    last = len(words) - 1
    fits = [(SHOULD, _word(word, typing=place == last, forgiving=True)) for place, word in enumerate(words)]
    enough = Query.boolean_query(fits, minimum_number_should_match=len(words) - 1)
    return _asked([(MUST, enough)], words, wanted)


def _asked(parts: Iterable[tuple[tantivy.Occur, tantivy.Query]], words: Sequence[str], wanted: Wanted) -> tantivy.Query:
    asked = [
        *parts,
        *((SHOULD, _role(one, other)) for one, other in pairwise(words)),
        (SHOULD, _term("full", " ".join(words), _WHOLE_NAME)),
        (SHOULD, _term("days", wanted.today, _TODAY)),
    ]
    if wanted.near:
        asked.append((SHOULD, _term("area", wanted.near, _NEAR)))
    if wanted.within:
        asked.append((MUST, _term("organisation", wanted.within, 0.0)))
    return Query.boolean_query(asked)


def _word(word: str, *, typing: bool, forgiving: bool = False) -> tantivy.Query:
    """One word, wherever it fits best. The word being typed may be the beginning of one."""
    fits = [_term(field, word, score) for field, score in _EXACT.items()]
    if len(word) == 1:
        fits.append(_close("name", word, _INITIAL, begun=True))
    elif typing:
        fits += [_close(field, word, score, begun=True) for field, score in _BEGUN.items()]
    if len(word) > _SHORT:
        fits += [_close(field, word, score, slips=1) for field, score in _MISTYPED.items()]
        if typing:
            fits += [_close(field, word, score, slips=1, begun=True) for field, score in _MISTYPED_BEGUN.items()]
    elif forgiving and len(word) >= _SHORTEST_FORGIVEN:
        fits.append(_close("name", word, _MISTYPED["name"], slips=1))
    if len(word) > _MIDDLE:
        fits += [_close(field, word, score, slips=2) for field, score in _MISTYPED_TWICE.items()]
    return Query.disjunction_max_query(fits)


def _role(one: str, other: str) -> tantivy.Query:
    """Two words side by side that both fit the role mean the role: `helth vistor` is no Victor."""
    both = [(MUST, _close("role", word, 1.0, slips=_slips(word))) for word in (one, other)]
    return Query.const_score_query(Query.boolean_query(both), _ROLE_IN_TWO_WORDS)


def _slips(word: str) -> int:
    return (len(word) > _SHORT) + (len(word) > _MIDDLE)


def _term(field: str, word: str, score: float) -> tantivy.Query:
    return Query.const_score_query(Query.term_query(SCHEMA, field, word, index_option="basic"), score)


def _close(field: str, word: str, score: float, *, slips: int = 0, begun: bool = False) -> tantivy.Query:
    """Two letters the wrong way round are one slip."""
    close = Query.fuzzy_term_query(SCHEMA, field, word, distance=slips, transposition_cost_one=True, prefix=begun)
    return Query.const_score_query(close, score)
