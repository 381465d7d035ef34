"""Who covers for whom, who is invited to join, and who belongs together."""

from sqlalchemy import Column, Date, ForeignKey, Index, LargeBinary, String, Table

from chassis.db import Instant
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

# It is the inviting organisation's; why it was declined is sealed under that one's key.
invitation = Table(
    "invitation",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("from_organisation_id", String, nullable=False),
    Column("to_organisation_id", String, nullable=False),
    Column("professional_id", String, nullable=False),
    Column("team", String, nullable=False),
    Column("role", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("sent_by", String, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("moved_at", Instant),
    Column("moved_by", String, nullable=False),
    Index("invitation_of_person", "person_id", "from_organisation_id"),
    Index("invitation_waiting", "to_organisation_id", "state", "sent_at"),
)

family_link = Table(
    "family_link",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("other_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("organisation_id", String, nullable=False),
    # What the other is to the person.
    Column("kin", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("recorded_by", String, nullable=False),
)
