"""Over gRPC, the service whole: a message is left, found by a broker, answered; its sender reads no more than that."""

from pathlib import Path

import pytest
from kith.cases.v1 import people_pb2 as people
from kith.cases.v1 import private_messages_pb2 as pb
from kith.cases.v1.people_pb2_grpc import PeopleStub
from kith.cases.v1.private_messages_pb2_grpc import PrivateMessagesStub

from chassis.errors import Conflict, NotFound
from services.cases.domain.private_messages.private_message import STANDING
from tests.cases.running import Running, running
from tests.cases.test_whole_service import COUNCIL, NHS, a_town

WORDS = "Please ring me before Friday: Sam, 01543 100."


def signed_in(house: Running, organisation: str, role: str) -> str:
    claims = {"org": organisation, "role": role, "pro": f"pro_{role}", "purpose": "direct_care"}
    scope = "people:read people:write"
    return house.identity.token("worker", scope, audience="cases", sub=f"acc_{organisation}_{role}", **claims)


async def test_from_the_message_left_to_the_answer_read(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        person = await a_town(house)
        async with (
            house.channel(signed_in(house, COUNCIL, "worker")) as as_sender,
            house.channel(signed_in(house, NHS, "duty")) as as_broker,
        ):
            sender, broker = PrivateMessagesStub(as_sender), PrivateMessagesStub(as_broker)
            clinic = people.RecordInvolvementRequest(person_id=person, team="Clinic", shielded=True)
            async with house.channel(signed_in(house, NHS, "manager")) as as_manager:
                await PeopleStub(as_manager).RecordInvolvement(clinic)

            left = await sender.LeavePrivateMessage(pb.LeavePrivateMessageRequest(person_id=person, words=WORDS))
            assert (left.words, left.standing, list(left.answers)) == (WORDS, STANDING, [])
            [waiting] = (await broker.ListWaitingPrivateMessages(pb.ListWaitingPrivateMessagesRequest())).messages
            assert (waiting.id, waiting.given_name, waiting.organisation_id) == (left.id, "Amina", COUNCIL)
            answer = pb.AnswerPrivateMessageRequest(message_id=left.id, words="Ring us first.", signed="A duty manager")
            with pytest.raises(NotFound):
                await sender.AnswerPrivateMessage(answer)
            await broker.AnswerPrivateMessage(answer)
            with pytest.raises(Conflict):
                await broker.LayPrivateMessageAside(pb.LayPrivateMessageAsideRequest(message_id=left.id))

            listed = await sender.ListPrivateMessages(pb.ListPrivateMessagesRequest(person_id=person))
            [[read]] = [one.answers for one in listed.messages]
            assert (read.words, read.signed, read.HasField("answered_at")) == ("Ring us first.", "A duty manager", True)
            assert NHS.encode() not in listed.SerializeToString()
