"""A page of an organisation's shares is read from indexes in its order, however many it gives and receives."""

import pytest
from sqlalchemy import text

from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page, Place
from services.cases.store.sharing.shares import of_viewer
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown


@pytest.mark.parametrize("deep", [False, True])
async def test_no_page_reads_shares_from_end_to_end(town: SharingTown, deep: bool) -> None:
    place = Place(town.town.clock.now(), "shr_01J9ZK3M5T8Q4R7V2W6X0Y1B3C") if deep else None
    listed = of_viewer(viewer_of(SOCIAL_WORKER), "", Page(51, place))
    async with town.town.db.reading() as tx:
        query = listed.compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True})
        if tx.dialect.name == "sqlite":
            rows = (await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")).mappings()
            plan = "\n".join(row["detail"] for row in rows)
        else:
            # It may be long, though here it is short.
            await tx.execute(text("SET LOCAL enable_seqscan = off"))
            plan = "\n".join((await tx.exec_driver_sql(f"EXPLAIN {query}")).scalars())
    assert "share_given" in plan, plan
    assert "share_received" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert not [line for line in plan.splitlines() if line.startswith("SCAN share")], plan
