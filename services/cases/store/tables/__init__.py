"""The tables of cases, a module an area; private to the store."""

from services.cases.store.tables import (
    casework,
    consents,
    contacts,
    disclosures,
    events,
    hubs,
    keeping,
    objections,
    people,
    sharing,
    witnesses,
)
from services.cases.store.tables.metadata import metadata

__all__ = [
    "casework",
    "consents",
    "contacts",
    "disclosures",
    "events",
    "hubs",
    "keeping",
    "metadata",
    "objections",
    "people",
    "sharing",
    "witnesses",
]
