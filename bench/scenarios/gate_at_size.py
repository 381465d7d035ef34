"""What a decision costs with its facts among so many shares: `store/gate/facts.py` and `decide`, in a transaction that
is open already; a different person each time. What is asked is put together before.
"""

from contextlib import aclosing
from datetime import UTC, datetime

from bench.floors import SQLITE
from bench.measure import Measurement, timed_async
from bench.population import ORGANISATIONS, County, about, case, holder, kind, organisation, person, recipient
from bench.run import Run
from bench.sizes import NAMES, counties
from services.cases.domain.gate.disclosure import Ask, Permit, Refusal, What, decide
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.store.gate.facts import SqlGate

_STEP = 7_919
_FAR = 10
"""Nobody shares with the tenth neighbour."""


async def gate_at_size(run: Run) -> list[Measurement]:
    measured = []
    async with aclosing(counties(run)) as all_of_them:
        async for there in all_of_them:
            run.say(f"gate among {there.size:,} on {NAMES[there.kind]}")
            measured += [
                await _decided(run, there, "on a share", Permit),
                await _decided(run, there, "refused", Refusal),
            ]
    return measured


async def _decided(run: Run, there: County, what: str, expected: type[Permit | Refusal]) -> Measurement:
    calls, now = run.calls(5_000), datetime.now(UTC)
    questions = iter([_question(number * _STEP % there.size, expected) for number in range(2 * calls)])
    async with there.db.reading() as tx:
        gate = SqlGate(tx, there.keys)

        async def decided() -> None:
            viewer, ask = next(questions)
            facts = await gate.facts(viewer, [ask.person_id], now)
            assert isinstance(decide(viewer, ask, facts[ask.person_id]), expected)

        return await timed_async(
            f"gate with its facts, {what}, {there.size:,} shares, {NAMES[there.kind]}",
            decided,
            calls,
            SQLITE,
            goal="100 µs" if there.kind == "sqlite" else "",
            series=f"decision {what}, {NAMES[there.kind]}",
            size=there.size,
        )


def _question(share: int, expected: type[Permit | Refusal]) -> tuple[Viewer, Ask]:
    number = about(share)
    by = recipient(share) if expected is Permit else (holder(number) + _FAR) % ORGANISATIONS
    ask = Ask(
        What.CASE,
        person(number),
        holder_id=organisation(holder(number)),
        object_id=case(number),
        case_id=case(number),
        data_class=kind(number).data_class,
        purpose=Purpose.DIRECT_CARE,
    )
    return Viewer(ViewerKind.WORKER, "acc_1", organisation(by), "worker", "pro_1", "direct_care"), ask
