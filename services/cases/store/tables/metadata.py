"""Where every table of the service hangs, and the chassis's own among them."""

from sqlalchemy import MetaData

from chassis.idempotency import idempotency_table
from chassis.lease import lease_table
from chassis.merkle import log_tables
from chassis.outbox import Inbox, Outbox

metadata = MetaData()
outbox = Outbox(metadata)
inbox = Inbox(metadata)
log = log_tables(metadata)
idempotency = idempotency_table(metadata)
leases = lease_table(metadata)
