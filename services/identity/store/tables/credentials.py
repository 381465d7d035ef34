"""What somebody signs in with besides a password, and the moments of doing so."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, LargeBinary, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

passkeys = Table(
    "passkey",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("lookup", LargeBinary, nullable=False, unique=True),  # keyed hash of the credential id
    Column("sealed", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("backup_eligible", Boolean, nullable=False),
    Column("backed_up", Boolean, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("used_at", Instant),
)

used_challenges = Table(
    "used_challenge",
    metadata,
    Column("hash", String, primary_key=True),
    Column("expires_at", Instant, nullable=False, index=True),
)

authenticator_apps = Table(
    "authenticator_app",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("added_at", Instant, nullable=False),
)

recovery_codes = Table(
    "recovery_code",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # keyed, over account and code
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("used_at", Instant),
)

half_sign_ins = Table(
    "half_sign_in",
    metadata,
    Column("hash", String, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False, index=True),
)
