"""A message reaches whoever works with her and is never shown; that there is anybody, nobody is told but by them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from chassis.errors import Conflict, Denied, Invalid, NotFound, Problem, TooMany
from chassis.tokens import Caller
from services.cases.domain.private_messages.private_message import MOST_ABOUT_ONE, MOST_IN_ALL, STANDING, WAITS
from services.cases.store.tables.disclosures import disclosure, withheld
from services.cases.store.tables.people import identity_link, knowledge
from services.cases.store.tables.private_messages import private_answer, private_message
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.people.separate_person import SeparatePerson
from services.cases.usecases.retention.erase import Erase
from services.cases.usecases.retention.finish_erasures import FinishErasures
from services.cases.usecases.retention.get_retention import GetRetention
from tests.cases.private_services.message_town import ANSWER, BROKER, SIGNED, WORDS, Messages
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    SharingTown,
    again,
    holding,
    sharing_town,
)
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, PARTNER, REFUGE, SCHOOL, feed, resident, row, worker

COUNSELLOR = worker(REFUGE, "acc_counsellor")
REFUGE_DPO = holding(worker(REFUGE, "acc_refuge_dpo", "dpo"), "retention:decide")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(database_url, tmp_path) as there:
        await there.town.take(REFUGE, [AMINA], shielded=True)
        yield there


@pytest.fixture
def messages(town: SharingTown) -> Messages:
    return Messages(town.town, town.amina)


async def test_her_private_service_finds_it_and_its_answer_reaches_who_left_it(messages: Messages) -> None:
    left = await messages.leave()
    [waiting] = await messages.waiting()
    assert (waiting.message.id, waiting.message.words, waiting.message.organisation_id) == (left.id, WORDS, COUNCIL)
    assert (waiting.about.given_name, waiting.about.family_name) == ("Amina", "Begum")
    assert [one.answers for one in await messages.left()] == [()]
    await messages.answer(left)
    [[answer]] = [one.answers for one in await messages.left()]
    assert (answer.words, answer.signed) == (ANSWER, SIGNED)
    assert await messages.waiting() == []


async def test_laid_aside_or_in_28_days_it_waits_no_more_and_who_left_it_learns_nothing(messages: Messages) -> None:
    aside, forgotten = await messages.leave(), await messages.leave(words="And one more thing, please.")
    await messages.lay_aside(aside)
    assert [one.message.id for one in await messages.waiting()] == [forgotten.id]
    messages.town.clock.at += WAITS - timedelta(seconds=1)
    assert len(await messages.waiting()) == 1
    messages.town.clock.at += timedelta(seconds=1)
    assert await messages.waiting() == []
    assert [one.answers for one in await messages.left()] == [(), ()]


async def test_only_a_broker_of_who_works_with_her_privately_now_finds_it(
    town: SharingTown, messages: Messages
) -> None:
    left = await messages.leave()
    strangers = [
        COUNSELLOR,
        worker(COUNCIL, "acc_duty", "duty"),
        worker(NHS, "acc_manager", "manager"),
        worker(SCHOOL, "acc_duty_there", "duty"),
        worker(PARTNER, "acc_partner", "manager"),
        replace(BROKER, kind="partner"),
        AMINA_HERSELF,
    ]
    for caller in strangers:
        assert list(await messages.waiting(holding(caller, "people:read", "people:write"))) == []
        for act in (messages.answer, messages.lay_aside):
            with pytest.raises(NotFound):
                await act(left, holding(caller, "people:read", "people:write"))
    with pytest.raises(NotFound):  # who left it is not its broker, though he may see it
        await messages.answer(left, SOCIAL_WORKER)
    assert len(await messages.waiting()) == 1


async def test_who_ceased_to_work_with_her_finds_it_no_more(town: SharingTown, messages: Messages) -> None:
    left = await messages.leave()
    async with town.town.work() as work:
        [theirs] = [one for one in await work.involvements.of_person(town.amina) if one.shielded]
    town.later(days=1)
    manager = worker(REFUGE, "acc_refuge_manager", "manager")
    await EndInvolvement(town.town.work, town.town.clock)(manager, theirs.id, None)
    town.later(days=1)
    assert await messages.waiting() == []
    with pytest.raises(NotFound):
        await messages.answer(left)


async def test_each_service_deals_with_it_once_and_by_itself(town: SharingTown, messages: Messages) -> None:
    clinic = worker(NHS, "acc_clinic", "manager")
    await town.town.record(clinic, Working(person_id=town.amina, team="Clinic", shielded=True))
    left = await messages.leave()
    await messages.answer(left)
    with pytest.raises(Conflict):
        await messages.lay_aside(left)
    with pytest.raises(Conflict):
        await messages.answer(left, worker(REFUGE, "acc_other", "manager"))
    town.later(minutes=1)
    assert len(await messages.waiting(clinic)) == 1
    await messages.answer(left, clinic, "Not before Monday, please.", "A clinic")
    [one] = await messages.left()
    assert [answer.signed for answer in one.answers] == [SIGNED, "A clinic"]


async def test_it_is_left_by_whoever_may_see_her_network_and_nobody_else(town: SharingTown, messages: Messages) -> None:
    await messages.leave(worker(SCHOOL, "acc_duty", "duty"))
    with pytest.raises(NotFound):
        await messages.leave(worker(SCHOOL))
    with pytest.raises(NotFound):
        await messages.leave(person_id="per_nobody")
    for other in (feed(COUNCIL), resident(), AMINA_HERSELF):
        with pytest.raises(NotFound):
            await messages.leave(holding(other, "people:write"))
    with pytest.raises(Denied):
        await messages.leave(replace(SOCIAL_WORKER, scopes=frozenset({"people:read"})))
    await town.link(SOCIAL_WORKER.subject, town.amina)
    with pytest.raises(Denied, match="your own information"):
        await messages.leave()


async def test_whom_only_a_private_service_knows_is_nobody_to_others(town: SharingTown, messages: Messages) -> None:
    await town.town.take(REFUGE, [row("R2", given="Noor", nhs_number=NUMBERS[1])], shielded=True)
    duty, noor = worker(COUNCIL, "acc_duty", "duty"), await town.town.person(REFUGE, "R2")
    told = []
    for person_id in (noor, "per_nobody"):
        with pytest.raises(Problem) as refused:
            await messages.leave(duty, person_id=person_id)
        told.append((refused.value.status, refused.value.code, refused.value.detail))
    assert told[0] == told[1]


async def test_what_is_left_is_limited_by_what_the_worker_left_and_by_nothing_else(messages: Messages) -> None:
    for _ in range(MOST_ABOUT_ONE):
        await messages.leave()
    with pytest.raises(TooMany):
        await messages.leave()
    await messages.leave(worker(COUNCIL, "acc_colleague"))
    messages.town.clock.at += timedelta(days=1)
    await messages.leave()


async def test_who_asks_about_many_people_is_stopped(town: SharingTown, messages: Messages) -> None:
    duty = worker(COUNCIL, "acc_duty", "duty")
    rows = [row(f"c{n}", given=f"Given{n}", birth=f"19{n + 40}-03-04") for n in range(MOST_IN_ALL + 1)]
    await town.town.take(COUNCIL, rows)
    *most, last = [await town.town.person(COUNCIL, one.local_id) for one in rows]
    for person_id in most:
        await messages.leave(duty, person_id=person_id)
    with pytest.raises(TooMany):
        await messages.leave(duty, person_id=last)


@pytest.mark.parametrize("words", ["", "   ", "Short.", "x" * 4001])
async def test_it_says_something_and_not_too_much(messages: Messages, words: str) -> None:
    with pytest.raises(Invalid, match="words"):
        await messages.leave(words=words)
    left = await messages.leave()
    with pytest.raises(Invalid, match="words"):
        await messages.answer(left, words=words)
    for signed in (" ", "x" * 201):
        with pytest.raises(Invalid, match="signed"):
            await messages.answer(left, signed=signed)
    assert len(await messages.waiting()) == 1


async def test_the_same_request_again_leaves_it_once(messages: Messages) -> None:
    first = await messages.leave(again(SOCIAL_WORKER))
    assert (await messages.leave(again(SOCIAL_WORKER))).id == first.id
    assert len(await messages.waiting()) == 1


async def test_words_are_sealed_and_each_look_is_kept_from_her_and_from_the_file_of_who_left_it(
    town: SharingTown, messages: Messages
) -> None:
    await messages.answer(await messages.leave())
    left = await messages.leave(words="A second one, please.")
    await messages.waiting()
    await messages.left()
    async with town.town.db.reading() as tx:
        sealed = [row.words for row in await tx.execute(select(private_message.c.words))]
        sealed += [row.words for row in await tx.execute(select(private_answer.c.words))]
        looks = {
            (row.holder_id, row.organisation_id, row.disclosure_id is not None)
            for row in await tx.execute(
                select(disclosure, withheld.c.disclosure_id).outerjoin(
                    withheld, withheld.c.disclosure_id == disclosure.c.id
                )
            )
        }
    for words in (WORDS, ANSWER, SIGNED, left.words):
        assert words.encode() not in b"".join(sealed)
    assert looks == {(REFUGE, REFUGE, True), (COUNCIL, COUNCIL, True)}
    assert (await town.my_disclosures()).total == 0
    assert await town.leaves("private-message.left") == 2
    assert await town.leaves("private-message.handled") == 1
    assert "private" not in str(await town.town.told())


async def test_a_wrong_link_undone_lets_go_of_what_was_left_and_answered_on_it(
    town: SharingTown, messages: Messages
) -> None:
    clinic = worker(NHS, "acc_clinic", "manager")
    await town.town.record(clinic, Working(person_id=town.amina, team="Clinic", shielded=True))
    of_council = await messages.leave()
    await messages.answer(of_council, clinic)
    await messages.answer(of_council)
    await messages.leave(HEALTH_VISITOR)
    await SeparatePerson(town.town.work, town.town.ids, town.town.clock)(clinic, "1", "Her twin.")
    [one] = await messages.left()
    assert [answer.organisation_id for answer in one.answers] == [REFUGE]
    assert await messages.waiting() == []


async def erase(town: SharingTown, officer: Caller) -> None:
    there = town.town
    finish = FinishErasures(there.work, there.keys, there.clock)
    await Erase(there.work, finish, there.ids, there.clock)(
        officer, town.amina, "dealings", "Nobody may claim any more."
    )


async def rows(town: SharingTown) -> tuple[int, int]:
    async with town.town.db.reading() as tx:
        left = len((await tx.execute(select(private_message.c.id))).all())
        return left, len((await tx.execute(select(private_answer.c.message_id))).all())


async def test_a_private_service_that_lets_her_go_takes_its_answer_with_it(
    town: SharingTown, messages: Messages
) -> None:
    await messages.answer(await messages.leave())
    async with town.town.work() as work:
        [theirs] = [one for one in await work.involvements.of_person(town.amina) if one.shielded]
    manager = worker(REFUGE, "acc_refuge_manager", "manager")
    await EndInvolvement(town.town.work, town.town.clock)(manager, theirs.id, None)
    town.later(days=7 * 366)
    await erase(town, REFUGE_DPO)
    assert await rows(town) == (1, 0)
    assert [one.answers for one in await messages.left()] == [()]


async def test_a_duty_desk_that_only_left_a_message_may_let_it_go_in_its_time(
    town: SharingTown, messages: Messages
) -> None:
    await messages.answer(await messages.leave(worker(SCHOOL, "acc_duty", "duty")))
    officer = holding(worker(SCHOOL, "acc_dpo", "dpo"), "retention:decide")
    with pytest.raises(Conflict, match="kept until"):
        await erase(town, officer)
    town.later(days=7 * 366)
    async with town.town.work() as work:
        due = await work.holdings.maybe_due(SCHOOL, town.town.clock.at.date(), "", 10)
    assert due == [town.amina]
    assert [str(one.retention) for one in await GetRetention(town.town.work, town.town.clock)(officer, town.amina)]
    await erase(town, officer)
    assert await rows(town) == (0, 0)


def test_what_becomes_of_it_is_one_sentence_that_confirms_nothing() -> None:
    assert STANDING == (
        "If a service that is never shown here works with this person, it has your message. Nobody will confirm it."
    )


async def test_whom_nobody_has_an_entry_of_any_more_does_not_hide_what_was_left_about_others(
    town: SharingTown, messages: Messages
) -> None:
    """The service took her on without one of its own; who had one has erased it."""
    broker, teacher = worker(PARTNER, "acc_there", "manager"), worker(SCHOOL, "acc_head", "manager")
    await town.town.take(COUNCIL, [row("9", "Noor", "Khan")])
    noor = await town.town.person(COUNCIL, "9")
    for person_id in (town.amina, noor):
        await town.town.record(broker, Working(person_id=person_id, professional_id="pro_c", shielded=True))
        await town.town.record(teacher, Working(person_id=person_id, professional_id="pro_t"))
        await messages.leave(teacher, person_id=person_id)
    assert len(await messages.waiting(broker)) == 2
    async with town.town.db.transaction() as tx:
        for table in (identity_link, knowledge):
            await tx.execute(delete(table).where(table.c.person_id == town.amina))
    assert [one.about.given_name for one in await messages.waiting(broker)] == ["Noor"]
