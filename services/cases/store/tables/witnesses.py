"""Who cosigns the log's checkpoints, by the key they do it with."""

from sqlalchemy import BigInteger, Column, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

witness = Table(
    "witness",
    metadata,
    Column("verifier_key", String, primary_key=True),
    Column("organisation_id", String, nullable=False, index=True),
    Column("registered_at", Instant, nullable=False),
    Column("registered_by", String, nullable=False),
    Column("cosigned_size", BigInteger, nullable=False),
    Column("cosigned_at", Instant),
)
