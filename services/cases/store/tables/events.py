"""Who wants to hear, what is on its way to whom, and what partners call things."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
)

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

subscription = Table(
    "subscription",
    metadata,
    Column("id", String, primary_key=True),
    Column("organisation_id", String, nullable=False, index=True),
    Column("client_id", String, nullable=False),
    Column("url", String, nullable=False),
    # Separated by spaces; empty for all.
    Column("types", String, nullable=False),
    Column("state", String, nullable=False),
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("position", BigInteger, nullable=False, server_default="0"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", String, primary_key=True),
    Column("subscription_id", ForeignKey("subscription.id"), nullable=False),
    Column("recipient_id", String, nullable=False),
    Column("event_id", String, nullable=False),
    Column("public_event_id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("object_id", String, nullable=False),
    Column("data_class", String, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_status", Integer, nullable=False),
    Column("next_attempt_at", Instant),
    Column("sequence", BigInteger, nullable=False),
    Column("dropped_because", String, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("position", BigInteger, nullable=False, server_default="0"),
    Column("pullable", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("event_id", "subscription_id"),
    Index("delivery_due", "next_attempt_at"),
    Index("delivery_in_flight", "person_id", "state"),
    Index("delivery_of_subscription", "subscription_id", "happened_at", "id"),
    Index("delivery_dropped", "organisation_id", "state", "id"),
    Index("delivery_feed", "subscription_id", "pullable", "position", "happened_at"),
)

# A partner's own name for a thing of ours: the pair is random, and differs for each partner.
alias = Table(
    "alias",
    metadata,
    Column("organisation_id", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("real_id", String, primary_key=True),
    Column("alias", String, nullable=False, unique=True),
)
