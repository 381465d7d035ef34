"""The one MetaData of identity, with what the chassis keeps in it."""

from sqlalchemy import MetaData

from chassis.idempotency import idempotency_table
from chassis.lease import lease_table
from chassis.merkle import log_tables
from chassis.outbox import Inbox, Outbox

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

log = log_tables(metadata)
outbox = Outbox(metadata)
inbox = Inbox(metadata)
idempotency = idempotency_table(metadata)
leases = lease_table(metadata)
