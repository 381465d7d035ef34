"""The database: SQLite for one machine, PostgreSQL for more; one unit of work is one transaction."""

from chassis.db.engine import Database, database
from chassis.db.migrate import migrate
from chassis.db.types import Instant

__all__ = ["Database", "Instant", "database", "migrate"]
