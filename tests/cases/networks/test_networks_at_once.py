"""Two who change one network at once: one does, and the other is told that somebody has."""

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Conflict
from services.cases.domain.networks.hand_over import Successor
from services.cases.domain.networks.invitation import Inviting
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.people.finding import ByIdentifier
from services.cases.domain.purposes import Purpose
from services.cases.usecases.networks.answer_invitation import AcceptInvitation, DeclineInvitation
from services.cases.usecases.networks.arrange_cover import ArrangeCover
from services.cases.usecases.networks.end_cover import EndCover
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.hand_over_involvement import HandOverInvolvement
from services.cases.usecases.networks.invite import Invite
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.private_services.message_town import Messages
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, REFUGE, SCHOOL, TODAY, Town, town_at, worker

MANAGER, SAM = worker(COUNCIL, "acc_boss", role="manager"), worker(COUNCIL, "acc_sam")
HEAD = worker(SCHOOL, "acc_head", role="manager")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [replace(AMINA, local_id="77")])
        yield built


async def at_once(town: Town, *these: Awaitable[Any]) -> tuple[list[Any], list[str]]:
    """What was answered, and the codes of what was refused."""
    said = await town.at_once(*these)
    for one in said:
        if isinstance(one, BaseException) and not isinstance(one, Conflict):
            raise one
    lost = [one.code for one in said if isinstance(one, Conflict)]
    return [one for one in said if not isinstance(one, Conflict)], lost


async def around(town: Town, organisation: str) -> list[Involvement]:
    person_id = await town.person(COUNCIL)
    async with town.work() as work:
        found = await work.involvements.of_person(person_id)
    return [one for one in found if one.organisation_id == organisation and one.professional_id]


async def sams(town: Town) -> Involvement:
    working = Working(
        person_id=await town.person(COUNCIL), professional_id="pro_acc_sam", since=TODAY - timedelta(days=7)
    )
    return await town.record(MANAGER, working)


async def test_handed_over_to_two_colleagues_at_once_it_is_with_one(town: Town) -> None:
    one, hand_over = await sams(town), HandOverInvolvement(town.work, town.ids, town.clock)
    won, lost = await at_once(
        town,
        hand_over(SAM, one.id, Successor(professional_id="pro_lee"), None),
        hand_over(MANAGER, one.id, Successor(professional_id="pro_kim"), None),
    )
    assert (len(won), lost) == (1, ["involvement-ended"])
    assert [each.professional_id for each in await around(town, COUNCIL) if each.until is None] == [
        won[0].professional_id
    ]


async def test_handed_over_and_ended_at_once_it_is_one_of_the_two(town: Town) -> None:
    one = await sams(town)
    won, lost = await at_once(
        town,
        HandOverInvolvement(town.work, town.ids, town.clock)(SAM, one.id, Successor(professional_id="pro_lee"), None),
        EndInvolvement(town.work, town.clock)(MANAGER, one.id, None),
    )
    assert (len(won), lost) == (1, ["involvement-ended"])


async def test_an_invitation_accepted_and_declined_at_once_is_answered_once(town: Town) -> None:
    to = Inviting(SCHOOL, "pro_teacher", "", "", Purpose.EDUCATION_SUPPORT)
    one = await Invite(town.work, town.ids, town.clock)(SAM, await town.person(COUNCIL), to)
    told = len(await town.told())
    accept, meant = AcceptInvitation(town.work, town.ids, town.clock), ByIdentifier("nhs_number", NUMBERS[0])
    won, lost = await at_once(
        town,
        accept(HEAD, one.id, meant),
        accept(HEAD, one.id, meant),
        DeclineInvitation(town.work, town.clock)(HEAD, one.id, "He left."),
    )
    assert len(won) == 1
    assert len(set(lost)) == 1
    begun = await around(town, SCHOOL)
    assert len(begun) == len(await town.told()) - told == (1 if isinstance(won[0], Involvement) else 0)


async def test_two_covers_of_one_worker_for_the_same_days_at_once_are_one(town: Town) -> None:
    arrange, until = ArrangeCover(town.work, town.ids, town.clock), TODAY + timedelta(days=7)
    won, lost = await at_once(
        town, *(arrange(SAM, "", f"pro_{colleague}", None, until) for colleague in ("lee", "kim", "ada", "bo"))
    )
    assert (len(won), set(lost)) == (1, {"cover-exists"})


async def test_a_cover_ended_by_both_of_them_at_once_ends_once(town: Town) -> None:
    made = await ArrangeCover(town.work, town.ids, town.clock)(SAM, "", "pro_acc_lee", None, TODAY + timedelta(days=7))
    end = EndCover(town.work, town.clock)
    won, lost = await at_once(town, *(end(by, made.id) for by in (SAM, worker(COUNCIL, "acc_lee"), MANAGER, MANAGER)))
    assert (len(won), lost) == (1, ["cover-ended"] * 3)


async def test_a_message_answered_by_two_brokers_at_once_is_answered_once(town: Town) -> None:
    await town.take(REFUGE, [replace(AMINA, local_id="R1")], shielded=True)
    messages = Messages(town, await town.person(COUNCIL))
    left = await messages.leave()
    won, lost = await at_once(town, messages.answer(left), messages.lay_aside(left))
    assert (len(won), lost) == (1, ["already-dealt-with"])
