"""Identity is killed while a provider takes its time: the proof is decided after the restart, nobody is asked again."""

import asyncio
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kith.identity.v1 import proofing_pb2

from sandbox.providers.app import Checkers
from tests.identity.whole.outside import running_with_checkers
from tests.identity.whole.process import Service
from tests.identity.whole.test_relying_party import internal, resident

if TYPE_CHECKING:
    from kith.identity.v1.proofing_pb2_grpc import ProofingAsyncStub

_DEADLINE_SECONDS = 40
_SLOW = proofing_pb2.Evidence(kind="uk_passport", number="532198888", expires_on="2031-01-01")


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Service, Checkers]]:
    with running_with_checkers(tmp_path) as started:
        yield started


async def test_a_pending_proof_survives_a_kill_and_asks_only_whom_it_must(both: tuple[Service, Checkers]) -> None:
    service, checkers = both
    session = await resident(service, "amina@example.org")
    token = await internal(service, session.session)
    async with service.calls(token=token) as calls:
        proof = await calls.proofing.SubmitProof(
            proofing_pb2.SubmitProofRequest(
                given_name="Amina",
                family_name="Begum",
                date_of_birth="1992-03-14",
                postcode="WS13 6YZ",
                evidence=[_SLOW],
            )
        )
    assert (proof.state, proof.confidence) == ("pending", "none")
    assert await asyncio.to_thread(service.end, signal.SIGKILL) == -signal.SIGKILL
    await asyncio.to_thread(service.up)
    async with service.calls(token=await internal(service, session.session)) as calls:
        until = time.monotonic() + _DEADLINE_SECONDS
        while (state := await newest(calls.proofing)) == "pending":
            assert time.monotonic() < until, "the proof stayed pending"
            await asyncio.sleep(0.2)
    assert state == "live"
    times = {kind: asked.times for (kind, _), asked in checkers.asked.items()}
    assert len(checkers.asked) == 4, "one question of each kind, under one id"
    assert times.pop("document") >= 2
    assert set(times.values()) == {1}


async def newest(proofing: "ProofingAsyncStub") -> str:
    return (await proofing.ListProofs(proofing_pb2.ListProofsRequest())).proofs[0].state
