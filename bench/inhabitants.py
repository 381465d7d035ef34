"""The people of the made-up county, by number: the same ones each time, in households, a thousand people a block, and
with names as often as people in the country have them. Nobody in it is real.
"""

import random
from dataclasses import replace
from functools import lru_cache

from bench.matching.caseloads import Made, checked, district

BLOCK = 1_000
_KEPT_BLOCKS = 64


def inhabitant(number: int) -> Made:
    """Those behind the last of a county are people it does not know yet."""
    return _block(number // BLOCK)[number % BLOCK]


@lru_cache(maxsize=_KEPT_BLOCKS)
def _block(number: int) -> tuple[Made, ...]:
    first = number * BLOCK
    return tuple(_numbered(first + nth, made) for nth, made in enumerate(district(random.Random(number), BLOCK)))


def _numbered(number: int, made: Made) -> Made:
    return replace(made, who=number, identity=replace(made.identity, nhs_number=_nhs_number(number)))


def _nhs_number(number: int) -> str:
    """Three of four have one, each another: of ten that begin alike at least nine are some number's."""
    if number % 4 == 3:
        return ""
    begins, nth = divmod(number // 4 * 3 + number % 4, 9)
    return [full for last in range(10) if (full := checked(f"999{begins:05d}{last}"))][nth]
