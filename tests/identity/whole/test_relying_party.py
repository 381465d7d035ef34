"""A council's own software (Authlib) gets a resident's proven identity over the network, end to end."""

import asyncio
import json
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from kith.identity.v1 import accounts_pb2, interactions_pb2, mailbox_pb2, proofing_pb2, sessions_pb2, trust_pb2

from chassis.errors import NotFound, Unauthenticated
from console.api import client_assertion
from console.secrets import signing_key
from tests.identity.house import HOME, PASSWORD, REDIRECT
from tests.identity.whole.outside import running_with_checkers
from tests.identity.whole.process import ISSUER, Service, running

TOKEN_URL = f"{ISSUER}/oauth2/token"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_with_checkers(tmp_path_factory.mktemp("identity")) as (started, _):
        yield started


async def operator_token(service: Service) -> str:
    """The operator's internal token for identity: client credentials, exchanged as the gateway does."""
    proof = client_assertion(ISSUER, "operator", signing_key(service.data, "operator"))
    answer = await post(service, "/oauth2/token", {"grant_type": "client_credentials"} | proof)
    async with service.calls() as calls:
        request = trust_pb2.ExchangeRequest(access_token=answer.json()["access_token"], audience="identity")
        return (await calls.trust.Exchange(request)).token


async def post(service: Service, path: str, form: dict[str, str]) -> requests.Response:
    peer: Any = service.as_peer("gateway")
    return await asyncio.to_thread(requests.post, service.url(path), data=form, timeout=20, **peer)


async def resident(service: Service, email: str) -> sessions_pb2.Session:
    async with service.calls() as calls:
        asked = mailbox_pb2.RegisterRequest(email=email, password=PASSWORD, source=HOME)
        waiting = await calls.mailbox.Register(asked)
        code = await asyncio.to_thread(service.mailed_code, email)
        return await calls.mailbox.ConfirmRegistration(
            mailbox_pb2.ConfirmRegistrationRequest(registration_id=waiting.registration_id, code=code, source=HOME)
        )


async def internal(service: Service, session: str, audience: str = "identity") -> str:
    async with service.calls() as calls:
        return (await calls.trust.Exchange(trust_pb2.ExchangeRequest(session=session, audience=audience))).token


