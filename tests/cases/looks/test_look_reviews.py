"""A violent ex-partner with a council job, a curious worker: looks that must be explained go silently to a guardian
outside the line.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from chassis.errors import Conflict, Denied, Invalid, NotFound, Problem
from chassis.merkle import Sequencer, Signer
from chassis.tokens import Caller
from services.cases.api.rpc.people_messages import network
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.looks.review import REVIEW_WITHIN, Guesses, LookToReview
from services.cases.domain.looks.tie import Home, Subject
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.ports.casework import Page
from services.cases.store.tables.looks import tie as tie_table
from services.cases.store.tables.metadata import log
from services.cases.usecases.looks.declare_tie import DeclareTie
from services.cases.usecases.looks.end_tie import EndTie
from services.cases.usecases.looks.escalate_look_reviews import EscalateLookReviews
from services.cases.usecases.looks.judge_look import JudgeLook
from services.cases.usecases.looks.list_look_reviews import ListLookReviews
from services.cases.usecases.looks.list_ties import ListTies
from services.cases.usecases.looks.sift_looks import SiftLooks
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.worlds import Statement, executed
from tests.cases.sharing_town import again, holding
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, NUMBERS, REFUGE, TODAY, Town, row, town_at, worker

_DECLARES = ("ties:declare",)
REVIEWS = ("ties:declare", "looks:review")
HIM = holding(worker(COUNCIL, "acc_ex"), *_DECLARES)
MANAGER = holding(worker(COUNCIL, "acc_manager", "manager"), "ties:declare")
GUARDIAN = holding(worker(COUNCIL, "acc_guardian", "guardian"), *REVIEWS)
ELSEWHERE = holding(worker(NHS, "acc_nhs_guardian", "guardian"), *REVIEWS)
DUTY = worker(NHS, "acc_duty", "duty")
BY_NUMBER, BY_NAME = ByIdentifier("nhs_number", NUMBERS[0]), ByNameAndBirth("AMÍNA", "begum", date(1992, 3, 4))
LOG = Signer("kith/cases", Ed25519PrivateKey.generate())
WHY = "Asked by the out-of-hours team, on the rota."


@dataclass(slots=True)
class Watch:
    """A town, and who watches over looks in it."""

    town: Town

    async def declare(self, subject: Subject, caller: Caller = HIM, of: str = "") -> str:
        return await DeclareTie(self.town.work, self.town.ids, self.town.clock)(caller, of, subject)

    async def sift(self, draw: Callable[[], float] = lambda: 0.99) -> None:
        """The log is put in order, then gone through to its end."""
        sequencer = Sequencer(self.town.db, log, LOG, self.town.clock)
        while await sequencer.run_once():
            pass
        sift = SiftLooks(self.town.work, self.town.keys, self.town.ids, self.town.clock, draw)
        while await sift():
            pass

    async def queue(self, caller: Caller = GUARDIAN) -> Sequence[LookToReview]:
        return (await ListLookReviews(self.town.work, self.town.clock)(caller, Page(50))).reviews

    async def guesses(self, caller: Caller = GUARDIAN) -> Sequence[Guesses]:
        return (await ListLookReviews(self.town.work, self.town.clock)(caller, Page(50))).guesses

    async def reasons(self, caller: Caller = GUARDIAN) -> list[tuple[str, str]]:
        return [(one.review.by, one.review.why.value) for one in await self.queue(caller)]

    async def judge(
        self, review_id: str, caller: Caller = GUARDIAN, judgement: str = "explained", why: str = WHY
    ) -> None:
        await JudgeLook(self.town.work)(caller, review_id, judgement, why)

    async def escalate(self) -> int:
        return await EscalateLookReviews(self.town.work, self.town.clock)()

    async def leaves(self, kind: str) -> int:
        async with self.town.db.reading() as tx:
            return len((await tx.execute(select(log.leaf.c.id).where(log.leaf.c.kind == kind))).all())


async def _known(town: Town) -> str:
    await town.take(COUNCIL, [AMINA])
    await town.take(NHS, [replace(AMINA, local_id="77"), row("78", given="Seán", family="O’Brien")])
    return await town.person(COUNCIL)


@pytest.fixture
async def watch(database_url: str, tmp_path: Path) -> AsyncIterator[Watch]:
    async with town_at(database_url, tmp_path) as town:
        await _known(town)
        yield Watch(town)


@pytest.mark.parametrize("subject", [BY_NUMBER, ByIdentifier("local_id", " 1 "), BY_NAME])
async def test_a_look_at_somebody_known_privately_waits_for_the_guardian(watch: Watch, subject: Subject) -> None:
    await watch.declare(subject)
    person_id = await watch.town.person(COUNCIL)
    await watch.town.find(BY_NUMBER, HIM)
    await watch.town.network(HIM, person_id)
    await watch.sift()
    [waiting] = await watch.queue()
    assert (waiting.review.person_id, waiting.review.by, waiting.review.why) == (person_id, "acc_ex", "known_privately")
    assert (waiting.look.what, waiting.look.purpose) == ("find", "direct_care")


async def test_looks_of_others_and_at_others_are_not_flagged(watch: Watch) -> None:
    await watch.declare(BY_NUMBER)
    await watch.declare(ByIdentifier("local_id", "78"))
    await watch.town.find(BY_NUMBER, worker(COUNCIL, "acc_colleague"))
    await watch.town.find(ByIdentifier("local_id", "78"), worker(NHS, "acc_ex"))
    await watch.sift()
    assert (await watch.queue(), await watch.queue(ELSEWHERE)) == ([], [])


async def test_a_manager_declares_for_a_worker_and_a_worker_for_nobody_else(watch: Watch) -> None:
    with pytest.raises(Denied):
        await watch.declare(BY_NUMBER, of="acc_colleague")
    await watch.declare(BY_NUMBER, MANAGER, of="acc_ex")
    await watch.town.find(BY_NUMBER, HIM)
    await watch.sift()
    assert await watch.reasons() == [("acc_ex", "known_privately")]


async def test_her_own_word_counts_at_each_employer_and_a_managers_at_his(watch: Watch) -> None:
    await watch.declare(BY_NUMBER)
    await watch.declare(BY_NAME, MANAGER, of="acc_other")
    for account in ("acc_ex", "acc_other"):
        await watch.town.find(BY_NUMBER, worker(NHS, account))
    await watch.sift()
    assert await watch.reasons(ELSEWHERE) == [("acc_ex", "known_privately")]


async def test_somebody_who_becomes_known_later_is_covered_by_what_was_declared_before(watch: Watch) -> None:
    await watch.declare(ByNameAndBirth("Noor", "Khan", date(2001, 2, 3)))
    await watch.town.take(COUNCIL, [row("9", "Noor", "Khan", "2001-02-03")])
    await watch.town.find(ByIdentifier("local_id", "9"), HIM)
    await watch.sift()
    assert len(await watch.queue()) == 1


async def test_what_a_private_service_knows_flags_nothing_for_others(watch: Watch) -> None:
    """A flag on a name that only a refuge has for her would tell the council's guardian that one does."""
    await watch.town.take(REFUGE, [replace(AMINA, family_name="Hidden")], shielded=True)
    await watch.declare(ByNameAndBirth("Amina", "Hidden", date(1992, 3, 4)))
    await watch.town.find(BY_NUMBER, HIM)
    await watch.sift()
    assert await watch.queue() == []


