"""A person, and what each agency knows of her. Agencies' knowledge is linked, never merged."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta

_SINCE, _UNIT = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody agencies know, with or without an account.

    `sequence` counts the events about her; `epoch` is the newest withdrawal's. Both only ever rise, and are taken under
    the lock of her row.
    """

    id: str
    sequence: int
    epoch: int

    def withdrawing(self, now: datetime) -> "Person":
        """With the epoch of a withdrawal: the microsecond it was made in, so that a receipt counts no others, which
        not everybody may know of; by a clock that went back, the next number.
        """
        return replace(self, epoch=max(self.epoch + 1, (now - _SINCE) // _UNIT))


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one person from another. `nhs_number` is ten checked digits or empty; `postcode` is canonical."""

    given_name: str
    family_name: str
    date_of_birth: date
    nhs_number: str = ""
    postcode: str = ""

    @property
    def given_folded(self) -> str:
        return folded(self.given_name)

    @property
    def family_folded(self) -> str:
        return folded(self.family_name)


@dataclass(frozen=True, slots=True)
class Particulars:
    """The rest of what an agency knows: never searched, kept sealed."""

    sex: str = ""
    address: str = ""
    town: str = ""
    uprn: str = ""
    phone: str = ""

    def plaintext(self) -> bytes:
        """As it is sealed: JSON, so that fields can be added."""
        return json.dumps(asdict(self), sort_keys=True).encode()

    @classmethod
    def parse(cls, plaintext: bytes) -> "Particulars":
        return cls(**json.loads(plaintext))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One agency's own entry about a person, under its own `local_id`. `sealed` are its `Particulars`.

    `shielded` knowledge comes from a service whose existence in a life is itself sensitive: it identifies nobody to
    anybody but that service.
    """

    id: str
    person_id: str
    organisation_id: str
    local_id: str
    identity: Identity
    sealed: bytes
    shielded: bool = False


@dataclass(frozen=True, slots=True)
class IdentityLink:
    """That one agency's knowledge is of this person: by which rule, how probably; `ended_at` when it was undone.

    `from_person_id` is the person the knowledge was of before, to return to when the link is undone. `carried` says
    what of the agency's work came with it where the agency knew this person already; None where all of it did.
    """

    id: str
    knowledge_id: str
    person_id: str
    from_person_id: str
    rule: str
    score: float
    made_at: datetime
    ended_at: datetime | None = None
    carried: "Carried | None" = None


@dataclass(frozen=True, slots=True)
class Carried:
    """Involvements, by id: those that `came`, and those `left` behind and ended, with the last day they had before."""

    came: frozenset[str]
    left: Mapping[str, date | None]


def folded(name: str) -> str:
    """A name without case, accents, hyphens or doubled spaces, to compare with others."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", plain.replace("'", "").replace("’", "")).split())


def canonical_postcode(text: str) -> str:
    """Capitals, one space before the last three characters: `WS13 6YY`."""
    squeezed = "".join(text.split()).upper()
    return f"{squeezed[:-3]} {squeezed[-3:]}" if len(squeezed) > 3 else squeezed
