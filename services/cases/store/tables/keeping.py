"""Which keys seal what is kept of people."""

from sqlalchemy import Column, ForeignKey, String, Table

from services.cases.store.tables.metadata import metadata

person_key = Table(
    "person_key",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("organisation_id", String, primary_key=True),
    Column("retention", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
)
