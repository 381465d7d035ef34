"""The key store's one table."""

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text

from chassis.db import Instant

metadata = MetaData()

data_key = Table(
    "data_key",
    metadata,
    Column("name", Text, primary_key=True),
    Column("master", Text, comment="which master key wraps it; null once destroyed"),
    Column("wrapped", LargeBinary, comment="nonce and AES-256-GCM of the key; null once destroyed"),
    Column("made_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
)
