"""A real PostgreSQL (15 or newer) on this machine without a container.

On the loopback address, passwords by SCRAM, a role and a database for each service, so that none can read another's.
"""

from deploy.postgres.cluster import DATABASES, Cluster, sql

__all__ = ["DATABASES", "Cluster", "sql"]
