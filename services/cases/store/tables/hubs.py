"""Multi-agency hubs, their enquiries, what was contributed to them and taken home. What somebody wrote in words about a
person is sealed.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

hub = Table(
    "hub",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("terms", String, nullable=False),
    Column("host_id", String, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("proposed_by", String, nullable=False),
)

hub_member = Table(
    "hub_member",
    metadata,
    Column("hub_id", ForeignKey("hub.id"), primary_key=True),
    Column("organisation_id", String, primary_key=True, index=True),
    Column("accepted_by", String, nullable=False),
    Column("accepted_at", Instant),
)

hub_seat = Table(
    "hub_seat",
    metadata,
    Column("id", String, primary_key=True),
    Column("hub_id", ForeignKey("hub.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("professional_id", String, nullable=False),
    Column("role", String, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("given_by", String, nullable=False),
    Column("ended_at", Instant),
    Index("hub_seat_of_organisation", "organisation_id", "hub_id"),
)

enquiry = Table(
    "enquiry",
    metadata,
    Column("id", String, primary_key=True),
    Column("hub_id", ForeignKey("hub.id"), nullable=False),
    Column("host_id", String, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("purpose", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("informed", Boolean, nullable=False),
    # The reason, the rest of the basis, and the outcome, as JSON; empty once its host has erased it.
    Column("words", LargeBinary, nullable=False),
    # By which they are sealed; null for what was before there was one for each class of retention.
    Column("key", String),
    Column("until", Date, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", String, nullable=False),
    Column("closed_at", Instant),
    Column("closed_by", String, nullable=False),
    Index("enquiry_of_hub", "hub_id", "opened_at", "id"),
)

enquiry_source = Table(
    "enquiry_source",
    metadata,
    Column("enquiry_id", ForeignKey("enquiry.id"), primary_key=True),
    # Of a person or of a professional.
    Column("source_id", String, primary_key=True),
)

contribution = Table(
    "contribution",
    metadata,
    Column("id", String, primary_key=True),
    Column("enquiry_id", ForeignKey("enquiry.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("data_class", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("informed", Boolean, nullable=False),
    Column("refers", String, nullable=False),
    Column("object_id", String, nullable=False),
    # The text and the rest of the basis, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("key", String),
    Column("contributed_at", Instant, nullable=False),
    Column("contributed_by", String, nullable=False),
    Index("contribution_of_enquiry", "enquiry_id", "contributed_at", "id"),
)

hub_release = Table(
    "hub_release",
    metadata,
    Column("id", String, primary_key=True),
    Column("contribution_id", ForeignKey("contribution.id"), nullable=False),
    Column("enquiry_id", ForeignKey("enquiry.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("from_organisation_id", String, nullable=False),
    Column("to_organisation_id", String, nullable=False),
    # Why it is asked for, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("key", String),
    Column("asked_by", String, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("made_id", String, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", Instant),
)
