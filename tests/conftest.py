"""What every test may ask for."""

from tests.places import bus_url, database_url, kafka, postgres

__all__ = ["bus_url", "database_url", "kafka", "postgres"]
