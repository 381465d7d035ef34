"""What the chassis's tests may ask for."""

from collections.abc import Callable, Iterator

import pytest
import structlog

from chassis import log

Logs = Callable[[], str]


@pytest.fixture
def logs(capfd: pytest.CaptureFixture[str]) -> Iterator[Logs]:
    """Logging as a process sets it up, while the test lasts; what has been written since the last call."""
    log.configure("test")
    yield lambda: "".join(capfd.readouterr())
    structlog.reset_defaults()
