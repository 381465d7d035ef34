"""A durable log of records, in order for each key, delivered at least once: how services tell one another.

Two implementations stand behind one port and pass one suite (`tests/conformance/bus`): `embedded`, a log in one SQLite
file shared by the processes of one machine, and `kafka`. A record's effect is made exactly once by the inbox of the
service that consumes it, never by the bus.
"""

from chassis.bus.choice import bus
from chassis.bus.port import PARTITIONS, RETENTION, Bus, Handler, Record

__all__ = ["PARTITIONS", "RETENTION", "Bus", "Handler", "Record", "bus"]
