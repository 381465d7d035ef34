"""A professional as others read her: with her team and organisation named."""

from dataclasses import dataclass

from services.directory.domain.organisation import Kind
from services.directory.domain.professional import Professional


@dataclass(frozen=True, slots=True)
class Card:
    professional: Professional
    organisation_name: str
    organisation_kind: Kind
    team_name: str
