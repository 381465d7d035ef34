"""UK phone numbers, written so that a person can read them out."""

import re

from services.directory.domain.column import BadColumn, tidy

# Ofcom's National Telephone Numbering Plan: area codes of five digits after the 0, where most have four.
_FIVE = (
    *("13873", "15242", "15394", "15395", "15396", "16973", "16974", "16977"),
    *("17683", "17684", "17687", "19467", "19755"),
)
_THREE = re.compile(r"11\d|1\d1|[3589]\d\d")
_EXTENSION = re.compile(r"(?:ext(?:ension)?|x)[\s.:]*(\d{1,6})\s*$", re.IGNORECASE)
_WRITTEN = re.compile(r"[\d\s().+/-]+")


def phone(column: str, given: str) -> str:
    """The national form with its area code apart: `01543 308000`, `020 7946 0642`, `07700 900123 ext 4`.

    What is no UK number (a short code, a number abroad) is kept as it was given; empty stays empty.

    Raises:
        BadColumn: there is no digit in it.
    """
    text = tidy(column, given)
    if not text:
        return ""
    if not any(c.isdigit() for c in text):
        raise BadColumn(column, "has no digits")
    main, extension = text, ""
    if found := _EXTENSION.search(text):
        main, extension = text[: found.start()].strip(), f" ext {found[1]}"
    national = _national(main)
    return f"{national}{extension}" if national else text


def _national(text: str) -> str | None:
    if not _WRITTEN.fullmatch(text):
        return None
    plain = re.sub(r"[^\d+]", "", text.replace("(0)", ""))
    for abroad in ("+44", "0044"):
        if plain.startswith(abroad):
            plain = "0" + plain.removeprefix(abroad).removeprefix("0")
    number = plain.removeprefix("0")
    if not plain.startswith("0") or not number.isdigit() or number[0] not in "1235789":
        return None
    if len(number) == 10:
        return _grouped(number)
    if len(number) == 9 and number[0] in "18":
        return f"0{number[:3]} {number[3:]}" if number[0] == "8" else f"0{number[:4]} {number[4:]}"
    return None


def _grouped(number: str) -> str:
    if number[0] == "2":
        return f"0{number[:2]} {number[2:6]} {number[6:]}"
    if _THREE.match(number):
        return f"0{number[:3]} {number[3:6]} {number[6:]}"
    if number[:5] in _FIVE:
        return f"0{number[:5]} {number[5:]}"
    return f"0{number[:4]} {number[4:]}"
