"""`kith.identity.v1.Accounts`."""

from dataclasses import dataclass, replace
from typing import Any, cast

from grpc.aio import ServicerContext
from kith.identity.v1 import accounts_pb2 as pb
from kith.identity.v1 import accounts_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.rpc import caller
from chassis.tokens import hashed
from services.identity.api.rpc.messages import account_message, client_message, registration_of
from services.identity.domain.accounts.account import ActingContext
from services.identity.domain.authorization.grant import new_secret
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.profile import Profile
from services.identity.domain.clients.rules import SECRET_METHODS
from services.identity.usecases.accounts.get_account import GetAccount
from services.identity.usecases.authorization.list_approvals import ListApprovals
from services.identity.usecases.authorization.revoke_approval import RevokeApproval
from services.identity.usecases.clients.create_client import CreateClient
from services.identity.usecases.clients.list_clients import ListClients
from services.identity.usecases.clients.remove_client import RemoveClient
from services.identity.usecases.workplaces.create_worker import CreateWorker, NewWorker

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class AccountVerbs:
    get_account: GetAccount
    create_worker: CreateWorker
    create_client: CreateClient
    list_clients: ListClients
    remove_client: RemoveClient
    list_approvals: ListApprovals
    revoke_approval: RevokeApproval


class AccountsServicer(pb_grpc.AccountsServicer):
    def __init__(self, verbs: AccountVerbs, clock: Clock) -> None:
        self._verbs, self._clock = verbs, clock

    async def GetAccount(self, request: pb.GetAccountRequest, context: Context) -> pb.Account:
        return account_message(*await self._verbs.get_account(caller()))

    async def CreateWorker(self, request: pb.CreateWorkerRequest, context: Context) -> pb.Account:
        given = request.context
        acting = ActingContext(
            id="",
            organisation_id=given.organisation_id,
            organisation_name=given.organisation_name,
            professional_id=given.professional_id,
            role=given.role,
            purpose=given.purpose,
            employer_id=given.employer_id,
            employer_name=given.employer_name,
            councils=tuple(given.councils),
        )
        new = NewWorker(request.email, request.password, request.display_name, acting)
        return account_message(await self._verbs.create_worker(caller(), new), None)

    async def CreateClient(self, request: pb.CreateClientRequest, context: Context) -> pb.Client:
        wanted = Client(
            id="",
            name=request.name,
            # Whether it is one is for the use case to say, in words.
            profile=cast(Profile, request.profile),
            organisation_id=request.organisation_id,
            redirect_uris=tuple(request.redirect_uris),
            post_logout_redirect_uris=tuple(request.post_logout_redirect_uris),
            scopes=frozenset(request.scopes),
            jwks=request.jwks,
            role=request.role,
            created_at=self._clock.now(),
            registration=registration_of(request.registration),
        )
        secret = new_secret() if wanted.registration.token_endpoint_auth_method in SECRET_METHODS else ""
        wanted = replace(wanted, secret_hash=hashed(secret) if secret else "")
        client = await self._verbs.create_client(caller(), wanted)
        # A request sent again is answered with the first client, whose secret nobody has any more.
        return client_message(client, secret if client.secret_hash == wanted.secret_hash else "")

    async def ListClients(self, request: pb.ListClientsRequest, context: Context) -> pb.ListClientsResponse:
        return pb.ListClientsResponse(clients=map(client_message, await self._verbs.list_clients(caller())))

    async def RemoveClient(self, request: pb.RemoveClientRequest, context: Context) -> pb.RemoveClientResponse:
        await self._verbs.remove_client(caller(), request.client_id)
        return pb.RemoveClientResponse()

    async def ListApprovals(self, request: pb.ListApprovalsRequest, context: Context) -> pb.ListApprovalsResponse:
        answer = pb.ListApprovalsResponse()
        for approval, client in await self._verbs.list_approvals(caller()):
            message = answer.approvals.add(client_id=client.id, client_name=client.name, claims=sorted(approval.claims))
            message.approved_at.FromDatetime(approval.approved_at)
        return answer

    async def RevokeApproval(self, request: pb.RevokeApprovalRequest, context: Context) -> pb.RevokeApprovalResponse:
        await self._verbs.revoke_approval(caller(), request.client_id)
        return pb.RevokeApprovalResponse()
