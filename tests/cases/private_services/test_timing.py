"""The stop-watch: it tells apart what differs, and is at chance over what does not, a shielded service's work too."""

import random
import sys

import pytest

from bench.shielded_timing import QUESTIONS, measure
from tests.cases.private_services.timing import auc, interleaved


def test_times_that_never_overlap_are_always_told_apart_either_way_round() -> None:
    assert auc([1.0, 2.0], [3.0, 4.0]) == auc([3.0, 4.0], [1.0, 2.0]) == 1.0


def test_the_same_times_are_told_apart_by_chance_only() -> None:
    assert auc([1.0, 1.0, 2.0], [1.0, 1.0, 2.0]) == 0.5


def test_a_tenth_of_a_deviation_shows_over_many_pairs() -> None:
    draw = random.Random(7)
    ones, others = ([draw.gauss(mean, 1.0) for _ in range(10_000)] for mean in (0.0, 0.3))
    assert auc(ones, others) > 0.55


async def test_every_pair_asks_both() -> None:
    asked: list[str] = []

    async def ask(name: str) -> None:
        asked.append(name)

    ones, others = await interleaved(lambda: ask("one"), lambda: ask("other"), 20)
    assert (len(ones), len(others), asked.count("one"), asked.count("other")) == (20, 20, 20, 20)
    assert {tuple(asked[i : i + 2]) for i in range(0, 40, 2)} == {("one", "other"), ("other", "one")}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("question", QUESTIONS)
async def test_time_does_not_tell_whether_a_shielded_service_works_with_her(
    question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = auc(*await measure(QUESTIONS[question], pairs=1_500, warm_up=50))
    with capsys.disabled():
        sys.stdout.write(f"\n{question}: AUC {found:.4f} over 1,500 interleaved pairs\n")
    assert found <= 0.55
