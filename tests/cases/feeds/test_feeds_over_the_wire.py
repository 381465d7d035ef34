"""A feed declared, delivered as a whole, held and decided, as messages on the wire; freshness in a network."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kith.cases.v1 import feeds_pb2 as pb
from kith.cases.v1 import people_pb2

from chassis.errors import Invalid, Stale
from services.cases.api.rpc.feeds import FeedsServicer, FeedVerbs
from services.cases.api.rpc.people import PeopleServicer, PeopleVerbs
from tests.cases.conftest import NewDatabase
from tests.cases.feeds.feed_town import MANAGER, NAME
from tests.cases.town import AMINA, COUNCIL, NHS, feed, town_at, worker

RULES = pb.VisibilityRules(age_from=18, statuses=["In Assessment", "open"], months_after_closing=0)


async def test_from_declared_to_decided(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town_at(new_database(), tmp_path) as town:
        feeds: Any = FeedsServicer(FeedVerbs.over(town.work, town.ids, town.clock))
        people: Any = PeopleServicer(PeopleVerbs.over(town.work, town.mandates, town.keys, town.ids, town.clock))

        def by(caller: Any) -> None:
            for module in ("feeds", "people"):
                monkeypatch.setattr(f"services.cases.api.rpc.{module}.caller", lambda: caller)

        by(MANAGER)
        wish = pb.DeclareFeedRequest(
            name=f" {NAME} ", kind="nhs_community", coverage="All", every_days=1, may_shrink=50, shown=RULES
        )
        declared = await feeds.DeclareFeed(wish, None)
        assert (declared.name, declared.may_shrink, declared.as_of) == (NAME, 50, "")
        assert declared.shown.HasField("age_from")
        assert not declared.shown.HasField("age_to")
        assert list(declared.shown.statuses) == ["in-assessment", "open"]
        assert declared.shown.HasField("months_after_closing")
        with pytest.raises(Invalid):
            await feeds.DeclareFeed(pb.DeclareFeedRequest(name=NAME, kind="cats"), None)

        by(feed(NHS))
        row = people_pb2.CaseloadRow(
            line=2,
            local_id="77",
            given_name="Amina",
            family_name="Begum",
            date_of_birth="1992-03-04",
            nhs_number=AMINA.nhs_number,
            status="OPEN",
            since="2024-04-01",
            last_contact="2026-11-20",
            next_contact="2026-12-01",
        )
        delivery: dict[str, Any] = {"organisation_id": NHS, "feed": NAME}
        await people.ImportCaseload(people_pb2.ImportCaseloadRequest(as_of="2026-11-21", rows=[row], **delivery), None)
        with pytest.raises(Invalid):
            await feeds.BeginRoll(pb.BeginRollRequest(entries=1, **delivery), None)
        roll = await feeds.BeginRoll(pb.BeginRollRequest(as_of="2026-11-22", entries=1, **delivery), None)
        await feeds.AddToRoll(pb.AddToRollRequest(roll_id=roll.id, local_ids=["78"]), None)
        held = await feeds.CheckRoll(pb.CheckRollRequest(roll_id=roll.id), None)
        assert (held.state, held.current, held.missing, held.as_of, held.feed) == ("held", 1, 1, "2026-11-22", NAME)
        assert (await feeds.FinishRoll(pb.FinishRollRequest(roll_id=roll.id), None)).state == "held"

        by(MANAGER)
        assert [one.id for one in (await feeds.ListRolls(pb.ListRollsRequest(), None)).rolls] == [roll.id]
        with pytest.raises(Invalid):
            await feeds.DecideRoll(pb.DecideRollRequest(roll_id=roll.id, reason="Rang IT."), None)
        refused = pb.DecideRollRequest(roll_id=roll.id, end=False, reason="Rang IT.")
        assert (await feeds.DecideRoll(refused, None)).state == "refused"
        [listed] = (await feeds.ListFeeds(pb.ListFeedsRequest(), None)).feeds
        assert (listed.as_of, listed.silent_since) == ("2026-11-21", "")

        await town.take(COUNCIL, [AMINA])
        by(worker(COUNCIL))
        asked = people_pb2.GetNetworkRequest(person_id=await town.person(COUNCIL), purpose="direct_care")
        seen = await people.GetNetwork(asked, None)
        [theirs] = [one for one in seen.involvements if one.organisation_id == NHS]
        assert (theirs.case_status, theirs.since, theirs.last_contact, theirs.next_contact, theirs.version) == (
            *("open", "2024-04-01", "2026-11-20", "2026-12-01"),
            0,
        )
        assert [(one.name, one.coverage) for one in seen.feeds if one.name == NAME] == [(NAME, "All")]

        by(replace(worker(NHS), idempotency=None))
        note = people_pb2.NoteContactRequest(involvement_id=theirs.id, version=0, last_contact="2026-11-22")
        noted = await people.NoteContact(note, None)
        assert (noted.last_contact, noted.next_contact, noted.version) == ("2026-11-22", "", 1)
        with pytest.raises(Stale):
            await people.NoteContact(note, None)
