"""Who works where, as the directory last told; recognised by keyed hashes, named by nothing."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, String, Table

from services.identity.store.tables.metadata import metadata

staff = Table(
    "staff",
    metadata,
    Column("organisation_id", String, primary_key=True),
    Column("professional_id", String, primary_key=True),
    Column("external_id", LargeBinary, nullable=False),
    Column("email", LargeBinary, nullable=False),
    Column("working", Boolean, nullable=False),
)
Index("ix_staff_external_id", staff.c.external_id)
Index("ix_staff_email", staff.c.email)
