"""What has left. Everything that says what is in the leaf of the same id, sealed; these columns order, count and
prove.
"""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

disclosure = Table(
    "disclosure",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("holder_id", String, nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("share_id", String, nullable=False),
    Column("consent_id", String, nullable=False, index=True),
    # Of a look inside a hub; empty for every other.
    Column("enquiry_id", String, nullable=False, server_default=""),
    Index("disclosure_of_person", "person_id", "at", "id"),
)

# Which records one was of: who has read a record, without a word of it.
disclosure_record = Table(
    "disclosure_record",
    metadata,
    Column("disclosure_id", ForeignKey("disclosure.id"), primary_key=True),
    Column("record_id", String, primary_key=True, index=True),
)

withheld = Table(
    "withheld",
    metadata,
    Column("disclosure_id", ForeignKey("disclosure.id"), primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False, index=True),
    Column("by", String, nullable=False),
    Column("ground", String, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("review_on", Date, nullable=False),
    # Why it was kept back when it was last looked at again.
    Column("kept_because", LargeBinary),
    # How far it has been taken for want of a review: 0 nowhere, 1 the guardian, 2 the data protection officer.
    Column("escalated", Integer, nullable=False, server_default="0"),
    Column("released_at", Instant),
    Column("released_by", String, nullable=False),
    Index("withheld_to_review", "released_at", "review_on"),
)

# The service's own keys, made at first start, sealed in the key store.
signing_key = Table(
    "signing_key",
    metadata,
    Column("name", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
