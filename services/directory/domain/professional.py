"""A professional: what a feed says of somebody who works in a team, and how that is read."""

import re
from dataclasses import dataclass
from datetime import datetime

from services.directory.domain.area import area as parse_area
from services.directory.domain.column import BadColumn, required, tidy
from services.directory.domain.employer import Employer
from services.directory.domain.folding import key
from services.directory.domain.ids import OrganisationId, ProfessionalId, TeamId
from services.directory.domain.organisation import kind as parse_kind
from services.directory.domain.phone import phone
from services.directory.domain.registration import Registration, registration

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_WHOLE = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EMAIL = re.compile(r"[^\s@<>\",;]+@[^\s@<>\",;.]+(\.[^\s@<>\",;.]+)+")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")


@dataclass(frozen=True, slots=True)
class ProfessionalFacts:
    """What a feed says of a professional, her employer apart.

    `days` are the working days in the order of the week, empty where not known. `share_mobile` lets workers of other
    organisations see the mobile number.
    """

    external_id: str
    given_name: str
    family_name: str
    known_as: str
    role: str
    area: str
    registration: Registration | None
    email: str
    phone: str
    mobile: str
    share_mobile: bool
    days: tuple[str, ...]
    postcode: str


@dataclass(frozen=True, slots=True)
class Professional:
    """`feed` is whose file she came from (`FEED_OF_OPERATOR`, or an organisation's id): an external id means something
    in its own feed only. `disabled_at` is set while she does not work there: a leaver, or somebody suspended."""

    id: ProfessionalId
    feed: str
    organisation: OrganisationId
    team: TeamId | None
    facts: ProfessionalFacts
    updated_at: datetime
    disabled_at: datetime | None = None


FEED_OF_OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class ProfessionalRow:
    """One row of an imported file, as it was written. `line` is where it stood."""

    line: int
    external_id: str
    given_name: str
    family_name: str
    role: str
    organisation: str
    organisation_kind: str
    known_as: str = ""
    team: str = ""
    area: str = ""
    registration_body: str = ""
    registration_number: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    share_mobile: bool = False
    working_days: str = ""
    postcode: str = ""


def parse(row: ProfessionalRow) -> tuple[Employer, ProfessionalFacts]:
    """The employer and the professional in a row. Raises BadColumn for the first column that is wrong."""
    served = parse_area("area_gss", row.area)
    employer = Employer(
        name=required("organisation", row.organisation),
        kind=parse_kind("organisation_kind", row.organisation_kind),
        area=served,
        team=tidy("team", row.team),
    )
    if not employer.key:
        raise BadColumn("organisation", "has no letters or digits")
    given, family = tidy("given_name", row.given_name), tidy("family_name", row.family_name)
    if not key(f"{given} {family}"):
        raise BadColumn("family_name", "is empty, and so is given_name")
    return employer, ProfessionalFacts(
        external_id=required("external_id", row.external_id),
        given_name=given,
        family_name=family,
        known_as=tidy("known_as", row.known_as),
        role=required("role", row.role),
        area=served,
        registration=registration(row.registration_body, row.registration_number),
        email=email("email", row.email),
        phone=phone("phone", row.phone),
        mobile=phone("mobile", row.mobile),
        share_mobile=row.share_mobile,
        days=working_days("working_days", row.working_days),
        postcode=_postcode(row.postcode),
    )


def email(column: str, given: str) -> str:
    """An address in lower case, or empty. Raises BadColumn."""
    address = tidy(column, given).lower()
    if address and not _EMAIL.fullmatch(address):
        raise BadColumn(column, "is not a mail address")
    return address


def working_days(column: str, given: str) -> tuple[str, ...]:
    """`Fri, monday` is `("Mon", "Fri")`. Raises BadColumn for what is no day."""
    named = {_day(column, word.strip().lower()) for word in given.split(",") if word.strip()}
    return tuple(day for day in DAYS if day in named)


def _day(column: str, word: str) -> str:
    for day, whole in zip(DAYS, _WHOLE, strict=True):
        if len(word) >= 3 and whole.startswith(word):
            return day
    raise BadColumn(column, "is not days such as Mon,Tue,Fri")


def _postcode(given: str) -> str:
    compact = "".join(given.split()).upper()
    if not compact:
        return ""
    found = _POSTCODE.fullmatch(compact)
    if not found:
        raise BadColumn("postcode", "is not a UK postcode")
    return f"{found[1]} {found[2]}"
