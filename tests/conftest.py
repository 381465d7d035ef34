"""What every test may ask for."""

import pytest

from tests.places import bus_url, database_url, kafka, postgres

__all__ = ["bus_url", "database_url", "kafka", "postgres"]


def pytest_configure(config: pytest.Config) -> None:
    # Warnings are errors, and kafka-python reads its schemas by a deprecated call when it is imported.
    config.addinivalue_line("filterwarnings", "ignore:(read|open)_text is deprecated:DeprecationWarning")
