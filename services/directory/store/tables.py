"""The directory's tables."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from chassis.db import Instant
from chassis.lease import lease_table
from chassis.merkle import log_tables
from chassis.outbox import Outbox

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

outbox = Outbox(metadata)
log = log_tables(metadata)
leases = lease_table(metadata)

# One row. Whoever writes raises it first and holds it until the commit: writers take turns, and revisions are seen in
# the order they were given.
revision = Table(
    "revision",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
)

organisations = Table(
    "organisations",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("key", String, nullable=False),
    Column("kind", String, nullable=False),
    # Null where there is none: several organisations may have none.
    Column("identifier", String, unique=True),
    Column("area", String, nullable=False),
    Column("nation", String, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("key", "kind", "area"),
    Index("organisations_in_order", "key", "id"),
)

teams = Table(
    "teams",
    metadata,
    Column("id", String, primary_key=True),
    Column("organisation", String, ForeignKey("organisations.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("key", String, nullable=False),
    UniqueConstraint("organisation", "key"),
)

professionals = Table(
    "professionals",
    metadata,
    Column("id", String, primary_key=True),
    Column("feed", String, nullable=False),
    Column("external_id", String, nullable=False),
    Column("organisation", String, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("team", String, ForeignKey("teams.id"), index=True),
    Column("given_name", String, nullable=False),
    Column("family_name", String, nullable=False),
    Column("known_as", String, nullable=False),
    Column("role", String, nullable=False),
    Column("area", String, nullable=False, index=True),
    Column("registration_body", String, nullable=False),
    Column("registration_number", String, nullable=False, index=True),
    Column("email", String, nullable=False, index=True),
    Column("phone", String, nullable=False),
    Column("mobile", String, nullable=False),
    Column("share_mobile", Boolean, nullable=False),
    Column("days", String, nullable=False),
    Column("postcode", String, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("disabled_at", Instant),
    UniqueConstraint("feed", "external_id"),
    Index("professionals_changed", "revision", "id"),
)
