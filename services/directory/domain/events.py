"""What happened here. Each event leaves a leaf in the log and is told to others: what organisations are, who works
there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional


@dataclass(frozen=True, slots=True)
class OrganisationChanged:
    """An organisation is new, or what is publicly known of it has changed."""

    organisation: Organisation


@dataclass(frozen=True, slots=True)
class ProfessionalsImported:
    """A part of a feed's file was taken: who is new, whose entry changed, and who (as she was) left for another
    organisation with it."""

    feed: str
    new: Sequence[Professional]
    changed: Sequence[Professional]
    left: Sequence[Professional]


@dataclass(frozen=True, slots=True)
class ProfessionalDisabled:
    """She works there no more, for now or for good."""

    professional: Professional


@dataclass(frozen=True, slots=True)
class ProfessionalEnabled:
    """She is back."""

    professional: Professional


Event = OrganisationChanged | ProfessionalsImported | ProfessionalDisabled | ProfessionalEnabled
