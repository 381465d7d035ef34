"""`kith.identity.v1.ClientKeys`."""

from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import client_keys_pb2 as pb
from kith.identity.v1 import client_keys_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.identity.usecases.clients.update_client_keys import UpdateClientKeys

Context = ServicerContext[Any, Any]


class ClientKeysServicer(pb_grpc.ClientKeysServicer):
    def __init__(self, update: UpdateClientKeys) -> None:
        self._update = update

    async def UpdateClientKeys(
        self, request: pb.UpdateClientKeysRequest, context: Context
    ) -> pb.UpdateClientKeysResponse:
        client, keys = await self._update(caller(), request.client_id, request.jwks, request.client_assertion)
        return pb.UpdateClientKeysResponse(client_id=client.id, keys=keys)
