"""One identity for all modules, two relying parties under the profile, and a resident who has said yes to both."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from kith.identity.v1 import accounts_pb2, interactions_pb2

from tests.identity.certification.fapi2.relying_party import REDIRECT, SECOND_REDIRECT, Flow, RelyingParty, new_key
from tests.identity.certification.fapi2.signing import Private, public
from tests.identity.rfc8705.certificates import Authority
from tests.identity.whole.process import Service, running
from tests.identity.whole.test_relying_party import operator_token, resident


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Whose certificates the service believes."""
    return Authority()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("fapi2"), {"KITH_CLIENT_CA": authority.pem}) as started:
        yield started


@pytest.fixture(scope="session")
def amina(service: Service) -> str:
    """Her session."""
    return asyncio.run(resident(service, "amina@example.org")).session


async def registered(service: Service, key: Private, subject: str = "") -> str:
    """The client_id of a new client of this profile; by certificate where it says with which subject."""
    request = accounts_pb2.CreateClientRequest(
        name="Lichfield Council",
        profile="fapi2",
        organisation_id="org_lichfield",
        redirect_uris=[REDIRECT, SECOND_REDIRECT],
        scopes=["openid", "profile", "email", "offline_access"],
        jwks="" if subject else json.dumps({"keys": [public(key) | {"kid": "one"}]}),
        registration=accounts_pb2.ClientRegistration(
            token_endpoint_auth_method="tls_client_auth" if subject else "private_key_jwt",
            tls_client_auth_subject_dn=subject,
        ),
    )
    async with service.calls(token=await operator_token(service)) as calls:
        return (await calls.accounts.CreateClient(request)).client_id


async def answered(service: Service, party: RelyingParty, *, yes: bool = True) -> Flow:
    """A flow that went by the page where the resident is asked, and says yes to all, to staying connected too."""
    flow = Flow()
    asked: Any = {"scope": "openid profile email offline_access", "prompt": "consent"}
    assert (await asyncio.to_thread(lambda: party.push(flow, **asked))).status_code == 201
    await asyncio.to_thread(party.authorize, flow)
    await decide(service, party, flow, yes=yes)
    return flow


async def decide(service: Service, party: RelyingParty, flow: Flow, *, yes: bool = True) -> None:
    """At the page; then back to where the browser came from."""
    interaction = flow.answer["interaction"]
    async with service.calls() as calls:
        asked = interactions_pb2.GetInteractionRequest(id=interaction, session=party.cookie)
        claims = (await calls.interactions.GetInteraction(asked)).claims
        if yes:
            said = interactions_pb2.ApproveRequest(id=interaction, session=party.cookie, claims=claims, asked=claims)
            done = await calls.interactions.Approve(said)
        else:
            done = await calls.interactions.Decline(
                interactions_pb2.DeclineRequest(id=interaction, session=party.cookie)
            )
    await asyncio.to_thread(party.visit, flow, done.resume_url)


async def content(service: Service, cookie: str) -> RelyingParty:
    """A relying party that this resident has said yes to."""
    key = new_key()
    party = RelyingParty(service, await registered(service, key), key, cookie)
    assert "code" in (await answered(service, party)).answer
    return party


@pytest.fixture(scope="session")
def _first(service: Service, amina: str) -> RelyingParty:
    return asyncio.run(content(service, amina))


@pytest.fixture(scope="session")
def _second(service: Service, amina: str) -> RelyingParty:
    return asyncio.run(content(service, amina))


@pytest.fixture(scope="session")
def rsa_party(service: Service, amina: str) -> RelyingParty:
    """One with an RSA key, which could sign what the profile forbids."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    party = RelyingParty(service, "", key, amina, assertion_changed={"header": {"alg": "PS256"}})
    party.client_id = asyncio.run(registered(service, key))
    assert "code" in asyncio.run(answered(service, party)).answer
    return party


@pytest.fixture
def later(service: Service) -> Callable[[int], AbstractContextManager[int]]:
    """For the block, the same service over the same data, so many seconds on; gives the time it has."""

    @contextmanager
    def moved(seconds: int) -> Iterator[int]:
        then = datetime.now(UTC) + timedelta(seconds=seconds)
        before = service.outside
        again(service, before | {"KITH_FIXED_CLOCK": then.isoformat()})
        try:
            yield int(then.timestamp())
        finally:
            again(service, before)

    return moved


def again(service: Service, outside: dict[str, str]) -> None:
    service.end()
    service.outside = outside
    service.up()


@pytest.fixture
def party(_first: RelyingParty) -> RelyingParty:
    return _first.other()


@pytest.fixture
def second(_second: RelyingParty) -> RelyingParty:
    return _second.other()
