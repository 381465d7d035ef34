"""`kith.identity.v1.Credentials`."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import credentials_pb2 as pb
from kith.identity.v1 import credentials_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.identity.api.rpc.sign_ins import ceremony_message
from services.identity.domain.credentials.passkey import Passkey
from services.identity.usecases.credentials.begin_passkey import BeginRegistration
from services.identity.usecases.credentials.change_password import ChangePassword
from services.identity.usecases.credentials.keep_app import AddApp, NewRecoveryCodes, OfferApp, RemoveApp
from services.identity.usecases.credentials.keep_passkeys import NamePasskey, RemovePasskey
from services.identity.usecases.credentials.list_credentials import ListCredentials
from services.identity.usecases.credentials.register_passkey import RegisterPasskey
from services.identity.usecases.credentials.remove_password import RemovePassword

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class CredentialVerbs:
    listed: ListCredentials
    begin_registration: BeginRegistration
    register_passkey: RegisterPasskey
    name_passkey: NamePasskey
    remove_passkey: RemovePasskey
    offer_app: OfferApp
    add_app: AddApp
    remove_app: RemoveApp
    new_recovery_codes: NewRecoveryCodes
    change_password: ChangePassword
    remove_password: RemovePassword


class CredentialsServicer(pb_grpc.CredentialsServicer):
    def __init__(self, verbs: CredentialVerbs) -> None:
        self._verbs = verbs

    async def ListCredentials(self, request: pb.ListCredentialsRequest, context: Context) -> pb.ListCredentialsResponse:
        held = await self._verbs.listed(caller())
        answer = pb.ListCredentialsResponse(
            password=held.password,
            recovery_codes_left=held.recovery_codes_left,
            passkeys=map(passkey_message, held.passkeys),
        )
        if held.app_since:
            answer.app_since.FromDatetime(held.app_since)
        return answer

    async def BeginRegistration(self, request: pb.BeginRegistrationRequest, context: Context) -> pb.Ceremony:
        me = caller()
        return ceremony_message(await self._verbs.begin_registration(me, me.subject))

    async def FinishRegistration(self, request: pb.FinishRegistrationRequest, context: Context) -> pb.Passkey:
        me = caller()
        return passkey_message(
            await self._verbs.register_passkey(me, me.subject, request.token, request.response, request.name)
        )

    async def NamePasskey(self, request: pb.NamePasskeyRequest, context: Context) -> pb.NamePasskeyResponse:
        await self._verbs.name_passkey(caller(), request.id, request.name)
        return pb.NamePasskeyResponse()

    async def RemovePasskey(self, request: pb.RemovePasskeyRequest, context: Context) -> pb.RemovePasskeyResponse:
        await self._verbs.remove_passkey(caller(), request.id)
        return pb.RemovePasskeyResponse()

    async def OfferApp(self, request: pb.OfferAppRequest, context: Context) -> pb.OfferAppResponse:
        secret, uri = await self._verbs.offer_app(caller())
        return pb.OfferAppResponse(secret=secret, uri=uri)

    async def AddApp(self, request: pb.AddAppRequest, context: Context) -> pb.RecoveryCodes:
        return pb.RecoveryCodes(codes=await self._verbs.add_app(caller(), request.secret, request.code))

    async def RemoveApp(self, request: pb.RemoveAppRequest, context: Context) -> pb.RemoveAppResponse:
        await self._verbs.remove_app(caller())
        return pb.RemoveAppResponse()

    async def NewRecoveryCodes(self, request: pb.NewRecoveryCodesRequest, context: Context) -> pb.RecoveryCodes:
        return pb.RecoveryCodes(codes=await self._verbs.new_recovery_codes(caller()))

    async def ChangePassword(self, request: pb.ChangePasswordRequest, context: Context) -> pb.ChangePasswordResponse:
        await self._verbs.change_password(caller(), request.password)
        return pb.ChangePasswordResponse()

    async def RemovePassword(self, request: pb.RemovePasswordRequest, context: Context) -> pb.RemovePasswordResponse:
        await self._verbs.remove_password(caller())
        return pb.RemovePasswordResponse()


def passkey_message(passkey: Passkey) -> pb.Passkey:
    message = pb.Passkey(id=passkey.id, name=passkey.name)
    message.added_at.FromDatetime(passkey.added_at)
    if passkey.used_at:
        message.used_at.FromDatetime(passkey.used_at)
    if passkey.counts_from:
        message.counts_from.FromDatetime(passkey.counts_from)
    return message
