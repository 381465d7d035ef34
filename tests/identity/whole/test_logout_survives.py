"""Identity is killed right after a sign-out was acknowledged: the council hears of it after the restart."""

import asyncio
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from joserfc.jwk import ECKey
from kith.identity.v1 import accounts_pb2, interactions_pb2, sessions_pb2

from services.identity.domain.sessions.logout import EVENT
from tests.identity.certification.back_channel_logout.relying_party import listening
from tests.identity.house import REDIRECT
from tests.identity.whole.process import ISSUER, Service, running
from tests.identity.whole.test_relying_party import browse, operator_token, resident

_DEADLINE_SECONDS = 40


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path) as started:
        yield started


async def signed_in_at(service: Service, cookie: str, client_id: str) -> None:
    """Through the council's request and the approval, to the code."""
    asked = {"response_type": "code", "client_id": client_id, "redirect_uri": REDIRECT, "scope": "openid"}
    page = await asyncio.to_thread(browse, service, f"{ISSUER}/oauth2/authorize?{urlencode(asked)}", cookie)
    interaction = parse_qs(urlsplit(page).query)["interaction"][0]
    async with service.calls() as calls:
        done = await calls.interactions.Approve(interactions_pb2.ApproveRequest(id=interaction, session=cookie))
    assert (await asyncio.to_thread(browse, service, done.resume_url, cookie)).startswith(f"{REDIRECT}?code=")


async def test_a_council_hears_of_a_sign_out_though_identity_was_killed_right_after_it(service: Service) -> None:
    key = ECKey.generate_key("P-256", parameters={"kid": "council"})
    async with listening() as council:
        council.status = 500
        wanted = accounts_pb2.CreateClientRequest(
            name="Lichfield Council",
            profile="basic",
            organisation_id="org_lichfield",
            redirect_uris=[REDIRECT],
            scopes=["openid"],
            jwks=json.dumps({"keys": [key.as_dict(private=False)]}),
            registration=accounts_pb2.ClientRegistration(backchannel_logout_uri=council.uri),
        )
        async with service.calls(token=await operator_token(service)) as calls:
            client = await calls.accounts.CreateClient(wanted)
        amina = await resident(service, "amina@example.org")
        await signed_in_at(service, amina.session, client.client_id)
        async with service.calls() as calls:
            await calls.sessions.SignOut(sessions_pb2.SignOutRequest(session=amina.session))
        assert await asyncio.to_thread(service.end, signal.SIGKILL) == -signal.SIGKILL
        missed, council.status = len(council.got), 204
        await asyncio.to_thread(service.up)
        until = time.monotonic() + _DEADLINE_SECONDS
        while len(council.got) == missed:
            assert time.monotonic() < until, "the council was never told"
            await asyncio.sleep(0.05)
        said = jwt.decode(council.got[-1], options={"verify_signature": False})
        assert (said["aud"], said["events"]) == (client.client_id, {EVENT: {}})
