"""What happened here. Each event leaves a leaf in the log; that an organisation changed is told to others as well."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.directory.domain.ids import ProfessionalId
from services.directory.domain.organisation import Organisation


@dataclass(frozen=True, slots=True)
class OrganisationChanged:
    """An organisation is new, or what is publicly known of it has changed."""

    organisation: Organisation


@dataclass(frozen=True, slots=True)
class ProfessionalsImported:
    """A part of a feed's file was taken: who is new, and whose entry changed."""

    feed: str
    new: Sequence[ProfessionalId]
    changed: Sequence[ProfessionalId]


Event = OrganisationChanged | ProfessionalsImported
