"""The tables of cases, a module an area; private to the store."""

from services.cases.store.tables import (
    access,
    casework,
    concerns,
    consents,
    contacts,
    disclosures,
    documents,
    events,
    feeds,
    hubs,
    keeping,
    looks,
    objections,
    people,
    referrals,
    sharing,
    witnesses,
)
from services.cases.store.tables.metadata import metadata

__all__ = [
    "access",
    "casework",
    "concerns",
    "consents",
    "contacts",
    "disclosures",
    "documents",
    "events",
    "feeds",
    "hubs",
    "keeping",
    "looks",
    "metadata",
    "objections",
    "people",
    "referrals",
    "sharing",
    "witnesses",
]
