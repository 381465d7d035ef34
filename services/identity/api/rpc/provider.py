"""`kith.identity.v1.Provider`."""

from datetime import timedelta
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import provider_pb2 as pb
from kith.identity.v1 import provider_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.identity.domain.keys.signing import SigningKey
from services.identity.usecases.clients.create_registration_token import CreateRegistrationToken
from services.identity.usecases.keys.retire_key import RetireKey
from services.identity.usecases.keys.rotate_keys import RotateKeys

Context = ServicerContext[Any, Any]


class ProviderServicer(pb_grpc.ProviderServicer):
    def __init__(
        self, rotate: RotateKeys, retire: RetireKey, create_registration_token: CreateRegistrationToken
    ) -> None:
        self._rotate, self._retire = rotate, retire
        self._create_registration_token = create_registration_token

    async def RotateKeys(self, request: pb.RotateKeysRequest, context: Context) -> pb.RotateKeysResponse:
        return pb.RotateKeysResponse(keys=map(_key, await self._rotate(caller())))

    async def RetireKey(self, request: pb.RetireKeyRequest, context: Context) -> pb.RetireKeyResponse:
        return pb.RetireKeyResponse(keys=map(_key, await self._retire(caller(), request.kid)))

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


def _key(key: SigningKey) -> pb.SigningKey:
    message = pb.SigningKey(kid=key.kid, algorithm=key.algorithm)
    message.created_at.FromDatetime(key.created_at)
    return message
