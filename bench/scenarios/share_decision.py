"""The gate alone: one decision about one record, with the facts at hand; and Cedar's, by the rules in `policy.cedar`
and a permit a share, all of it parsed before.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import cedarpy

from bench.floors import SQLITE
from bench.measure import Measurement, timed
from bench.run import Run
from services.cases.domain.classes import DataClass
from services.cases.domain.gate.disclosure import Ask, Facts, Permit, Refusal, What, decide
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.sharing.share import Share, Standing
from services.cases.domain.viewer import Viewer, ViewerKind
from tests.cases.gate.gate_attributes import attributes
from tests.cases.gate.gate_hubs import Hubs
from tests.cases.gate.gate_opinions import policies
from tests.cases.gate.gate_worlds import World

_CALLS = 50_000
_GOAL = "5 µs"
_SHARES = 5
_NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
_VIEWER = Viewer(ViewerKind.WORKER, "acc_1", "org_trust", "worker", "pro_1")
_ASK = Ask(
    What.RECORD,
    "per_1",
    holder_id="org_council",
    object_id="rec_1",
    case_id="cas_1",
    data_class=DataClass.HOUSING,
    purpose=Purpose.HOUSING_SUPPORT,
)


async def share_decision(run: Run) -> list[Measurement]:
    run.say("share decision")
    shared, none, calls = Facts(_NOW, tuple(map(_standing, range(_SHARES)))), Facts(_NOW), run.calls(_CALLS)
    own = replace(_ASK, holder_id=_VIEWER.organisation_id)
    assert isinstance(decide(_VIEWER, own, none), Permit)
    assert isinstance(decide(_VIEWER, _ASK, shared), Permit)
    assert isinstance(decide(_VIEWER, _ASK, none), Refusal)
    cedar = _cedar(shared)
    return [
        _timed("own record", lambda: decide(_VIEWER, own, none), calls),
        _timed(f"on one of {_SHARES} shares", lambda: decide(_VIEWER, _ASK, shared), calls),
        _timed("refused", lambda: decide(_VIEWER, _ASK, none), calls),
        timed(f"Cedar (cedarpy), on one of {_SHARES} shares", cedar, calls // 10, SQLITE),
    ]


def _timed(what: str, call: Callable[[], object], calls: int) -> Measurement:
    return replace(timed(f"share decision, {what}", call, calls, SQLITE), goal=_GOAL)


def _cedar(facts: Facts) -> Callable[[], object]:
    """The same question. Its permits are those of the tests that hold the gate to Cedar."""
    shares = tuple(standing.share for standing in facts.standings)
    rules = cedarpy.PolicySet.from_str(
        policies(World((), (), (), (), (), shares, (), (), (), Hubs(frozenset(), (), (), (), ()), (), {}))
    )
    request = {
        "principal": 'Viewer::"nurse"',
        "action": 'Action::"see"',
        "resource": 'Item::"record"',
        "context": {
            "purpose": _ASK.purpose,
            "today": _NOW.date().toordinal(),
            "now": int(_NOW.timestamp()),
            "member": False,
            "herself": False,
            "oneself": [],
            "private": [],
            "confiding": [],
            "kept": [],
        },
    }
    about = (("Viewer", "nurse", attributes(_VIEWER)), ("Item", "record", attributes(_ASK)))
    entities = cedarpy.Entities.from_json_str(
        json.dumps([{"uid": {"type": kind, "id": id_}, "attrs": attrs, "parents": []} for kind, id_, attrs in about])
    )
    assert cedarpy.is_authorized(request, rules, entities).allowed
    return lambda: cedarpy.is_authorized(request, rules, entities)


def _standing(number: int) -> Standing:
    """A live share each; only the last one covers what is asked."""
    covers = number == _SHARES - 1
    share = Share(
        id=f"shr_{number}",
        person_id="per_1",
        case_id="",
        involvement_id="",
        from_organisation_id="org_council",
        to_organisation_ids=frozenset({"org_trust"}),
        data_classes=frozenset({DataClass.HOUSING if covers else DataClass.SOCIAL_CARE}),
        purpose=Purpose.HOUSING_SUPPORT,
        until=date(2027, 6, 30),
        basis=Basis(BasisKind.PUBLIC_TASK),
        agreement_id="",
        created_at=_NOW,
        created_by="acc_2",
    )
    return Standing(share, None, None)
