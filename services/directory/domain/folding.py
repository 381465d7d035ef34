"""Writing names the same way twice: how two spellings of one name are known to be one."""

import unicodedata
from functools import lru_cache

# Letters that are no letter with a mark, so that Unicode's decomposition leaves them as they are.
_ALONE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_MARKS_IN_A_WORD = str.maketrans("", "", "'’‘ʼ`´.")


def folded(text: str) -> str:
    """Lower case without accents: `Łukasz Siobhán` is `lukasz siobhan`."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_ALONE))
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(_ALONE)


@lru_cache(maxsize=10_000)
def key(text: str) -> str:
    """The words of a name, folded: `St. Mary's School,  Dover` is `st marys school dover`, `A & B` is `a and b`."""
    plain = folded(text).replace("&", " and ").translate(_MARKS_IN_A_WORD)
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
