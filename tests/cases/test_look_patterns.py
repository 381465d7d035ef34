"""Looks that stand out from what colleagues do are flagged, one by one and by many at one person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from chassis.tokens import Caller
from tests.cases.sharing_town import holding
from tests.cases.test_look_reviews import BY_NUMBER, ELSEWHERE, REVIEWS, Watch, watch
from tests.cases.town import COUNCIL, NHS, row, worker

__all__ = ["watch"]


async def _crowd(watch: Watch, size: int) -> list[str]:
    await watch.town.take(NHS, [row(f"c{n}", f"Given{n}", f"Family{n}") for n in range(size)])
    return [await watch.town.person(NHS, f"c{n}") for n in range(size)]


async def _looks(watch: Watch, caller: Caller, people: Sequence[str]) -> None:
    for person_id in people:
        await watch.town.network(caller, person_id)


async def test_one_worker_at_many_people_within_the_hour_waits_for_the_guardian_once(watch: Watch) -> None:
    people = await _crowd(watch, 22)
    browsing = worker(NHS, "acc_browsing")
    await _looks(watch, browsing, [*people[:19], *people[:19]])
    watch.town.clock.at += timedelta(minutes=59)
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []
    await _looks(watch, browsing, people[19:])
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_browsing", "many_people")]


async def test_many_people_over_a_longer_time_are_work(watch: Watch) -> None:
    people = await _crowd(watch, 24)
    await _looks(watch, worker(NHS), people[:12])
    watch.town.clock.at += timedelta(hours=1)
    await _looks(watch, worker(NHS), people[12:])
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []


async def test_who_looks_at_as_many_as_the_colleagues_does_not_stand_out(watch: Watch) -> None:
    people = await _crowd(watch, 21)
    for account in ("acc_a", "acc_b"):
        await _looks(watch, worker(NHS, account), people[:8])
    await _looks(watch, worker(NHS, "acc_c"), people)
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []


async def test_many_workers_of_an_organisation_that_does_not_work_with_her_wait_for_the_guardian(watch: Watch) -> None:
    """Famous people. Nobody learns of looks elsewhere: each organisation's are counted by themselves."""
    for n in range(4):
        await watch.town.find(BY_NUMBER, worker("org_school", f"acc_{n}"))
        await watch.town.find(BY_NUMBER, worker("org_partner", f"acc_{n}"))
    await watch.sift()
    school = holding(worker("org_school", "acc_school_guardian", "guardian"), *REVIEWS)
    assert await watch.queue(school) == []
    watch.town.clock.at += timedelta(hours=23)
    await watch.town.find(BY_NUMBER, worker("org_school", "acc_4"))
    await watch.sift()
    assert await watch.reasons(school) == [("acc_4", "many_workers")]
    assert await watch.queue(replace(school, claims={**school.claims, "org": "org_partner"})) == []


async def test_many_workers_of_those_who_work_with_her_are_a_team(watch: Watch) -> None:
    for n in range(7):
        await watch.town.find(BY_NUMBER, worker(COUNCIL, f"acc_{n}"))
    await watch.sift()
    assert await watch.queue() == []