HOME = Home("Smith", "ws136yy", "Flat, 1 Bore St.", "")


@pytest.mark.parametrize(
    ("home", "flagged"),
    [
        (HOME, True),
        (replace(HOME, address="12 Bore Street"), False),
        (replace(HOME, address="Rose Cottage", family_name="BEGUM"), True),
        (replace(HOME, postcode="WS13 6YZ", family_name="Begum"), False),
        (replace(HOME, postcode="WS13 6YZ", uprn="100031"), True),
    ],
    ids=["one door", "another door", "one surname at one postcode", "another postcode", "one UPRN"],
)
async def test_a_look_at_whoever_may_live_with_the_worker_is_flagged(watch: Watch, home: Home, flagged: bool) -> None:
    await watch.town.take(COUNCIL, [replace(AMINA, uprn="100031")])
    await watch.declare(home)
    await watch.town.find(BY_NUMBER, HIM)
    await watch.sift()
    assert await watch.reasons() == ([("acc_ex", "household")] if flagged else [])


async def test_one_in_ten_looks_of_a_duty_desk_is_sampled_and_none_of_other_workers(watch: Watch) -> None:
    person_id = await watch.town.person(COUNCIL)
    draws = iter([0.05, 0.1, 0.0999, *[0.0] * 9])
    for account in ("acc_duty_1", "acc_duty_2", "acc_duty_3"):
        await watch.town.network(worker(NHS, account, "duty"), person_id)
    await watch.sift(lambda: next(draws))
    assert sorted(await watch.reasons(ELSEWHERE)) == [("acc_duty_1", "sampled"), ("acc_duty_3", "sampled")]
    await watch.town.network(worker(NHS, "acc_member"), person_id)
    await watch.sift(lambda: 0.0)
    assert len(await watch.queue(ELSEWHERE)) == 2


