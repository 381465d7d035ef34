"""Places by their code in the Register of Geographic Codes (ONS), nine characters: `E07000194` is Lichfield."""

import re
from enum import StrEnum

from services.directory.domain.column import BadColumn

_CODE = re.compile(r"[EWSN]\d{8}")


class Nation(StrEnum):
    """Decides which law applies."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


_NATION_OF = {
    "E": Nation.ENGLAND,
    "W": Nation.WALES,
    "S": Nation.SCOTLAND,
    "N": Nation.NORTHERN_IRELAND,
}


def area(column: str, given: str) -> str:
    """The code of an area, or empty for none. Raises BadColumn."""
    code = given.strip().upper()
    if code and not _CODE.fullmatch(code):
        raise BadColumn(column, "is not a GSS code such as E07000194")
    return code


def nation_of(code: str) -> Nation | None:
    """The nation an area's code belongs to; None for no area."""
    return _NATION_OF.get(code[:1])


def nation(column: str, given: str, code: str) -> Nation:
    """The nation named in a row, or else that of its area.

    Raises:
        BadColumn: it is no nation of the UK, contradicts the area, or there is neither.
    """
    name = " ".join(given.split())
    by_area = nation_of(code)
    if not name:
        if by_area is None:
            raise BadColumn(column, "is empty, and there is no area to tell it from")
        return by_area
    try:
        named = Nation(name)
    except ValueError:
        raise BadColumn(column, "is not England, Wales, Scotland or Northern Ireland") from None
    if by_area not in (None, named):
        raise BadColumn(column, "is not where the area is")
    return named
