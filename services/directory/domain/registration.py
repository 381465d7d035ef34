"""Numbers on the registers of professions."""

import re
from dataclasses import dataclass
from enum import StrEnum

from services.directory.domain.column import BadColumn


class Body(StrEnum):
    """Who keeps the register."""

    GMC = "GMC"  # General Medical Council
    NMC = "NMC"  # Nursing and Midwifery Council
    SWE = "SWE"  # Social Work England


# The length of a Social Work England number is not fixed by its register.
_FORMS = {
    Body.GMC: (re.compile(r"\d{7}"), "seven digits"),
    Body.NMC: (re.compile(r"\d{2}[A-Z]\d{4}[A-Z]"), "of the form 12A3456B"),
    Body.SWE: (re.compile(r"SW\d{1,10}"), "SW and digits"),
}


@dataclass(frozen=True, slots=True)
class Registration:
    body: Body
    number: str


def registration(body: str, number: str) -> Registration | None:
    """A register and a number on it, or None for neither.

    Raises:
        BadColumn: one without the other, an unknown register, or a number not of its form.
    """
    body, number = body.strip().upper(), "".join(number.split()).upper()
    if not body and not number:
        return None
    if body not in list(Body):
        raise BadColumn("registration_body", f"is not {', '.join(Body)} or empty")
    form, wording = _FORMS[Body(body)]
    if not form.fullmatch(number):
        raise BadColumn("registration_number", f"is not {wording}, as {body} numbers are")
    return Registration(Body(body), number)


def typed(text: str) -> Registration | None:
    """The registration somebody typed into a search box: `SW 436437`, `gmc 8123346`, `85I6030W`; None if it is none."""
    compact = "".join(text.split()).upper()
    for body, (form, _) in _FORMS.items():
        number = compact.removeprefix(body)
        if form.fullmatch(number):
            return Registration(body, number)
    return None
