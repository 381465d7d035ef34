"""A vouch: a professional whom an organisation answers for says, signed in as themselves, that this is who they say.

The limits are those of the government's guidance on vouching: not family, not the same household, known for some
time, and nobody vouches for many.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.errors import FieldError, Invalid

MOST_A_YEAR = 6
YEAR = timedelta(days=365)
LEAST_KNOWN = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Vouch:
    """`known_as` is how the voucher knows the person; personal, as is `known_since`: the store seals both."""

    id: str
    sitting_id: str
    account_id: str
    voucher_id: str
    professional_id: str
    organisation_id: str
    known_as: str
    known_since: date
    same_surname: bool
    given_at: datetime


def check_vouch(known_as: str, known_since: date, *, related: bool, same_address: bool, today: date) -> None:
    """Raises Invalid, naming every field."""
    wrong = list[FieldError]()
    if not 3 <= len(known_as.strip()) <= 200:
        wrong.append(FieldError("known_as", "say how you know them, such as: their GP"))
    if today - known_since < LEAST_KNOWN:
        wrong.append(FieldError("known_since", "you must have known them for half a year"))
    if related:
        wrong.append(FieldError("related", "nobody vouches for family"))
    if same_address:
        wrong.append(FieldError("same_address", "nobody vouches for their own household"))
    if wrong:
        raise Invalid("you cannot vouch for this person", fields=wrong)
