"""Posting to partners: signed as the standard says, and never made to call inside."""

import base64
import json
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from standardwebhooks.webhooks import Webhook

from chassis.clock import FixedClock
from chassis.errors import Invalid
from chassis.outward import ForbiddenAddress, PublicOnly
from services.cases.clients.webhook import webhooks
from services.cases.domain.subscriptions.signature import secret_text, sign
from tests.cases.subscriptions.endpoint import Endpoint, listening

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))


class Names(AbstractResolver):
    """Resolves every name to the given addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=a, port=port, family=socket.AF_INET, proto=0, flags=0)
            for a in self._addresses
        ]

    async def close(self) -> None:
        return None


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with listening() as one:
        yield one


async def test_a_partner_verifies_our_signature_with_the_standards_own_library() -> None:
    key, body = b"k" * 32, json.dumps({"id": "evt_1"}).encode()
    now = int(datetime.now(UTC).timestamp())
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(now),
        "webhook-signature": sign(key, "evt_1", now, body),
    }
    partner = Webhook(secret_text(key))
    assert partner.verify(body, headers) == {"id": "evt_1"}
    forged = {**headers, "webhook-signature": "v1," + base64.b64encode(b"x" * 32).decode()}
    with pytest.raises(Exception, match="signature"):
        partner.verify(body, forged)


async def test_an_answer_is_told_with_its_wish_to_wait(endpoint: Endpoint) -> None:
    async with webhooks(CLOCK, allow_loopback=True) as client:
        endpoint.status, endpoint.headers = 503, {"Retry-After": "120"}
        answer = await client.post(endpoint.url, {}, b"{}")
        assert (answer.status, answer.retry_after) == (503, timedelta(minutes=2))
        endpoint.headers = {"Retry-After": "Sun, 22 Nov 2026 09:05:00 GMT"}
        assert (await client.post(endpoint.url, {}, b"{}")).retry_after == timedelta(minutes=5)
        for said in ("soon", f"Sun, 22 Nov {'9' * 20} 09:05:00 GMT"):
            endpoint.headers = {"Retry-After": said}
            assert (await client.post(endpoint.url, {}, b"{}")).retry_after is None


async def test_a_redirect_is_a_failure_and_is_not_followed(endpoint: Endpoint) -> None:
    endpoint.status, endpoint.headers = 307, {"Location": endpoint.url}
    async with webhooks(CLOCK, allow_loopback=True) as client:
        answer = await client.post(endpoint.url, {}, b"{}")
    assert (answer.status, answer.accepted, len(endpoint.got)) == (307, False, 1)


async def test_nobody_listening_is_no_answer(endpoint: Endpoint) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    async with webhooks(CLOCK, allow_loopback=True) as client:
        assert (await client.post(f"http://127.0.0.1:{port}/hook", {}, b"{}")).status == 0


async def test_an_address_inside_is_never_called_even_if_it_was_registered_before(endpoint: Endpoint) -> None:
    async with webhooks(CLOCK, allow_loopback=False) as client:
        assert (await client.post(endpoint.url, {}, b"{}")).status == 0
        assert (await client.post(endpoint.url.replace("http:", "https:"), {}, b"{}")).status == 0
    assert endpoint.got == []


@pytest.mark.parametrize("addresses", [["169.254.169.254"], ["10.1.2.3"], ["93.184.215.14", "127.0.0.1"], ["::1"]])
async def test_a_name_that_resolves_inside_is_refused(addresses: list[str]) -> None:
    resolver = PublicOnly(Names(*addresses), allow_loopback=False)
    with pytest.raises(ForbiddenAddress):
        await resolver.resolve("rebound.example", 443)


async def test_a_public_name_is_resolved() -> None:
    resolver = PublicOnly(Names("93.184.215.14"), allow_loopback=False)
    assert [found["host"] for found in await resolver.resolve("partner.example", 443)] == ["93.184.215.14"]


@pytest.mark.parametrize("host", ["partner..example", "a" * 64 + ".example"])
async def test_what_no_host_can_be_called_is_no_address_and_no_answer(host: str) -> None:
    async with webhooks(CLOCK, allow_loopback=False) as client:
        with pytest.raises(Invalid):
            await client.admit(f"https://{host}/hook")
        assert (await client.post(f"https://{host}/hook", {}, b"")).status == 0


async def test_loopback_only_means_loopback() -> None:
    assert await PublicOnly(Names("127.0.0.1"), allow_loopback=True).resolve("localhost", 80)
    with pytest.raises(ForbiddenAddress):
        await PublicOnly(Names("192.168.0.1"), allow_loopback=True).resolve("printer.example", 80)


async def test_registration_refuses_what_does_not_resolve_to_the_public() -> None:
    async with webhooks(CLOCK, allow_loopback=False) as client:
        with pytest.raises(Invalid):
            await client.admit("https://localhost/hook")
    async with webhooks(CLOCK, allow_loopback=True) as client:
        assert await client.admit("http://localhost:1/hook") == "http://localhost:1/hook"
