"""A caseload as an agency's system sends it: rows of text, each good or refused with the column and the reason."""

import re
from dataclasses import dataclass
from datetime import date

from services.cases.domain.feeds.declared_feed import LONGEST_STATUS, status_word
from services.cases.domain.people.nhs_number import nhs_number
from services.cases.domain.people.person import Identity, Particulars, canonical_postcode, folded

_LONGEST = {
    "local_id": 64,
    "given_name": 100,
    "family_name": 100,
    "sex": 20,
    "address": 300,
    "town": 100,
    "uprn": 12,
    "phone": 40,
    "status": LONGEST_STATUS,
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")
_NO_DATE = "is not a date written YYYY-MM-DD"
_EARLIEST_BIRTH = date(1890, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as received; every column is text, and may be empty. `line` is where it stood in the file."""

    line: int
    local_id: str
    given_name: str
    family_name: str
    date_of_birth: str
    sex: str = ""
    nhs_number: str = ""
    address: str = ""
    town: str = ""
    postcode: str = ""
    uprn: str = ""
    phone: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    last_contact: str = ""
    next_contact: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the agency's work with the person stands; None and "" where the row does not say."""

    status: str = ""
    since: date | None = None
    until: date | None = None
    last_contact: date | None = None
    next_contact: date | None = None


@dataclass(frozen=True, slots=True)
class Good:
    """A row that can be taken."""

    line: int
    local_id: str
    identity: Identity
    particulars: Particulars
    standing: Standing


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot, and why, in plain English without quoting the person's data."""

    line: int
    column: str
    reason: str


def read(row: Row, today: date) -> Good | Refused:
    """Checks one row. An empty NHS number, postcode or contact is no fault; a wrong one is."""
    for column, longest in _LONGEST.items():
        if len(getattr(row, column)) > longest:
            return Refused(row.line, column, f"is longer than {longest} characters")
    if not row.local_id.strip():
        return Refused(row.line, "local_id", "is missing")
    for column in ("given_name", "family_name"):
        if not folded(getattr(row, column)):
            return Refused(row.line, column, "is missing")
    birth = _birth(row.date_of_birth, today)
    if isinstance(birth, str):
        return Refused(row.line, "date_of_birth", birth)
    number = nhs_number(row.nhs_number) if row.nhs_number.strip() else ""
    if number is None:
        return Refused(row.line, "nhs_number", "is not ten digits with a correct check digit")
    postcode = canonical_postcode(row.postcode)
    if postcode and not _POSTCODE.fullmatch(postcode):
        return Refused(row.line, "postcode", "is not a UK postcode")
    standing = _standing(row, today)
    if isinstance(standing, Refused):
        return standing
    return Good(
        line=row.line,
        local_id=row.local_id.strip(),
        identity=Identity(row.given_name.strip(), row.family_name.strip(), birth, number, postcode),
        particulars=Particulars(
            row.sex.strip(), row.address.strip(), row.town.strip(), row.uprn.strip(), row.phone.strip()
        ),
        standing=standing,
    )


def _standing(row: Row, today: date) -> Standing | Refused:
    days = dict[str, date | None]()
    for column in ("since", "until", "last_contact", "next_contact"):
        text = getattr(row, column).strip()
        days[column] = _day(text)
        if text and days[column] is None:
            return Refused(row.line, column, _NO_DATE)
    for column in ("since", "last_contact"):
        if (said := days[column]) and said > today:
            return Refused(row.line, column, "is in the future")
    if days["since"] and days["until"] and days["until"] < days["since"]:
        return Refused(row.line, "until", "is before since")
    return Standing(status_word(row.status), **days)


def _birth(text: str, today: date) -> date | str:
    text = text.strip()
    if not text:
        return "is missing"
    birth = _day(text)
    if birth is None:
        return _NO_DATE
    if birth > today:
        return "is in the future"
    return birth if birth >= _EARLIEST_BIRTH else "is too long ago"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
