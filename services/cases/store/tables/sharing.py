"""Agreements, consents, shares, emergency access. What somebody wrote in words about a person is sealed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    false,
    text,
)

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

agreement = Table(
    "agreement",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    # Words separated by spaces: a share was held to them when it was made, the gate asks for the rest.
    Column("purposes", String, nullable=False),
    Column("data_classes", String, nullable=False),
    Column("expires_on", Date, nullable=False),
)

agreement_party = Table(
    "agreement_party",
    metadata,
    Column("agreement_id", ForeignKey("agreement.id"), primary_key=True),
    Column("organisation_id", String, primary_key=True, index=True),
    Column("accepted_by", String, nullable=False),
    Column("accepted_at", Instant),
)

_STANDING = text("withdrawn_at IS NULL")

consent = Table(
    "consent",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("from_organisation_id", String, nullable=False),
    Column("to_organisation_ids", String, nullable=False),
    Column("data_classes", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("method", String, nullable=False),
    Column("notice_language", String, nullable=False),
    Column("notice_version", String, nullable=False),
    Column("notice_hash", String, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("given_by", String, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_epoch", BigInteger, nullable=False),
    Column("renewed_by", String, nullable=False, server_default=""),
    # The last reminder that is behind it, in days before the last day; 0 for none.
    Column("reminded", Integer, nullable=False, server_default="0"),
    Index("consent_ending", "expires_on", "id", sqlite_where=_STANDING, postgresql_where=_STANDING),
)

share = Table(
    "share",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("case_id", String, nullable=False),
    Column("involvement_id", String, nullable=False, index=True),
    Column("from_organisation_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("until", Date, nullable=False),
    Column("basis", String, nullable=False),
    Column("consent_id", String, nullable=False, index=True),
    Column("agreement_id", String, nullable=False),
    Column("contribution_id", String, nullable=False, server_default=""),
    # Of a referral to a private service.
    Column("private", Boolean, nullable=False, server_default=false()),
    # Of an opening to one worker.
    Column("to_professional_id", String, nullable=False, server_default=""),
    Column("condition", String, nullable=False),
    Column("para_18", String, nullable=False),
    Column("informed", Boolean, nullable=False),
    # The reasons, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("ended", String, nullable=False),
    Column("ended_at", Instant),
    Index("share_of_person", "person_id", "from_organisation_id"),
    Index("share_given", "from_organisation_id", "id"),
    Index("share_running_out", "ended", "until", "id"),
)

_PARTED = text("parted_at IS NOT NULL")

share_recipient = Table(
    "share_recipient",
    metadata,
    Column("share_id", ForeignKey("share.id"), primary_key=True),
    Column("organisation_id", String, primary_key=True),
    # Who said there that the share's end is known; empty while nobody has.
    Column("end_heard_by", String, nullable=False, server_default=""),
    Column("end_heard_at", Instant),
    # When it turned out that it had taken the person for somebody else.
    Column("parted_at", Instant),
    Index("share_received", "organisation_id", "share_id"),
    Index("share_parted", "share_id", sqlite_where=_PARTED, postgresql_where=_PARTED),
)

share_class = Table(
    "share_class",
    metadata,
    Column("share_id", ForeignKey("share.id"), primary_key=True),
    Column("data_class", String, primary_key=True),
)

emergency = Table(
    "emergency_access",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("opened_by", String, nullable=False),
    # The reason and the reviewer's comment, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("review_due_at", Instant, nullable=False),
    Column("reviewed_by", String, nullable=False),
    Column("justified", Boolean),
    # How far it has been taken for want of a review: 0 nowhere, 1 the guardian, 2 the data protection officer.
    Column("escalated", Integer, nullable=False, server_default="0"),
    Index("emergency_access_of_viewer", "opened_by", "person_id"),
    Index("emergency_access_to_review", "organisation_id", "justified", "opened_at"),
    Index("emergency_access_overdue", "justified", "review_due_at"),
)

emergency_class = Table(
    "emergency_class",
    metadata,
    Column("emergency_id", ForeignKey("emergency_access.id"), primary_key=True),
    Column("data_class", String, primary_key=True),
)

not_sharing = Table(
    "decision_not_to_share",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("case_id", String, nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("to_organisation_ids", String, nullable=False),
    Column("data_classes", String, nullable=False),
    Column("purpose", String, nullable=False),
    # The reason and the advice sought, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("review_on", Date, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("decided_by", String, nullable=False),
    Index("decision_not_to_share_of_organisation", "organisation_id", "review_on"),
)
