"""A real PostgreSQL (15 or newer) on this machine without a container.

On the loopback address, passwords by SCRAM, a role and databases for each service, so that none can read another's.
"""

from deploy.postgres.cluster import Cluster, sql

__all__ = ["Cluster", "sql"]
