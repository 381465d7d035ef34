"""One identity process for all modules, with a council registered by hand; people are made as modules need them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.identity.certification.browser import Browser
from tests.identity.certification.provider import Op, Person
from tests.identity.house import REDIRECT
from tests.identity.whole.outside import running_with_checkers

SCOPES = ("openid", "profile", "email", "address", "phone", "offline_access")


@pytest.fixture(scope="session")
def op(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Op]:
    with running_with_checkers(tmp_path_factory.mktemp("certified")) as (service, _):
        yield Op(service)


@pytest.fixture(scope="session")
def council(op: Op) -> dict[str, Any]:
    """What the static client of the suite is: a secret, RS256, every scope. As keyword arguments of a RelyingParty."""
    return registered(op, "client_secret_basic")


@pytest.fixture(scope="session")
def other_council(op: Op) -> dict[str, Any]:
    """The second client, which sends its secret in the body."""
    return registered(op, "client_secret_post")


def registered(op: Op, method: str) -> dict[str, Any]:
    client = op.create_client(
        name="Lichfield Council",
        profile="basic",
        organisation_id="org_lichfield",
        redirect_uris=[REDIRECT],
        scopes=SCOPES,
        registration={"token_endpoint_auth_method": method, "id_token_signed_response_alg": "RS256"},
    )
    return {"op": op, "client_id": client.client_id, "secret": client.client_secret, "method": method}


@pytest.fixture(scope="session")
def amina(op: Op) -> Person:
    """A resident whose identity is proven."""
    return op.resident(proven=True)


@pytest.fixture
def browser(op: Op, amina: Person) -> Browser:
    """Hers, not signed in."""
    return Browser(op, amina)


@pytest.fixture
def signed_in(op: Op, amina: Person) -> Browser:
    """Hers, signed in."""
    return Browser.signed_in(op, amina)