async def test_each_look_is_gone_through_once(watch: Watch) -> None:
    await watch.declare(BY_NUMBER)
    await watch.town.find(BY_NUMBER, HIM)
    await watch.sift()
    [waiting] = await watch.queue()
    await watch.judge(waiting.review.id)
    await watch.sift()
    assert await watch.queue() == []
    await watch.town.find(BY_NUMBER, HIM)
    await watch.sift()
    assert len(await watch.queue()) == 1
    assert await watch.leaves("look.flagged") == 2


async def _look(town: Town, caller: Caller) -> tuple[list[bytes], list[Statement]]:
    person_id = await town.person(COUNCIL)
    with executed(town) as seen:
        found = await town.find(BY_NUMBER, caller)
        around = network(await town.network(caller, person_id), TODAY)
    return [repr(found).encode(), around.SerializeToString(deterministic=True)], seen.statements


@pytest.mark.parametrize("subject", [BY_NUMBER, BY_NAME, HOME])
async def test_the_worker_cannot_tell_a_flagged_look_from_any_other(
    new_database: NewDatabase, tmp_path: Path, subject: Subject
) -> None:
    """The same bytes by the same statements, with a tie and without, after an earlier flag too."""
    answers = []
    for tied in (True, False):
        folder = tmp_path / str(tied)
        folder.mkdir()
        async with town_at(new_database(), folder) as town:
            await _known(town)
            watch = Watch(town)
            await watch.declare(subject if tied else ByIdentifier("local_id", "nobody's"))
            town.ids = type(town.ids)("looks")
            first = await _look(town, HIM)
            town.ids = type(town.ids)("sifting")
            await watch.sift()
            assert len(await watch.queue()) == tied
            town.ids = type(town.ids)("looks again")
            answers.append((first, await _look(town, HIM)))
    assert answers[0] == answers[1]


async def test_declaring_tells_nobody_whether_she_is_known(watch: Watch) -> None:
    seen = []
    for number in (NUMBERS[0], NUMBERS[3]):
        with executed(watch.town) as done:
            answer = await watch.declare(ByIdentifier("nhs_number", number))
        seen.append((len(answer), answer[:4], [statement for statement, _ in done.statements]))
    assert seen[0] == seen[1]


async def test_she_is_shown_the_look_and_never_the_flag(watch: Watch) -> None:
    person_id = await watch.town.person(COUNCIL)
    await watch.declare(BY_NUMBER)
    await watch.town.find(BY_NUMBER, HIM)
    before = await watch.town.looks(person_id)
    await watch.sift()
    assert len(before) == 1
    assert await watch.town.looks(person_id) == before
    assert not [kind for kind, _ in await watch.town.told() if kind.startswith(("look", "tie"))]


