"""What a sender and a front door are answered, as messages on the wire."""

from pathlib import Path
from typing import Any

import pytest
from kith.cases.v1 import concerns_pb2 as pb

from chassis.errors import Invalid
from services.cases.api.rpc.concerns import ConcernsServicer, ConcernVerbs
from tests.cases.concerns.concern_town import DUTY, MANAGER, WORDS, concern_town
from tests.cases.conftest import NewDatabase
from tests.cases.sharing_town import HEALTH_VISITOR
from tests.cases.town import COUNCIL, NHS


async def test_from_the_door_declared_to_the_outcome(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with concern_town(new_database(), tmp_path) as town:
        served: Any = ConcernsServicer(ConcernVerbs.over(town.town.work, town.town.ids, town.town.clock))

        def by(caller: Any) -> Any:
            monkeypatch.setattr("services.cases.api.rpc.concerns.caller", lambda: caller)
            return served

        wish = pb.DeclareFrontDoorRequest(door="adults", team=" Adults ", contact="01543 200")
        declared = await by(MANAGER).DeclareFrontDoor(wish, None)
        assert (declared.council_id, declared.team, list(declared.days)) == (COUNCIL, "Adults", list(range(1, 8)))
        assert declared.open_now
        with pytest.raises(Invalid):
            await by(MANAGER).DeclareFrontDoor(pb.DeclareFrontDoorRequest(door="back"), None)
        doors = await by(HEALTH_VISITOR).ListFrontDoors(pb.ListFrontDoorsRequest(council_id=COUNCIL), None)
        assert len(doors.doors) == 4

        wanted = pb.RaiseConcernRequest(
            person_id=town.amina, council_id=COUNCIL, about="adult", urgency="soon", words=WORDS, exclude=[NHS]
        )
        raised = await by(HEALTH_VISITOR).RaiseConcern(wanted, None)
        assert "not a referral until it is accepted" in raised.standing
        assert (raised.door.door, raised.concern.organisation_id, raised.concern.words) == ("adults", NHS, WORDS)

        waiting = await by(DUTY).ListConcerns(pb.ListConcernsRequest(), None)
        assert ([one.id for one in waiting.concerns], waiting.agencies) == ([raised.concern.id], 1)
        [at_the_door] = waiting.concerns
        assert (at_the_door.given_name, at_the_door.date_of_birth) == ("Amina", "1992-03-04")
        which = {"concern_id": raised.concern.id}
        seen = await by(DUTY).AcknowledgeConcern(pb.AcknowledgeConcernRequest(**which), None)
        assert seen.HasField("acknowledged_at")
        assert not seen.HasField("closed_at")
        ending = pb.CloseConcernRequest(outcome="accepted", answer="We visit her today.", **which)
        assert (await by(DUTY).CloseConcern(ending, None)).outcome == "accepted"
        own = await by(HEALTH_VISITOR).ListConcerns(pb.ListConcernsRequest(person_id=town.amina), None)
        assert [(one.answer, one.given_name) for one in own.concerns] == [("We visit her today.", "")]
