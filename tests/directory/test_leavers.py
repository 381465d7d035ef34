"""Somebody leaves: who may say so, what others are told, and what brings her back."""

from dataclasses import replace
from hashlib import sha256

import pytest
from kith.directory.v1 import events_pb2 as pb
from sqlalchemy import select

from chassis.errors import Denied, NotFound
from services.directory.domain.ids import ProfessionalId
from services.directory.domain.professional import Professional
from services.directory.store import tables
from tests.directory.house import LICHFIELD, OPERATOR, SARA, House, administrator, worker


async def sara(directory: House) -> Professional:
    """Sara as the directory holds her now, brought in where she is not there."""
    async with directory.db.reading() as tx:
        known = (await tx.execute(select(tables.professionals.c.id))).scalars().all()
    if not known:
        await directory.with_professionals(SARA)
        return await sara(directory)
    [which] = known
    card = await directory.get_professional(OPERATOR, ProfessionalId(which))
    return card.professional


async def told(directory: House) -> list[pb.StaffChanged]:
    """What others were told of staff, in order."""
    async with directory.db.reading() as tx:
        rows = await tx.execute(select(tables.outbox.table).order_by(tables.outbox.table.c.number))
        events = [pb.DirectoryEvent.FromString(row.payload) for row in rows]
    return [event.staff_changed for event in events if event.HasField("staff_changed")]


async def test_who_comes_in_is_told_of_by_ids_and_digests_alone(directory: House) -> None:
    hers = await sara(directory)
    [event] = await told(directory)
    [member] = event.members
    assert (event.organisation_id, member.professional_id, member.external_id) == (hers.organisation, hers.id, "1")
    assert member.email_sha256 == sha256(b"siobhan.obrien@midlands.nhs.example").digest()
    assert member.working
    assert b"obrien" not in event.SerializeToString().lower()


@pytest.mark.parametrize("own", [True, False])
async def test_an_operator_or_her_own_organisations_administrator_disables_and_enables_her(
    directory: House, own: bool
) -> None:
    hers = await sara(directory)
    by = administrator(hers.organisation) if own else OPERATOR
    disabled = await directory.disable(by, hers.id)
    assert disabled.disabled_at == directory.clock.at
    assert (await directory.get_professional(by, hers.id)).professional.disabled_at == directory.clock.at
    assert (await directory.enable(by, hers.id)).disabled_at is None
    assert [event.members[0].working for event in await told(directory)] == [True, False, True]


async def test_nobody_else_decides_about_her(directory: House) -> None:
    hers = await sara(directory)
    for by in (administrator("org_elsewhere"), worker(hers.organisation)):
        for verb in (directory.disable, directory.enable):
            with pytest.raises(Denied):
                await verb(by, hers.id)
    with pytest.raises(NotFound):
        await directory.disable(OPERATOR, ProfessionalId("prf_unknown"))
    assert len(await told(directory)) == 1


async def test_disabling_twice_tells_once(directory: House) -> None:
    hers = await sara(directory)
    for _ in range(2):
        await directory.disable(OPERATOR, hers.id)
    assert [event.members[0].working for event in await told(directory)] == [True, False]


async def test_a_feed_that_still_names_a_leaver_does_not_bring_her_back(directory: House) -> None:
    hers = await sara(directory)
    await directory.disable(OPERATOR, hers.id)
    await directory.with_professionals(replace(SARA, phone="01632 960999"))
    assert (await sara(directory)).disabled_at == directory.clock.at
    assert [event.members[0].working for event in await told(directory)] == [True, False, False]


async def test_who_moves_is_gone_from_where_she_was(directory: House) -> None:
    await directory.with_organisations(LICHFIELD)
    before = await sara(directory)
    moved = replace(SARA, organisation=LICHFIELD.name, organisation_kind="council")
    await directory.with_professionals(moved)
    after = {event.organisation_id: event.members[0].working for event in (await told(directory))[1:]}
    [council] = await directory.organisations("Lichfield")
    assert after == {before.organisation: False, council.id: True}


async def test_the_log_keeps_who_was_disabled(directory: House) -> None:
    hers = await sara(directory)
    await directory.disable(OPERATOR, hers.id)
    await directory.enable(OPERATOR, hers.id)
    async with directory.db.reading() as tx:
        leaves = (await tx.execute(select(tables.log.leaf).order_by(tables.log.leaf.c.seq))).all()
    assert [leaf.kind for leaf in leaves[-2:]] == ["professional.disabled", "professional.enabled"]
