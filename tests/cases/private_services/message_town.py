"""What workers and brokers do with messages for private services, in a town on a real database."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.tokens import Caller
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.ports.casework import Page
from services.cases.usecases.private_messages.handle_private_message import HandlePrivateMessage
from services.cases.usecases.private_messages.leave_private_message import LeavePrivateMessage
from services.cases.usecases.private_messages.list_private_messages import ListPrivateMessages
from services.cases.usecases.private_messages.list_waiting_private_messages import ListWaitingPrivateMessages, Waiting
from tests.cases.sharing_town import SOCIAL_WORKER
from tests.cases.town import REFUGE, Town, worker

WORDS = "Please ring me before Friday: Sam, 01543 100."
ANSWER, SIGNED = "She is well. Ring us before you visit.", "A duty manager"
BROKER = worker(REFUGE, "acc_broker", "duty")


@dataclass(frozen=True, slots=True)
class Messages:
    town: Town
    person_id: str

    async def leave(self, caller: Caller = SOCIAL_WORKER, words: str = WORDS, person_id: str = "") -> PrivateMessage:
        make = LeavePrivateMessage(self.town.work, self.town.ids, self.town.clock)
        return await make(caller, person_id or self.person_id, words)

    async def left(self, caller: Caller = SOCIAL_WORKER) -> Sequence[PrivateMessage]:
        listed = ListPrivateMessages(self.town.work, self.town.ids, self.town.clock)
        return (await listed(caller, self.person_id, Page(50))).items

    async def waiting(self, caller: Caller = BROKER) -> Sequence[Waiting]:
        listed = ListWaitingPrivateMessages(self.town.work, self.town.ids, self.town.clock)
        return (await listed(caller, Page(50))).items

    async def answer(
        self, one: PrivateMessage, caller: Caller = BROKER, words: str = ANSWER, signed: str = SIGNED
    ) -> None:
        await HandlePrivateMessage(self.town.work, self.town.clock).answer(caller, one.id, words, signed)

    async def lay_aside(self, one: PrivateMessage, caller: Caller = BROKER) -> None:
        await HandlePrivateMessage(self.town.work, self.town.clock).lay_aside(caller, one.id)
