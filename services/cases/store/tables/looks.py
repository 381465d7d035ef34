"""Workers' own ties, and the looks that somebody reviews. What was declared or said is sealed."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

tie = Table(
    "tie",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", String, nullable=False, index=True),
    Column("organisation_id", String, nullable=False, index=True),
    # Whom or what, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("declared_by", String, nullable=False),
    Column("declared_at", Instant, nullable=False),
)

look_review = Table(
    "look_review",
    metadata,
    Column("id", String, primary_key=True),
    Column("disclosure_id", ForeignKey("disclosure.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("by", String, nullable=False),
    Column("why", String, nullable=False),
    Column("flagged_at", Instant, nullable=False),
    # Empty until somebody has judged.
    Column("judgement", String, nullable=False),
    Column("judged_by", String, nullable=False),
    # The reason, as JSON.
    Column("words", LargeBinary, nullable=False),
    # How far it has been taken for want of a review: 0 nowhere, 2 the data protection officer.
    Column("escalated", Integer, nullable=False),
    Index("look_review_waiting", "organisation_id", "judgement", "flagged_at"),
    Index("look_review_overdue", "judgement", "escalated", "flagged_at"),
    Index("look_review_of_account", "by", "judgement"),
)

# One row: how many entries of the log have been sifted for looks to review.
sifted = Table("sifted", metadata, Column("entries", BigInteger, primary_key=True, autoincrement=False))

# Finds that confirmed nobody, for as long as patterns reach back; of whom is not kept.
missed_find = Table(
    "missed_find",
    metadata,
    Column("id", String, primary_key=True),
    Column("organisation_id", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index("missed_find_of_worker", "organisation_id", "by", "at"),
)

# When an account last looked at a person, for an organisation.
recent_look = Table(
    "recent_look",
    metadata,
    Column("organisation_id", String, primary_key=True),
    Column("by", String, primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Index("recent_look_of_organisation", "organisation_id", "at"),
    Index("recent_look_of_person", "person_id", "organisation_id", "at"),
)
