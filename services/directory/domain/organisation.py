"""An organisation and the teams in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.directory.domain.area import Nation
from services.directory.domain.area import area as parse_area
from services.directory.domain.area import nation as parse_nation
from services.directory.domain.column import BadColumn, required
from services.directory.domain.folding import key
from services.directory.domain.identifier import area_of
from services.directory.domain.identifier import identifier as parse_identifier
from services.directory.domain.ids import OrganisationId, TeamId


class Kind(StrEnum):
    """What an organisation is; cases reads from it which lawful bases it may rely on."""

    COUNCIL = "council"
    NHS_TRUST = "nhs_trust"
    GP_PRACTICE = "gp_practice"
    SCHOOL = "school"
    POLICE = "police"
    PROBATION = "probation"
    CHARITY = "charity"
    HOUSING_ASSOCIATION = "housing_association"
    REGULATOR = "regulator"


# What feeds write where they do not tell trusts and practices apart.
_ALSO_WRITTEN = {"nhs": Kind.NHS_TRUST}


def kind(column: str, given: str) -> Kind:
    """Raises BadColumn for a word that is no kind of organisation."""
    word = "_".join(given.lower().split())
    try:
        return _ALSO_WRITTEN.get(word) or Kind(word)
    except ValueError:
        raise BadColumn(column, f"is not one of {', '.join(Kind)}") from None


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What a register says of an organisation.

    `area` is the GSS code of where it serves, empty for everywhere. Two organisations of one kind may share a name
    only where they serve different areas.
    """

    name: str
    kind: Kind
    identifier: str
    area: str
    nation: Nation
    latitude: float | None = None
    longitude: float | None = None

    @property
    def key(self) -> str:
        return key(self.name)


@dataclass(frozen=True, slots=True)
class Organisation:
    id: OrganisationId
    facts: OrganisationFacts
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Team:
    id: TeamId
    organisation: OrganisationId
    name: str

    @property
    def key(self) -> str:
        return key(self.name)


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One row of an imported file, as it was written. `line` is where it stood."""

    line: int
    name: str
    kind: str
    identifier: str = ""
    area: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    nation: str = ""


def parse(row: OrganisationRow) -> OrganisationFacts:
    """The facts in a row. Raises BadColumn for the first column that is wrong."""
    name = required("name", row.name)
    if not key(name):
        raise BadColumn("name", "has no letters or digits")
    identified = parse_identifier("identifier", row.identifier)
    served = parse_area("area_gss", row.area) or area_of(identified)
    latitude, longitude = _position(row)
    return OrganisationFacts(
        name=name,
        kind=kind("kind", row.kind),
        identifier=identified,
        area=served,
        nation=parse_nation("nation", row.nation, served),
        latitude=latitude,
        longitude=longitude,
    )


def _position(row: OrganisationRow) -> tuple[float, float] | tuple[None, None]:
    # The wire cannot tell "no position" from zero; (0, 0) lies in the Gulf of Guinea.
    if row.latitude == 0 and row.longitude == 0:
        return None, None
    if not 49 <= row.latitude <= 61.5:
        raise BadColumn("latitude", "is not in the United Kingdom")
    if not -9 <= row.longitude <= 2.5:
        raise BadColumn("longitude", "is not in the United Kingdom")
    return row.latitude, row.longitude
