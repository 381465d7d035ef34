"""Looks that stand out are flagged: of one at many, of many at one person, after guesses, far from all one knows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.looks.review import Guesses
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.ports.casework import Page
from services.cases.usecases.casework.create_case import CreateCase
from services.cases.usecases.casework.list_cases import ListCases
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.rounds.list_round import ListRound
from services.cases.usecases.rounds.set_round import SetRound
from tests.cases.looks.test_look_reviews import BY_NUMBER, ELSEWHERE, REVIEWS, Watch, watch
from tests.cases.private_services.worlds import executed
from tests.cases.sharing_town import holding
from tests.cases.town import COUNCIL, NHS, NUMBERS, REFUGE, SCHOOL, TODAY, row, worker

__all__ = ["watch"]

NHS_MANAGER = worker(NHS, "acc_nhs_manager", "manager")


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


async def _named_with(watch: Watch, caller: Caller, people: Sequence[str], by: Caller) -> None:
    for person_id in people:
        await watch.town.record(by, Working(person_id=person_id, professional_id=caller.claims["pro"]))


async def _lists_cases(watch: Watch, caller: Caller, size: int) -> None:
    disclose = Disclose(watch.town.ids, watch.town.clock)
    listed = await ListCases(watch.town.work, disclose, watch.town.clock)(caller, "", Page(100))
    assert len(listed.cases) == size


async def test_a_page_of_cases_of_people_she_is_named_with_is_no_browsing(watch: Watch) -> None:
    people, caller = await _crowd(watch, 24), worker(NHS, "acc_own")
    await _named_with(watch, caller, people, NHS_MANAGER)
    await _looks(watch, caller, people[:1])
    for person_id in people:
        await CreateCase(watch.town.work, watch.town.ids, watch.town.clock)(caller, person_id, "Asthma", "health")
    await _lists_cases(watch, caller, 24)
    await _looks(watch, caller, people)
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []
    # The same page in the hands of a colleague who is named with none of them.
    await _lists_cases(watch, worker(NHS, "acc_browsing"), 24)
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_browsing", "many_people")]


async def test_others_beside_her_own_people_count_as_they_did(watch: Watch) -> None:
    people, caller = await _crowd(watch, 40), worker(NHS, "acc_own")
    await _named_with(watch, caller, people[:20], NHS_MANAGER)
    await _looks(watch, caller, people[:39])
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []
    await _looks(watch, caller, people[39:])
    await watch.sift()
    [flagged] = await watch.queue(ELSEWHERE)
    assert (flagged.review.why.value, flagged.review.person_id) == ("many_people", people[39])


async def test_what_she_says_herself_of_whom_she_works_with_hides_no_look(watch: Watch) -> None:
    """She declares an involvement that nobody confirms, or names a team; or it has ended."""
    people, caller = await _crowd(watch, 22), worker(NHS, "acc_own")
    await _named_with(watch, caller, people[:7], caller)
    await SetRound(watch.town.work, watch.town.clock)(caller, ["Duty team"], daily=True)
    for person_id in people[7:14]:
        working = Working(person_id=person_id, professional_id="pro_acc_own", since=TODAY - timedelta(days=9))
        ended = await watch.town.record(NHS_MANAGER, working)
        await EndInvolvement(watch.town.work, watch.town.clock)(NHS_MANAGER, ended.id, TODAY - timedelta(days=1))
    await _looks(watch, caller, people)
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_own", "many_people")]


async def test_what_a_manager_records_of_her_own_work_hides_no_look(watch: Watch) -> None:
    people = await _crowd(watch, 20)
    await _named_with(watch, NHS_MANAGER, people, NHS_MANAGER)
    await _looks(watch, NHS_MANAGER, people)
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_nhs_manager", "many_people")]


async def test_what_she_said_and_a_manager_confirmed_is_her_work(watch: Watch) -> None:
    people, caller = await _crowd(watch, 22), worker(NHS, "acc_own")
    for person_id in people:
        declared = await watch.town.record(caller, Working(person_id=person_id))
        await ConfirmInvolvement(watch.town.work, watch.town.clock)(NHS_MANAGER, declared.id)
    await _looks(watch, caller, people)
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []


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


NOBODYS = [ByNameAndBirth(f"Given{n}", "Nobody", date(1990, 1, 1)) for n in range(6)]


async def _guess(watch: Watch, caller: Caller, guesses: int) -> None:
    for by in NOBODYS[:guesses]:
        assert (await watch.town.find(by, caller)).outcome == "none"


async def test_a_look_after_guesses_within_the_hour_waits_for_the_guardian(watch: Watch) -> None:
    guessing = worker(NHS, "acc_guessing")
    await _guess(watch, guessing, 5)
    watch.town.clock.at += timedelta(minutes=59)
    assert (await watch.town.find(BY_NUMBER, guessing)).outcome == "match"
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_guessing", "guessed")]
    assert await watch.leaves("find.missed") == 5


async def test_a_few_misses_or_old_ones_or_a_colleagues_are_no_guessing(watch: Watch) -> None:
    mistyping, slow, other = (worker(NHS, f"acc_{name}") for name in ("mistyping", "slow", "other"))
    await _guess(watch, slow, 5)
    watch.town.clock.at += timedelta(hours=1)
    await _guess(watch, mistyping, 4)
    await _guess(watch, other, 5)
    for caller in (mistyping, slow):
        await watch.town.find(BY_NUMBER, caller)
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []


async def test_guesses_count_within_the_hour_of_each_look_however_many_are_gone_through_at_once(watch: Watch) -> None:
    [later] = await _crowd(watch, 1)
    early, late = worker(NHS, "acc_early"), worker(NHS, "acc_late")
    for caller in (early, late):
        await _guess(watch, caller, 5)
    await watch.town.find(BY_NUMBER, early)
    watch.town.clock.at += timedelta(hours=1)
    await _looks(watch, late, [later])
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_early", "guessed")]


async def test_a_look_more_costs_the_sift_what_it_writes_down_of_it_and_one_count(watch: Watch) -> None:
    people, statements = await _crowd(watch, 12), list[int]()
    for some in (people[:4], people[4:]):
        await _looks(watch, worker(NHS, "acc_busy"), some)
        with executed(watch.town) as log:
            await watch.sift()
        # However many looks there are, each is placed in the log first.
        statements.append(
            sum("recent_look" in sql or "missed_find" in sql or "involvement" in sql for sql, _ in log.statements)
        )
    assert statements[1] - statements[0] == 4 * 2


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
async def test_the_sift_goes_through_nothing_that_grows_with_an_organisation(watch: Watch) -> None:
    await _looks(watch, worker(NHS, "acc_busy"), await _crowd(watch, 3))
    with executed(watch.town) as log:
        await watch.sift()
    asked = [
        (sql, given) for sql, given in log.statements if "FROM involvement" in sql and sql.startswith("SELECT inv")
    ]
    assert asked
    async with watch.town.db.reading() as tx:
        for sql, given in asked:
            plan = [row.detail for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple(given))]
            assert "INDEX ix_involvement_person_id" in plan[0], plan


async def test_numbers_of_ones_own_that_no_feed_brought_yet_are_no_guesses(watch: Watch) -> None:
    caller = worker(NHS, "acc_new_cases")
    for n in range(6):
        await watch.town.find(ByIdentifier("local_id", f"new-{n}"), caller)
    await watch.town.find(BY_NUMBER, caller)
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []


async def test_several_that_fit_count_as_a_guess(watch: Watch) -> None:
    await watch.town.take(NHS, [row("s1", "Jo", "Ng", postcode="WS1 1AA"), row("s2", "Jo", "Ng", postcode="B1 1AA")])
    guessing = worker(NHS, "acc_guessing")
    for _ in range(5):
        assert (await watch.town.find(ByNameAndBirth("Jo", "Ng", date(1992, 3, 4)), guessing)).outcome == "several"
    await watch.town.find(BY_NUMBER, guessing)
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_guessing", "guessed")]


async def test_guesses_that_led_to_no_look_are_counted_for_the_guardian(watch: Watch) -> None:
    """By account, of the last day; of whom is not kept. None of the reviewer's own, and no other organisation's."""
    guessing, mistyping = worker(NHS, "acc_guessing"), worker(NHS, "acc_mistyping")
    await _guess(watch, guessing, 3)
    watch.town.clock.at += timedelta(hours=23)
    await _guess(watch, guessing, 3)
    await _guess(watch, mistyping, 4)
    await _guess(watch, ELSEWHERE, 5)
    await _guess(watch, worker(SCHOOL, "acc_elsewhere"), 6)
    assert await watch.guesses(ELSEWHERE) == [Guesses("acc_guessing", 6)]
    assert await watch.guesses() == []
    other = replace(ELSEWHERE, subject="acc_other_guardian")
    assert await watch.guesses(other) == [Guesses("acc_guessing", 6), Guesses(ELSEWHERE.subject, 5)]
    watch.town.clock.at += timedelta(hours=1, seconds=1)
    assert await watch.guesses(ELSEWHERE) == []
    with pytest.raises(Denied):
        await watch.guesses(worker(NHS, "acc_boss", "manager"))


async def _school_of(watch: Watch, postcode: str, size: int = 20) -> Caller:
    """A school that knows so many pupils, all from there; its guardian."""
    await watch.town.take(SCHOOL, [row(f"a{n}", f"Pupil{n}", f"Class{n}", postcode=postcode) for n in range(size)])
    return holding(worker(SCHOOL, "acc_school_guardian", "guardian"), *REVIEWS)


@pytest.mark.parametrize(("home", "theirs"), [("WS13 6YY", "W1A 1AA"), ("W1A 1AA", "WS9 0AA")])
async def test_a_look_at_somebody_far_from_all_whom_the_organisation_knows_waits_for_the_guardian(
    watch: Watch, home: str, theirs: str
) -> None:
    """W1 is not near WS13, nor WS9 near W1: an area is all of its letters."""
    guardian = await _school_of(watch, theirs)
    await watch.town.take(COUNCIL, [row("2", "Noor", "Khan", postcode=home)])
    await watch.town.find(ByNameAndBirth("Noor", "Khan", date(1992, 3, 4)), worker(SCHOOL, "acc_far"))
    await watch.sift()
    assert await watch.reasons(guardian) == [("acc_far", "outside_area")]


@pytest.mark.parametrize(("postcode", "size"), [("WS9 0AA", 20), ("W1A 1AA", 19)])
async def test_who_lives_where_others_do_or_an_organisation_without_an_area_is_not_flagged(
    watch: Watch, postcode: str, size: int
) -> None:
    guardian = await _school_of(watch, postcode, size)
    await watch.town.find(BY_NUMBER, worker(SCHOOL, "acc_near"))
    await watch.sift()
    assert await watch.queue(guardian) == []


async def test_where_nobody_knows_where_she_lives_she_is_not_far(watch: Watch) -> None:
    guardian = await _school_of(watch, "W1A 1AA")
    await watch.town.take(COUNCIL, [row("2", "Noor", "Khan")])
    await watch.town.find(ByNameAndBirth("Noor", "Khan", date(1992, 3, 4)), worker(SCHOOL, "acc_near"))
    await watch.sift()
    assert await watch.queue(guardian) == []


async def test_an_address_that_only_a_private_service_knows_flags_nothing(watch: Watch) -> None:
    """A flag for it would tell the guardian that there is one."""
    guardian = await _school_of(watch, "W1A 1AA")
    await watch.town.take(COUNCIL, [row("3", "Noor", "Khan", nhs_number=NUMBERS[1])])
    await watch.town.take(REFUGE, [row("R3", "Noor", "Khan", postcode="TR1 2AA", nhs_number=NUMBERS[1])], shielded=True)
    await watch.town.find(ByIdentifier("nhs_number", NUMBERS[1]), worker(SCHOOL, "acc_near"))
    await watch.sift()
    assert await watch.queue(guardian) == []


async def test_whom_the_organisation_works_with_is_nowhere_far(watch: Watch) -> None:
    guardian = await _school_of(watch, "W1A 1AA")
    await watch.town.take(SCHOOL, [row("moved", "Noor", "Khan", postcode="LS1 4AP")])
    await watch.town.network(worker(SCHOOL, "acc_near"), await watch.town.person(SCHOOL, "moved"))
    await watch.sift()
    assert await watch.queue(guardian) == []


async def test_whom_she_finds_on_her_own_list_is_no_look_at_many(watch: Watch) -> None:
    await _crowd(watch, 24)
    caller = worker(NHS, "acc_listing", "duty")
    await SetRound(watch.town.work, watch.town.clock)(caller, ["Duty team"], daily=True)
    listed = await ListRound(watch.town.work, watch.town.ids, watch.town.clock)(caller, "", 50)
    assert len(listed.people) >= 24
    await watch.sift(lambda: 0.0)
    assert await watch.queue(ELSEWHERE) == []


async def test_whoever_names_a_team_to_see_all_its_people_has_chosen_them(watch: Watch) -> None:
    """The duty desk answers for all; another worker's list of a team is like one of cases. Whom he is named with is
    his own.
    """
    people = await _crowd(watch, 24)
    caller, manager = worker(NHS, "acc_curious"), worker(NHS, "acc_manager", "manager")
    for person_id in people[:20]:
        await watch.town.record(manager, Working(person_id=person_id, professional_id="pro_acc_curious"))
    listing = ListRound(watch.town.work, watch.town.ids, watch.town.clock)
    assert len((await listing(caller, "", 50)).people) == 20
    await watch.sift()
    assert await watch.queue(ELSEWHERE) == []
    other = worker(NHS, "acc_other")
    await SetRound(watch.town.work, watch.town.clock)(other, ["Duty team"], daily=True)
    assert len((await listing(other, "", 50)).people) >= 24
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_other", "many_people")]
