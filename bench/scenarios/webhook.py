"""From the answer to a worker who added a record, to a partner's endpoint hearing of it.

Between the two: the outbox, the log, the fan-out, the gate at the moment of sending, a signature, a POST.
"""

import asyncio
import random
import time
import uuid

from bench.measure import Measurement, summarise
from bench.run import Run
from bench.stage import Stage

_DEADLINE_SECONDS = 20
_APART_SECONDS = 0.5
_SEED = 20261122


async def webhook(run: Run) -> list[Measurement]:
    stage = await run.stage()
    run.say("webhook")
    token = await stage.token(stage.world.cast.social_worker)
    await _heard_of(stage, token)
    chance, seconds = random.Random(_SEED), list[float]()
    for _ in range(run.calls(40)):
        # Work does not wait for the last webhook: one right after another would always meet a poll at the same moment.
        await asyncio.sleep(chance.uniform(0, _APART_SECONDS))
        seconds.append(await _heard_of(stage, token))
    return [summarise("commit to webhook", seconds, sum(seconds))]


async def _heard_of(stage: Stage, token: str) -> float:
    """Add one record; seconds from the answer until the partner got the event. Raises TimeoutError."""
    while not stage.arrivals.empty():
        stage.arrivals.get_nowait()
    record = {"data_class": "housing", "title": "Rent paid", "content": "On time."}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex}
    url = f"{stage.world.base_url}/v1/cases/{stage.world.ids['case']}/records"
    async with stage.http.post(url, json=record, headers=headers) as answer:
        body = await answer.read()
        answered = time.perf_counter()
        assert answer.status in (200, 201), body
    async with asyncio.timeout(_DEADLINE_SECONDS):
        at, came = await stage.arrivals.get()
    assert came.verified
    assert came.event["type"].endswith("record.added")
    return at - answered
