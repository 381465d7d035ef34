"""Workers' rounds, and when each last looked at somebody on hers. Only of people with whom she is already known to
work: what else she looked at stands in the log, sealed.
"""

from sqlalchemy import Boolean, Column, Date, Index, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

worker_round = Table(
    "worker_round",
    metadata,
    Column("account_id", String, primary_key=True),
    Column("organisation_id", String, primary_key=True),
    Column("professional_id", String, nullable=False),
    Column("since", Instant, nullable=False),
    # One a line.
    Column("teams", String, nullable=False),
    Column("daily", Boolean, nullable=False),
    Column("told_at", Instant),
    Column("told_on", Date),
    # Of a message on its way; empty for none.
    Column("message_id", String, nullable=False),
    Index("worker_round_due", "daily", "told_on"),
)

worker_look = Table(
    "worker_look",
    metadata,
    Column("account_id", String, primary_key=True),
    Column("organisation_id", String, primary_key=True),
    Column("person_id", String, primary_key=True, index=True),
    Column("at", Instant, nullable=False),
)
