"""The county that things are measured on is what imports would have left, only faster."""

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bench import kept
from bench.inhabitants import inhabitant
from bench.matching.caseloads import Habits, as_others_know, row
from bench.population import county, holder, organisation, person
from bench.staff import professional
from chassis.clock import SystemClock
from chassis.ids import SeededIds
from chassis.tokens import Caller
from services.cases.api.told import encode
from services.cases.domain.feeds.arrival import Feed
from services.cases.domain.organisation import Organisation
from services.cases.store.people.people import SqlPeople
from services.cases.store.tables.people import involvement, knowledge
from services.cases.store.work import open_work
from services.cases.usecases.feeds.import_caseload import ImportCaseload
from services.cases.usecases.people.particulars import particulars_of

_SIZE = 300
_AGENCY = Organisation("org_new", "An agency new to the county", "nhs_trust", "England")


@pytest.fixture(autouse=True)
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT", tmp_path / "kept")


async def test_its_people_are_found_by_what_their_agency_knows_of_them(tmp_path: Path) -> None:
    async with county("sqlite", _SIZE, tmp_path, lambda _: None) as there, there.db.reading() as tx:
        people = SqlPeople(tx)
        for number in (0, 3, 77, _SIZE - 1):
            made = inhabitant(number)
            [hers] = [k for k in await people.likely([made.identity], "org_other") if k.person_id == person(number)]
            assert (hers.identity, hers.organisation_id) == (made.identity, organisation(holder(number)))
            assert (await particulars_of(there.keys, [hers]))[hers.id] == made.particulars
        works = await tx.execute(select(involvement.c.professional_id).where(involvement.c.person_id == person(7)))
        assert sorted(works.scalars()) == ["", professional(15), professional(16)]


async def test_an_import_links_whom_the_county_knows_and_nobody_else(tmp_path: Path) -> None:
    chance, clock, ids = random.Random(4), SystemClock(), SeededIds("new")
    rows = [row(as_others_know(chance, Habits(), inhabitant(number))) for number in range(_SIZE + 100)]
    system = Caller("cli_new", "partner", frozenset({"people:import"}), {"org": _AGENCY.id})
    async with county("sqlite", _SIZE, tmp_path, lambda _: None) as there:
        work = open_work(there.db, there.keys, encode, clock, ids)
        async with work() as opened:
            await opened.organisations.put(_AGENCY)
        feed = Feed(_AGENCY.id, "community health", datetime.now(UTC).date())
        report = await ImportCaseload(work, there.keys, ids, clock)(system, feed, rows)
        async with there.db.reading() as tx:
            mine = select(knowledge.c.local_id, knowledge.c.person_id).where(knowledge.c.organisation_id == _AGENCY.id)
            found = {int(local_id): person_id for local_id, person_id in await tx.execute(mine)}
    right = sum(found[number] == person(number) for number in range(_SIZE))
    assert report.linked == right > 0.9 * _SIZE


def test_no_two_of_its_people_have_one_number_and_common_names_are_common() -> None:
    people = [inhabitant(number).identity for number in range(20_000)]
    numbers = [one.nhs_number for one in people if one.nhs_number]
    assert len(set(numbers)) == len(numbers) == 15_000
    families = Counter(one.family_name for one in people)
    assert families["Smith"] > 10 * families["Nixon"] > 0
    assert 300 < len(families) < 4_000
