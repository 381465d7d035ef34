"""One set of services for every test here: it takes longer to start than any of them."""

from collections.abc import Iterator

import pytest

from tests.e2e.relying_parties.stage import Stage, running


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with running(tmp_path_factory.mktemp("kith")) as started:
        yield started
