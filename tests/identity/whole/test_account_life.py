"""An account's life over real processes: letters outlive a mail system that is away and a kill, sign-outs are heard."""

import asyncio
import signal
import time
from pathlib import Path

import pytest
from kith.identity.v1 import account_life_pb2, mailbox_pb2, sessions_pb2, trust_pb2
from kith.identity.v1.account_life_pb2_grpc import AccountLifeStub

from chassis.errors import Unauthenticated
from chassis.rpc import TOKEN, Tls, channel
from console.topology import free_ports
from sandbox.post.mailbox import Mailbox
from sandbox.post.smtp import receiving
from tests.identity.house import HOME, PASSWORD
from tests.identity.whole.process import Service, running

EMAIL = "amina@example.org"
_SECONDS = 60


async def code_in(mailbox: Mailbox) -> str:
    """The code in the newest letter, once one came."""
    until = time.monotonic() + _SECONDS
    while not mailbox.letters:
        assert time.monotonic() < until, "no letter came"
        await asyncio.sleep(0.05)
    return next(
        line.removeprefix("Your code is ") for line in mailbox.letters[0].text.splitlines() if "code is" in line
    )


async def registered(service: Service) -> str:
    asked = mailbox_pb2.RegisterRequest(email=EMAIL, password=PASSWORD, source=HOME)
    async with service.calls() as calls:
        return (await calls.mailbox.Register(asked)).registration_id


async def confirmed(service: Service, registration_id: str, code: str) -> sessions_pb2.Session:
    answer = mailbox_pb2.ConfirmRegistrationRequest(registration_id=registration_id, code=code, source=HOME)
    async with service.calls() as calls:
        return await calls.mailbox.ConfirmRegistration(answer)


async def test_a_letter_outlives_a_mail_system_that_is_away_and_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (port,) = free_ports(1)
    monkeypatch.setenv("KITH_SMTP_URL", f"smtp://localhost:{port}")
    with running(tmp_path) as service:
        waiting = await registered(service)
        await asyncio.to_thread(service.end, signal.SIGKILL)
        mailbox = Mailbox()
        async with receiving(mailbox, port):
            await asyncio.to_thread(service.up)
            session = await confirmed(service, waiting, await code_in(mailbox))
    assert session.kind == "resident"
    assert [letter.to for letter in mailbox.letters] == [EMAIL]


async def test_signing_out_everywhere_is_heard_by_every_verifier_within_five_seconds(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        waiting = await registered(service)
        session = await confirmed(service, waiting, await asyncio.to_thread(service.mailed_code, EMAIL))
        async with service.calls() as calls:
            exchange = trust_pb2.ExchangeRequest(session=session.session, audience="identity")
            token = (await calls.trust.Exchange(exchange)).token

        async def carried() -> dict[str, str]:
            return {TOKEN: f"Bearer {token}"}

        tls = await asyncio.to_thread(Tls.read, service.data / "tls" / "gateway")
        async with channel(f"localhost:{service.rpc}", tls, "identity", carried) as opened:
            life = AccountLifeStub(opened)
            assert len((await life.ListSessions(account_life_pb2.ListSessionsRequest())).sessions) == 1
            await life.SignOutEverywhere(account_life_pb2.SignOutEverywhereRequest())
            began = time.monotonic()
            with pytest.raises(Unauthenticated):
                while time.monotonic() - began < 5:
                    await life.ListSessions(account_life_pb2.ListSessionsRequest())
                    await asyncio.sleep(0.05)
