"""A look that cannot be gone through keeps none of those behind it from the guardian."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from chassis.keystore import KeyStore
from services.cases.store.tables.looks import tie
from services.cases.store.tables.metadata import log
from services.cases.usecases.looks.sift_looks import PASSED_IN_A_ROW, SiftLooks
from tests.cases.looks.test_look_reviews import BY_NUMBER, Watch
from tests.cases.sharing_town import holding
from tests.cases.town import AMINA, COUNCIL, town_at, worker

COLLEAGUE = worker(COUNCIL, "acc_colleague")


@pytest.fixture
async def watch(database_url: str, tmp_path: Path) -> AsyncIterator[Watch]:
    """Two workers look at Amina, whom both of them know privately."""
    async with town_at(database_url, tmp_path) as town:
        await town.take(COUNCIL, [AMINA])
        there = Watch(town)
        for account in ("acc_colleague", "acc_ex"):
            await there.declare(BY_NUMBER, holding(worker(COUNCIL, account), "ties:declare"))
        await town.find(BY_NUMBER, COLLEAGUE)
        await town.find(BY_NUMBER, worker(COUNCIL, "acc_ex"))
        yield there


async def spoil(watch: Watch, what: str) -> None:
    """What is sealed of the colleague's look, or of the tie she declared, does not open any more."""
    [first, _] = sorted(await watch.town.looks(await watch.town.person(COUNCIL)), key=lambda look: look.by)
    if what == "look":
        statement = update(log.leaf).where(log.leaf.c.id == first.id).values(sealed=b"spoilt")
    else:
        statement = update(tie).where(tie.c.account_id == first.by).values(words=b"spoilt")
    async with watch.town.db.transaction() as tx:
        await tx.execute(statement)


@pytest.mark.parametrize("what", ["look", "tie"])
async def test_it_is_passed_over_once_said_loudly_and_kept_in_the_log(watch: Watch, what: str) -> None:
    await spoil(watch, what)
    with capture_logs() as said:
        await watch.sift()
        await watch.sift()
    assert await watch.reasons() == [("acc_ex", "known_privately")]
    assert [(line["event"], line["log_level"]) for line in said] == [("look passed over", "error")]
    assert await watch.leaves("look.passed-over") == 1


async def test_what_no_look_goes_through_stops_it_so_that_those_behind_are_not_lost(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wrong(_: SiftLooks, work: object, looks: Sequence[object]) -> list[object]:
        if looks:
            raise ValueError("a slip in the program")
        return []

    for _ in range(PASSED_IN_A_ROW - 1):
        await watch.town.find(BY_NUMBER, COLLEAGUE)
    with monkeypatch.context() as broken:
        broken.setattr(SiftLooks, "_tied", wrong)
        with pytest.raises(ValueError, match="slip"):
            await watch.sift()
    assert await watch.leaves("look.passed-over") == PASSED_IN_A_ROW
    await watch.sift()
    assert await watch.reasons() == [("acc_colleague", "known_privately")], "the one look that was left"


async def test_while_the_key_store_is_away_none_is_passed_over(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise OSError("the key store is away")

    with monkeypatch.context() as broken:
        broken.setattr(KeyStore, "open", away)
        broken.setattr(KeyStore, "fetch", away)
        with pytest.raises(OSError, match="away"):
            await watch.sift()
    await watch.sift()
    assert sorted(await watch.reasons()) == [("acc_colleague", "known_privately"), ("acc_ex", "known_privately")]
    assert await watch.leaves("look.passed-over") == 0
