"""The letter door of residents' accounts, which is identity's: addresses stay there."""

from kith.identity.v1 import letters_pb2 as pb
from kith.identity.v1 import letters_pb2_grpc as pb_grpc

from services.cases.domain.contacts.message import Outcome


class RpcLetters:
    """Identity's `Letters` service."""

    def __init__(self, stub: "pb_grpc.LettersAsyncStub") -> None:
        self._stub = stub

    async def send(self, account_id: str, message_id: str) -> Outcome:
        asked = pb.SendNewsRequest(account_id=account_id, message_id=message_id)
        return Outcome((await self._stub.SendNews(asked)).outcome)
