"""A person whom only a private service knows is to everybody else, by every call, whoever there is not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Problem
from chassis.tokens import Caller
from services.cases.domain.networks.family import Kin
from services.cases.domain.networks.invitation import Inviting
from services.cases.domain.purposes import Purpose
from services.cases.ports.casework import Page
from services.cases.usecases.concerns.list_concerns import ListConcerns
from services.cases.usecases.concerns.raise_concern import ConcernWish, RaiseConcern
from services.cases.usecases.networks.invite import Invite
from services.cases.usecases.networks.list_family import ListFamily
from services.cases.usecases.networks.list_invitations import ListInvitations
from services.cases.usecases.networks.record_family_link import RecordFamilyLink
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.private_messages.leave_private_message import LeavePrivateMessage
from services.cases.usecases.private_messages.list_private_messages import ListPrivateMessages
from tests.cases.town import AMINA, COUNCIL, NUMBERS, REFUGE, SCHOOL, Town, row, town_at, worker

Verb = Callable[[Town, Caller, str], Awaitable[Any]]


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The council knows Amina; the refuge, and nobody else, knows Zara."""
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(REFUGE, [row("R1", given="Zara", nhs_number=NUMBERS[2])], shielded=True)
        yield built


async def _network(town: Town, by: Caller, person_id: str) -> Any:
    return await town.network(by, person_id)


async def _family(town: Town, by: Caller, person_id: str) -> Any:
    return await ListFamily(town.work, town.ids, town.clock)(by, person_id, "direct_care")


async def _record_family(town: Town, by: Caller, person_id: str) -> Any:
    record, amina = RecordFamilyLink(town.work, town.ids, town.clock), await town.person(COUNCIL)
    return await record(by, amina, person_id, Kin.SIBLING, date(2026, 1, 1))


async def _invite(town: Town, by: Caller, person_id: str) -> Any:
    to = Inviting(SCHOOL, "", "Pastoral", "", Purpose.DIRECT_CARE)
    return await Invite(town.work, town.ids, town.clock)(by, person_id, to)


async def _invitations(town: Town, by: Caller, person_id: str) -> Any:
    return await ListInvitations(town.work, town.clock)(by, person_id, Page(50))


async def _leave(town: Town, by: Caller, person_id: str) -> Any:
    return await LeavePrivateMessage(town.work, town.ids, town.clock)(by, person_id, "Please ring me before Friday.")


async def _left(town: Town, by: Caller, person_id: str) -> Any:
    return await ListPrivateMessages(town.work, town.ids, town.clock)(by, person_id, Page(50))


async def _join(town: Town, by: Caller, person_id: str) -> Any:
    return await town.record(by, Working(person_id=person_id, professional_id="", team="Adults"))


async def _raise(town: Town, by: Caller, person_id: str) -> Any:
    wish = ConcernWish(person_id, COUNCIL, "adult", "soon", "She had bruises on both arms.")
    return await RaiseConcern(town.work, town.ids, town.clock)(by, wish)


async def _concerns(town: Town, by: Caller, person_id: str) -> Any:
    return await ListConcerns(town.work, town.ids, town.clock)(by, person_id, Page(50))


VERBS = (_network, _family, _record_family, _invite, _invitations, _leave, _left, _join, _raise, _concerns)


@pytest.mark.parametrize("role", ["worker", "duty", "manager"])
@pytest.mark.parametrize("verb", VERBS)
async def test_is_not_told_from_nobody(town: Town, verb: Verb, role: str) -> None:
    zara, by = await town.person(REFUGE, "R1"), worker(COUNCIL, "acc_asking", role)
    said = []
    for person_id in (zara, "per_nobody"):
        try:
            said.append(repr(await verb(town, by, person_id)))
        except Problem as refused:
            said.append(f"{type(refused).__name__} {refused.code}: {refused}")
    assert said[0] == said[1]
    async with town.db.reading() as tx:
        assert not list(await tx.exec_driver_sql("select 1 from disclosure"))
