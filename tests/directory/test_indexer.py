"""The index follows the database, whatever happens to either."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import tantivy

from chassis.errors import Unavailable
from services.directory.search import document
from services.directory.search.index import folder
from services.directory.search.indexer import Indexer
from services.directory.search.synonyms import DATA
from tests.directory.house import LICHFIELD, SARA, House, house, names
from tests.directory.population import professionals


async def test_each_change_is_found_once_the_indexer_has_seen_it(directory: House) -> None:
    indexer = directory.indexer()
    assert not indexer.ready()
    assert await indexer.catch_up() == 0
    assert indexer.ready()
    await directory.with_professionals(SARA)
    assert await directory.find("obrien") == []
    assert await indexer.catch_up() == 1
    await directory.with_professionals(replace(SARA, family_name="Jones"))
    assert await indexer.catch_up() == 1
    assert await directory.find("obrien") == []
    assert names(await directory.find("jones")) == ["Siobhán Jones"]


async def test_nothing_is_lost_when_the_indexer_dies_between_two_batches(
    directory: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.directory.search.indexer._BATCH", 7)
    rows = list(professionals(60))
    await directory.with_professionals(*rows)
    commits = iter(range(100))
    write = Indexer._write

    def dies(self: Indexer, *args: object) -> None:
        if next(commits) == 3:
            raise OSError("no space left")
        write(self, *args)  # type: ignore[arg-type]  # handed on as it came

    with monkeypatch.context() as broken:
        broken.setattr(Indexer, "_write", dies)
        with pytest.raises(OSError, match="no space"):
            await directory.indexer().catch_up()
    assert 0 < len(await directory.find("team", limit=50)) < 50
    await directory.with_professionals(replace(rows[0], family_name="Quetzalcoatl"))
    await directory.indexer().catch_up()
    assert len(await directory.find("quetzalcoatl")) == 1
    found = {card.professional.facts.external_id for row in rows for card in await directory.find(row.given_name)}
    for row in rows:
        [card] = await directory.find(row.email)
        assert card.professional.facts.external_id == row.external_id
    assert len(found) > 30
    assert await count(directory) == 60


async def count(directory: House) -> int:
    """How many documents there are."""
    return int(tantivy.Index.open(str(directory.path)).searcher().num_docs)


async def test_an_index_that_was_thrown_away_grows_again(directory: House) -> None:
    await directory.with_professionals(*professionals(50))
    await directory.indexer().catch_up()
    assert len(await directory.find("team", limit=50)) == 50
    shutil.rmtree(directory.path)
    with pytest.raises(Unavailable):
        await directory.find("team")
    assert await directory.indexer().catch_up() == 50
    assert await count(directory) == 50
    assert len(await directory.find("team", limit=50)) == 50


async def test_an_index_that_cannot_be_read_is_built_anew(directory: House) -> None:
    await directory.with_professionals(*professionals(20))
    await directory.indexer().catch_up()
    (directory.path / "meta.json").write_text("{")
    assert await directory.indexer().catch_up() == 20
    assert await count(directory) == 20


async def test_an_index_ahead_of_a_restored_database_is_built_anew(tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    async with house(f"sqlite:///{tmp_path}/a.db", tmp_path) as before:
        await before.with_professionals(*professionals(5))
    shutil.copy(tmp_path / "a.db", backup)
    async with house(f"sqlite:///{tmp_path}/a.db", tmp_path) as later:
        await later.with_professionals(SARA)
        await later.indexer().catch_up()
        assert await count(later) == 6
    async with house(f"sqlite:///{backup}", tmp_path) as restored:
        assert await restored.indexer().catch_up() == 5
        assert await count(restored) == 5


async def test_other_synonyms_begin_another_index(
    small: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = folder(tmp_path)
    old = tmp_path / "directory-index" / "of-another-version"
    old.mkdir(parents=True)
    await Indexer(first, small.indexer()._reading).catch_up()
    assert not old.exists()
    data = tmp_path / "words"
    shutil.copytree(DATA, data)
    with (data / "nicknames.csv").open("a") as file:
        file.write("eleanor,nelly\n")
    monkeypatch.setattr(document, "DATA", data)
    assert folder(tmp_path) != first


async def test_a_renamed_organisation_and_council_area_are_found_by_their_new_names(directory: House) -> None:
    await directory.with_professionals(SARA)
    indexer = directory.indexer()
    await indexer.catch_up()
    assert await directory.find("lichfield") == []
    await directory.with_organisations(LICHFIELD)
    assert await indexer.catch_up() == 1
    assert len(await directory.find("lichfield")) == 1
    [trust] = [each for each in await directory.organisations() if each.facts.kind == "nhs_trust"]
    await directory.with_organisations(
        replace(LICHFIELD, name=trust.facts.name, kind="nhs_trust", identifier="ods:RRE", area=trust.facts.area),
    )
    await directory.with_organisations(
        replace(LICHFIELD, name="Severn NHS Trust", kind="nhs_trust", identifier="ods:RRE", area=trust.facts.area),
    )
    await indexer.catch_up()
    assert len(await directory.find("severn")) == 1
    assert await directory.find("midlands") == []


async def test_the_running_indexer_follows_until_it_is_told_to_stop(directory: House) -> None:
    stopping = asyncio.Event()
    running = asyncio.create_task(directory.indexer().run(stopping))
    await directory.with_professionals(SARA)
    async with asyncio.timeout(10):
        await _found(directory)
    stopping.set()
    async with asyncio.timeout(5):
        await running


async def _found(directory: House) -> None:
    for _ in range(1_000):
        try:
            if await directory.find("obrien"):
                return
        except Unavailable:
            pass
        await asyncio.sleep(0.02)
