"""One gate: the pure decision, its SQL twin and a Cedar model of the same rules give the same answers."""

import os
import secrets
import sys
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from services.cases.domain.gate.disclosure import Permit, Refusal, decide
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer
from tests.cases.gate.gate_opinions import ROWS, cedar, sql
from tests.cases.gate.gate_rows import engine, stored
from tests.cases.gate.gate_worlds import PEOPLE, VIEWERS, World, worlds

SEED = int(os.environ.get("KITH_GATE_SEED") or secrets.randbits(32))
PURPOSES = (None, Purpose.DIRECT_CARE, Purpose.SAFEGUARDING_ADULT, Purpose.AUDIT)
ENOUGH = 100_000
WORLDS = 32

REACHED = {
    *("own", "consent", "public_task", "emergency", "member", "duty", "herself", "proxy", "party", "seat", "audit"),
    *("find", "inspection", "front-door", "broker"),
    *("absent", "share-withdrawn", "share-expired", "share-ended", "other-purpose"),
    *("emergency-over", "protected-address", "not-a-member", "own-person", "enquiry-closed", "audit-only"),
}
"""Every way in and every rule of refusal: what the worlds do not reach, they do not prove."""


@pytest.mark.timeout(900)
def test_the_three_gates_agree_over_generated_worlds(capsys: pytest.CaptureFixture[str]) -> None:
    database, seen = engine(), Counter[str]()

    @seed(SEED)
    @settings(
        max_examples=WORLDS,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a world drawn by number does not shrink: the seed is what to keep
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def agree(world: World) -> None:
        with stored(database, world) as tx:
            for purpose in PURPOSES:
                allowed = decided(world, purpose, seen)
                assert cedar(world, list(VIEWERS), purpose) == allowed
                rows = {each for each in allowed if each[1] in ROWS}
                assert sql(tx, list(VIEWERS), purpose) == rows

    with capsys.disabled():
        sys.stdout.write(f"\nKITH_GATE_SEED={SEED}")
        try:
            agree()
        finally:
            database.dispose()
            sys.stdout.write(f"\n{seen.total()} decisions: {dict(seen.most_common())}\n")
    assert seen.total() >= ENOUGH
    assert set(seen) >= REACHED, f"the worlds never reach {REACHED - set(seen)}"


def decided(
    world: World, purpose: Purpose | None, seen: Counter[str], viewers: Sequence[Viewer] = VIEWERS
) -> set[tuple[str, str, str]]:
    """What the pure decision permits: (viewer, what, object)."""
    allowed = set[tuple[str, str, str]]()
    asks = world.asks(purpose)
    for viewer in viewers:
        facts = {person: world.facts(viewer, person) for person in PEOPLE}
        for ask in asks:
            decision = decide(viewer, ask, facts[ask.person_id])
            seen[decision.rule if isinstance(decision, Refusal) else decision.basis] += 1
            if isinstance(decision, Permit):
                allowed.add((viewer.subject, ask.what.value, ask.object_id or ask.person_id))
    return allowed
