"""`kith.identity.v1.Devices`."""

from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import devices_pb2 as pb
from kith.identity.v1 import devices_pb2_grpc as pb_grpc

from services.identity.usecases.authorization.answer_device import AnswerDevice
from services.identity.usecases.authorization.find_device import FindDevice

Context = ServicerContext[Any, Any]


class DevicesServicer(pb_grpc.DevicesServicer):
    def __init__(self, find: FindDevice, answer: AnswerDevice) -> None:
        self._find, self._answer = find, answer

    async def FindDevice(self, request: pb.FindDeviceRequest, context: Context) -> pb.FindDeviceResponse:
        found = await self._find(request.session, request.user_code, request.source)
        return pb.FindDeviceResponse(client_name=found.client.name, claims=found.claims)

    async def AnswerDevice(self, request: pb.AnswerDeviceRequest, context: Context) -> pb.AnswerDeviceResponse:
        await self._answer(request.session, request.user_code, yes=request.yes)
        return pb.AnswerDeviceResponse()
