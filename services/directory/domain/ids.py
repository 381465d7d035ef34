"""Ids of the things the directory holds."""

from typing import NewType

OrganisationId = NewType("OrganisationId", str)
TeamId = NewType("TeamId", str)
ProfessionalId = NewType("ProfessionalId", str)
