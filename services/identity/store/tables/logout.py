"""Relying parties still to be told that a session is over."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

logout_notices = Table(
    "logout_notice",
    metadata,
    Column("id", String, primary_key=True),
    Column("client_id", ForeignKey("client.id"), nullable=False),
    Column("subject", String, nullable=False),
    Column("session_id", String, nullable=False),
    Column("sid", String, nullable=False),
    Column("useful_until", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
)
