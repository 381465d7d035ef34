"""`kith.identity.v1.Provider`."""

from datetime import timedelta
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import provider_pb2 as pb
from kith.identity.v1 import provider_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.identity.usecases.create_registration_token import CreateRegistrationToken
from services.identity.usecases.rotate_keys import RotateKeys

Context = ServicerContext[Any, Any]


class ProviderServicer(pb_grpc.ProviderServicer):
    def __init__(self, rotate: RotateKeys, create_registration_token: CreateRegistrationToken) -> None:
        self._rotate, self._create_registration_token = rotate, create_registration_token

    async def RotateKeys(self, request: pb.RotateKeysRequest, context: Context) -> pb.RotateKeysResponse:
        answer = pb.RotateKeysResponse()
        for key in await self._rotate(caller()):
            answer.keys.add(kid=key.kid, algorithm=key.algorithm).created_at.FromDatetime(key.created_at)
        return answer

    async def CreateRegistrationToken(
        self, request: pb.CreateRegistrationTokenRequest, context: Context
    ) -> pb.RegistrationToken:
        life = timedelta(seconds=request.life_seconds)
        secret, token = await self._create_registration_token(
            caller(), request.organisation_id, request.profile, request.uses, life
        )
        answer = pb.RegistrationToken(token=secret)
        answer.expires_at.FromDatetime(token.expires_at)
        return answer
