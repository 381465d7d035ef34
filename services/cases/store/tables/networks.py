"""Who covers for whom."""

from sqlalchemy import Column, Date, Index, String, Table

from services.cases.store.tables.metadata import metadata

# About workers and no person: nothing of it is erased with one.
cover = Table(
    "cover",
    metadata,
    Column("id", String, primary_key=True),
    Column("organisation_id", String, nullable=False),
    Column("professional_id", String, nullable=False),
    Column("covering_id", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("declared_by", String, nullable=False),
    Index("cover_of_professional", "organisation_id", "professional_id", "until"),
)
