"""Identity as a process, with the checkers of the sandbox in this one."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.providers.app import Checkers, providers
from tests.identity.whole.process import Service, running
from tests.sandbox.running import served

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@contextmanager
def running_with_checkers(data: Path) -> Iterator[tuple[Service, Checkers]]:
    checkers = Checkers(SECRET)
    with served(providers(checkers)) as url:
        told = {"KITH_EVIDENCE_CHECKS_URL": url, "KITH_EVIDENCE_CHECKS_SECRET": SECRET}
        with running(data, told) as service:
            yield service, checkers