async def test_only_a_guardian_outside_the_line_sees_and_judges(watch: Watch) -> None:
    await watch.declare(BY_NUMBER)
    await watch.town.find(BY_NUMBER, HIM)
    await watch.sift()
    [waiting] = await watch.queue()
    for caller in (HIM, MANAGER):
        with pytest.raises(Denied):
            await watch.queue(caller)
        with pytest.raises(Denied):
            await watch.judge(waiting.review.id, caller)
    assert await watch.queue(ELSEWHERE) == []
    with pytest.raises(NotFound):
        await watch.judge(waiting.review.id, ELSEWHERE)
    for judgement, why in (("fine", WHY), ("explained", "ok")):
        with pytest.raises(Invalid):
            await watch.judge(waiting.review.id, judgement=judgement, why=why)
    await watch.judge(waiting.review.id, judgement="follow_up")
    assert await watch.queue() == []
    assert await watch.leaves("look.reviewed") == 1
    with pytest.raises(Conflict):
        await watch.judge(waiting.review.id)


async def test_a_guardian_never_learns_that_his_own_look_was_flagged(watch: Watch) -> None:
    await watch.declare(BY_NUMBER, GUARDIAN)
    await watch.town.find(BY_NUMBER, GUARDIAN)
    await watch.sift()
    other = replace(GUARDIAN, subject="acc_guardian_2")
    [waiting] = await watch.queue(other)
    assert await watch.queue() == []
    refused = []
    for review_id in (waiting.review.id, "rev_none"):
        with pytest.raises(Problem) as told:
            await watch.judge(review_id)
        refused.append((told.value.status, told.value.code, told.value.detail))
    assert refused[0] == refused[1]


async def test_nobody_judges_looks_at_himself(watch: Watch) -> None:
    person_id = await watch.town.person(COUNCIL)
    await watch.declare(BY_NUMBER)
    await watch.town.find(BY_NUMBER, HIM)
    await watch.sift()
    async with watch.town.work() as work:
        linked = AccountLink("lnk_1", GUARDIAN.subject, "prf_1", person_id, LinkState.LIVE, "", NOW)
        await work.account_links.add(linked)
    assert await watch.queue() == []


async def test_what_nobody_judges_in_time_is_taken_to_the_dpo_once(watch: Watch) -> None:
    await watch.declare(BY_NUMBER)
    await watch.town.find(BY_NUMBER, HIM)
    await watch.sift()
    watch.town.clock.at += REVIEW_WITHIN - timedelta(seconds=1)
    assert await watch.escalate() == 0
    watch.town.clock.at += timedelta(seconds=1)
    assert [await watch.escalate() for _ in range(2)] == [1, 0]
    [waiting] = await watch.queue()
    assert waiting.review.escalated.word == "dpo"
    assert await watch.leaves("look.review-overdue") == 1


async def test_what_is_declared_is_sealed_and_ended_by_somebody_else(watch: Watch) -> None:
    tie_id = await watch.declare(HOME)
    async with watch.town.db.reading() as tx:
        [kept] = (await tx.execute(select(tie_table.c.words))).scalars()
    assert b"Bore" not in kept
    [declared] = (await ListTies(watch.town.work)(GUARDIAN, Page(50))).items
    assert declared.subject == replace(HOME, postcode="WS13 6YY")
    end = EndTie(watch.town.work)
    with pytest.raises(Denied):
        await end(HIM, tie_id)
    with pytest.raises(NotFound):
        await end(ELSEWHERE, tie_id)
    with pytest.raises(Denied):
        await end(holding(HIM, "looks:review"), tie_id)
    await end(GUARDIAN, tie_id)
    assert list((await ListTies(watch.town.work)(GUARDIAN, Page(50))).items) == []
    assert await watch.leaves("tie.moved") == 2


@pytest.mark.parametrize(
    "subject",
    [
        ByIdentifier("nhs_number", "9434765918"),
        ByIdentifier("local_id", " "),
        ByIdentifier("postcode", "WS13 6YY"),
        ByNameAndBirth("Amina", " ", date(1992, 3, 4)),
        replace(HOME, postcode=" "),
        replace(HOME, address=""),
    ],
)
async def test_half_a_tie_is_refused(watch: Watch, subject: Subject) -> None:
    with pytest.raises(Invalid):
        await watch.declare(subject)


async def test_a_double_submit_declares_once(watch: Watch) -> None:
    assert await watch.declare(BY_NUMBER, again(HIM)) == await watch.declare(BY_NUMBER, again(HIM))
    assert len((await ListTies(watch.town.work)(GUARDIAN, Page(50))).items) == 1
