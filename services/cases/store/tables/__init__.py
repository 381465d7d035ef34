"""The tables of cases, a module an area; private to the store."""

from services.cases.store.tables import events, people
from services.cases.store.tables.metadata import metadata

__all__ = ["events", "metadata", "people"]
