"""What every test may ask for."""

import os

import pytest

from tests.places import bus_url, database_url, kafka, postgres

# gRPC's own notes about connections that end are no news in a test.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")

__all__ = ["bus_url", "database_url", "kafka", "postgres"]


def pytest_configure(config: pytest.Config) -> None:
    # Warnings are errors, and kafka-python reads its schemas by a deprecated call when it is imported.
    config.addinivalue_line("filterwarnings", "ignore:(read|open)_text is deprecated:DeprecationWarning")
