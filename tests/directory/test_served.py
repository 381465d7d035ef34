"""The directory as its callers meet it: a process, mutual TLS, tokens."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kith.directory.v1 import directory_pb2 as pb
from kith.directory.v1 import events_pb2

from chassis.bus import Record, bus
from chassis.errors import Denied, Invalid, NotFound, Problem, Unauthenticated
from chassis.tokens import Revocation
from tests.directory.running import Running, running

ROW = pb.ProfessionalRow(
    line=2,
    external_id="1",
    given_name="Jon",
    family_name="Smythe",
    role="Health Visitor",
    team="Duty team",
    organisation="Midlands NHS Trust",
    organisation_kind="nhs",
    area_gss="E07000194",
    email="jon.smythe@midlands.nhs.example",
    phone="01632960123",
    mobile="07700900456",
    working_days="Mon,Tue",
)
LICHFIELD = pb.OrganisationRow(
    line=2,
    name="Lichfield District Council",
    kind="council",
    identifier="gss:E07000194",
    latitude=52.68,
    longitude=-1.83,
)
OPERATOR_SCOPE = "directory:write organisations:read professionals:read"
WORKER_SCOPE = "professionals:read organisations:read"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as house:
        house.start()
        try:
            await house.ready()
            yield house
        finally:
            assert house.stop() == 0


async def until_found(house: Running, query: str) -> pb.Professional:
    """The first professional found, once the index has seen her."""
    token = house.identity.token("worker", WORKER_SCOPE, org="org_elsewhere")
    async with house.client(token) as worker, asyncio.timeout(20):
        for _ in range(400):
            answer = await worker.SearchProfessionals(pb.SearchProfessionalsRequest(query=query))
            if answer.professionals:
                return answer.professionals[0]
            await asyncio.sleep(0.05)
    raise AssertionError(f"{query!r} finds nobody")


async def imported(house: Running, *rows: pb.ProfessionalRow) -> pb.ImportReport:
    async with house.client(house.identity.token("operator", OPERATOR_SCOPE)) as operator:
        await operator.ImportOrganisations(pb.ImportOrganisationsRequest(rows=[LICHFIELD]))
        return await operator.ImportProfessionals(pb.ImportProfessionalsRequest(rows=rows))


async def test_imported_searched_read_and_told_of(served: Running) -> None:
    bad = pb.ProfessionalRow(line=3, external_id="2", role="Midwife", organisation="x", organisation_kind="nhs")
    report = await imported(served, ROW, bad)
    assert report.taken == 1
    assert [(row.line, row.column) for row in report.rejected] == [(3, "family_name")]

    found = await until_found(served, "helth vistor lichf")
    assert (found.family_name, found.team_name, found.phone) == ("Smythe", "Duty team", "01632 960123")
    assert found.organisation_kind == "nhs_trust"
    assert found.mobile == "", "it is her own organisation's"
    assert list(found.working_days) == ["Mon", "Tue"]

    colleague = served.identity.token("worker", WORKER_SCOPE, org=found.organisation_id)
    async with served.client(colleague) as worker:
        alone = await worker.GetProfessional(pb.GetProfessionalRequest(id=found.id))
        assert alone.mobile == "07700 900456"
        teams = await worker.ListTeams(pb.ListTeamsRequest(organisation_id=found.organisation_id))
        assert [team.id for team in teams.teams] == [found.team_id]
        organisation = await worker.GetOrganisation(pb.GetOrganisationRequest(id=found.organisation_id))
        assert (organisation.name, organisation.nation) == ("Midlands NHS Trust", "England")
        listed = await worker.ListOrganisations(pb.ListOrganisationsRequest(identifier="gss:E07000194"))
        assert [each.name for each in listed.organisations] == ["Lichfield District Council"]
    async with served.client(served.identity.token("resident", "me:read")) as resident:
        many = await resident.GetMany(pb.GetManyRequest(ids=[found.id, "prf_unknown"]))
        assert [(each.family_name, each.email, each.phone) for each in many.professionals] == [("Smythe", "", "")]

    heard = await published(served, 3)
    named = {each.organisation_changed.name for each in heard if each.HasField("organisation_changed")}
    assert named == {"Lichfield District Council", "Midlands NHS Trust"}


async def published(house: Running, count: int) -> list[events_pb2.DirectoryEvent]:
    """The first events on the bus, in 20 seconds at most."""
    heard, stopping = list[events_pb2.DirectoryEvent](), asyncio.Event()

    async def take(records: Sequence[Record]) -> None:
        heard.extend(events_pb2.DirectoryEvent.FromString(record.value) for record in records)
        if len(heard) >= count:
            stopping.set()

    async with bus(f"embedded://{house.data}/bus.db") as opened, asyncio.timeout(20):
        await opened.consume("test", ["kith.directory.v1"], take, stopping)
    return heard


async def refused(house: Running, token: str | None, *, service: str = "gateway") -> type[Problem]:
    async with house.client(token, service=service) as client:
        with pytest.raises(Problem) as problem:
            await client.SearchProfessionals(pb.SearchProfessionalsRequest(query="smythe"))
    return type(problem.value)


async def test_only_the_gateway_with_a_live_token_of_the_right_scope_gets_in(served: Running) -> None:
    token: Callable[..., str] = served.identity.token
    good = token("worker", WORKER_SCOPE, org="org_1")
    assert await refused(served, good, service="cases") is Unauthenticated
    assert await refused(served, None) is Unauthenticated
    assert await refused(served, good[:-4] + "AAAA") is Unauthenticated
    assert await refused(served, token("worker", WORKER_SCOPE, audience="cases")) is Unauthenticated
    assert await refused(served, token("worker", "organisations:read")) is Denied
    async with served.client(good) as worker:
        assert not (await worker.SearchProfessionals(pb.SearchProfessionalsRequest(query="smythe"))).professionals
        with pytest.raises(NotFound):
            await worker.GetProfessional(pb.GetProfessionalRequest(id="prf_unknown"))
        with pytest.raises(Invalid) as invalid:
            await worker.SearchProfessionals(pb.SearchProfessionalsRequest(query=" "))
        assert [field.field for field in invalid.value.fields] == ["query"]
        with pytest.raises(Denied):
            await worker.ImportProfessionals(pb.ImportProfessionalsRequest(rows=[ROW]))
        served.identity.revoked.append(Revocation("account", "acc_1", datetime.now(UTC).timestamp()))
        async with asyncio.timeout(5):
            for _ in range(100):
                try:
                    await worker.SearchProfessionals(pb.SearchProfessionalsRequest(query="smythe"))
                except Unauthenticated:
                    break
                await asyncio.sleep(0.05)
            else:
                pytest.fail("a revoked account still gets in")


async def test_what_was_answered_for_survives_a_kill_and_is_found_and_told_of_afterwards(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        house.start()
        await house.ready()
        report = await imported(house, ROW)
        house.kill()
        assert report.taken == 1
        house.start()
        await house.ready()
        assert (await until_found(house, "smythe")).given_name == "Jon"
        assert len({each.id for each in await published(house, 3)}) == 3
        assert (await imported(house, ROW)).unchanged == 1
        assert house.stop() == 0
