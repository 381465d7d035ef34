"""One gate: the pure decision, its SQL twin and a Cedar model of the same rules give the same answers."""

import os
import secrets
import sys

import pytest
from hypothesis import HealthCheck, given, seed, settings

from services.cases.domain.disclosure import Permit, What, decide
from services.cases.domain.purposes import Purpose
from tests.cases.gate_opinions import cedar, engine, sql, stored
from tests.cases.gate_worlds import PEOPLE, VIEWERS, World, worlds

SEED = int(os.environ.get("KITH_GATE_SEED") or secrets.randbits(32))
PURPOSES = (None, Purpose.DIRECT_CARE, Purpose.SAFEGUARDING_ADULT)
ENOUGH = 10_000


def test_the_three_gates_agree_over_generated_worlds(capsys: pytest.CaptureFixture[str]) -> None:
    def say(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}")

    database = engine()
    decided = permitted = 0

    @seed(SEED)
    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(worlds())
    def agree(world: World) -> None:
        nonlocal decided, permitted
        with stored(database, world) as tx:
            for purpose in PURPOSES:
                asks, allowed = world.asks(purpose), set[tuple[str, str, str]]()
                for viewer in VIEWERS:
                    facts = {person: world.facts(viewer, person) for person in PEOPLE}
                    for ask in asks:
                        decided += 1
                        if isinstance(decide(viewer, ask, facts[ask.person_id]), Permit):
                            allowed.add((viewer.subject, ask.what.value, ask.object_id or ask.person_id))
                permitted += len(allowed)
                assert cedar(world, list(VIEWERS), purpose) == allowed
                rows = {each for each in allowed if each[1] != What.NETWORK.value}
                assert sql(tx, list(VIEWERS), purpose) == rows

    say(f"KITH_GATE_SEED={SEED}")
    try:
        agree()
    finally:
        database.dispose()
    say(f"{decided} decisions, {permitted} permitted")
    assert decided >= ENOUGH
    assert permitted > decided // 50, "the worlds permit too little to prove anything"
