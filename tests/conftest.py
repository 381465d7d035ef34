"""What every test may ask for."""

import os

import pytest

from console.serve import GRPC_EXPERIMENTS
from tests.places import bus_url, database_url, kafka, postgres

# gRPC's own notes about connections that end are no news in a test.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
os.environ.setdefault("GRPC_EXPERIMENTS", GRPC_EXPERIMENTS)

__all__ = ["bus_url", "database_url", "kafka", "postgres"]


def pytest_configure(config: pytest.Config) -> None:
    # Warnings are errors, and kafka-python reads its schemas by a deprecated call when it is imported.
    config.addinivalue_line("filterwarnings", "ignore:(read|open)_text is deprecated:DeprecationWarning")
    # It also leaves sockets that never connected (its broker was killed) to the collector, which may find them in any
    # later test: such a socket has an address of its own and no peer.
    config.addinivalue_line(
        "filterwarnings", r"ignore:unclosed <socket\.socket fd=\d+.* laddr=\('0\.0\.0\.0', \d+\)>$:ResourceWarning"
    )