def browse(service: Service, url: str, cookie: str) -> str:
    """One step of a browser behind the gateway; returns where it is sent."""
    parts = urlsplit(url)
    peer: Any = service.as_peer("gateway")
    answer = requests.get(
        service.url(f"{parts.path}?{parts.query}"),
        headers={"Cookie": f"__Host-kith={cookie}"},
        allow_redirects=False,
        timeout=20,
        **peer,
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


async def test_a_council_on_authlib_signs_a_proven_resident_in(service: Service) -> None:
    key = ECKey.generate_key("P-256", parameters={"kid": "council"})
    async with service.calls(token=await operator_token(service)) as calls:
        council = await calls.accounts.CreateClient(
            accounts_pb2.CreateClientRequest(
                name="Lichfield Council",
                profile="basic",
                organisation_id="org_lichfield",
                redirect_uris=[REDIRECT],
                scopes=["openid", "email", "identity_proof"],
                jwks=json.dumps({"keys": [key.as_dict(private=False)]}),
            )
        )
    session = await resident(service, "amina@example.org")
    assert session.form_token
    async with service.calls(token=await internal(service, session.session)) as calls:
        proof = await calls.proofing.SubmitProof(
            proofing_pb2.SubmitProofRequest(
                given_name="Amina",
                family_name="Begum",
                date_of_birth="1992-03-14",
                postcode="ws13 6yz",
                evidence=[proofing_pb2.Evidence(kind="uk_passport", number="532197451", expires_on="2031-01-01")],
            )
        )
        assert (proof.state, proof.confidence, proof.profile, proof.provider) == ("live", "medium", "M1A", "sandbox")

    party = OAuth2Session(
        council.client_id,
        key,
        scope="openid email identity_proof",
        redirect_uri=REDIRECT,
        code_challenge_method="S256",
        token_endpoint_auth_method=PrivateKeyJWT(TOKEN_URL, alg="ES256"),
    )
    verifier = "authlib-" * 8
    url, state = party.create_authorization_url(
        f"{ISSUER}/oauth2/authorize", code_verifier=verifier, nonce="n-0S6_WzA2Mj"
    )
    page = await asyncio.to_thread(browse, service, url, session.session)
    assert page.startswith(f"{ISSUER}/approve?")
    interaction = parse_qs(urlsplit(page).query)["interaction"][0]
    async with service.calls() as calls:
        shown = await calls.interactions.GetInteraction(
            interactions_pb2.GetInteractionRequest(id=interaction, session=session.session)
        )
        assert (shown.client_name, shown.missing) == ("Lichfield Council", "")
        assert list(shown.claims) == ["name", "birth-date", "email", "identity-proof"]
        done = await calls.interactions.Approve(
            interactions_pb2.ApproveRequest(
                id=interaction, session=session.session, claims=shown.claims, asked=shown.claims
            )
        )
    back = await asyncio.to_thread(browse, service, done.resume_url, session.session)
    assert back.startswith(f"{REDIRECT}?")

    # The council reaches us through the gateway; here, with the gateway's certificate.
    peer: Any = service.as_peer("gateway")
    party.trust_env, party.verify, party.cert = False, peer["verify"], peer["cert"]
    tokens = await asyncio.to_thread(
        party.fetch_token,
        service.url("/oauth2/token"),
        authorization_response=back,
        state=state,
        code_verifier=verifier,
    )
    published = (await asyncio.to_thread(party.request, "GET", service.url("/oauth2/jwks"), withhold_token=True)).json()
    claims = jwt.decode(tokens["id_token"], KeySet.import_key_set(published), algorithms=["ES256"]).claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (ISSUER, council.client_id, "n-0S6_WzA2Mj")
    told = (await asyncio.to_thread(party.get, service.url("/oauth2/userinfo"))).json()
    assert told["sub"] == claims["sub"]
    assert told["verified_claims"]["claims"]["given_name"] == "Amina"
    assert told["verified_claims"]["verification"]["verification_process"] == proof.id


async def test_only_the_gateway_reaches_the_provider(service: Service) -> None:
    stranger: Any = service.as_peer("cases")
    with pytest.raises(requests.ConnectionError):
        await asyncio.to_thread(requests.get, service.url("/oauth2/jwks"), timeout=20, **stranger)
    nobody: Any = {"verify": stranger["verify"]}
    with pytest.raises(requests.ConnectionError):
        await asyncio.to_thread(requests.get, service.url("/oauth2/jwks"), timeout=20, **nobody)


async def test_each_call_is_for_the_services_on_its_list(service: Service) -> None:
    session = await resident(service, "carol@example.org")
    async with service.calls("cases") as calls:
        with pytest.raises(Unauthenticated):
            await calls.trust.Exchange(trust_pb2.ExchangeRequest(session=session.session, audience="cases"))
        with pytest.raises(Unauthenticated):
            await calls.sessions.GetSession(sessions_pb2.GetSessionRequest(session=session.session))
        assert (await calls.trust.GetKeys(trust_pb2.GetKeysRequest())).jwks
        with pytest.raises(NotFound):
            await calls.proofing.GetProvenIdentity(proofing_pb2.GetProvenIdentityRequest(account_id=session.account_id))
    async with service.calls("gateway") as calls:
        with pytest.raises(Unauthenticated):
            await calls.proofing.GetProvenIdentity(proofing_pb2.GetProvenIdentityRequest(account_id=session.account_id))
        with pytest.raises(Unauthenticated):
            await calls.accounts.GetAccount(accounts_pb2.GetAccountRequest())


async def test_a_sign_out_is_heard_by_every_verifier_within_seconds(service: Service) -> None:
    session = await resident(service, "dora@example.org")
    token = await internal(service, session.session)
    async with service.calls(token=token) as calls:
        assert (await calls.accounts.GetAccount(accounts_pb2.GetAccountRequest())).id == session.account_id
    async with service.calls() as calls:
        await calls.sessions.SignOut(sessions_pb2.SignOutRequest(session=session.session))
    until = time.monotonic() + 5
    async with service.calls(token=token) as calls:
        while True:
            try:
                await calls.accounts.GetAccount(accounts_pb2.GetAccountRequest())
            except Unauthenticated:
                break
            assert time.monotonic() < until, "the token outlived its session by more than 5 seconds"
            await asyncio.sleep(0.05)


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        session = asyncio.run(resident(service, "amina@example.org"))
        assert service.end(signal.SIGKILL) == -signal.SIGKILL
        service.up()

        async def still() -> str:
            async with service.calls() as calls:
                request = sessions_pb2.GetSessionRequest(session=session.session)
                return (await calls.sessions.GetSession(request)).account_id

        assert asyncio.run(still()) == session.account_id


def test_acts_are_in_the_log_within_five_seconds(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        asyncio.run(resident(service, "amina@example.org"))
        until = time.monotonic() + 5
        with sqlite3.connect(tmp_path / "identity.db") as database:
            while database.execute('SELECT count(*) FROM log_leaf WHERE "index" IS NULL').fetchone()[0]:
                assert time.monotonic() < until, "leaves are still waiting for their place"
                time.sleep(0.05)
            assert database.execute("SELECT max(size) FROM log_checkpoint").fetchone()[0] >= 2
        database.close()
        assert service.end() == 0
