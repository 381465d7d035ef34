"""The letter door of workers' accounts, which is identity's: addresses, and who has left, stay there."""

from kith.identity.v1 import letters_pb2 as pb
from kith.identity.v1 import letters_pb2_grpc as pb_grpc


class RpcColleagues:
    """Identity's `Letters` service."""

    def __init__(self, stub: "pb_grpc.LettersAsyncStub") -> None:
        self._stub = stub

    async def tell(self, account_id: str, organisation_id: str, message_id: str) -> None:
        await self._stub.TellWorker(
            pb.TellWorkerRequest(account_id=account_id, organisation_id=organisation_id, message_id=message_id)
        )
