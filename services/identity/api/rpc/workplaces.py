"""`kith.identity.v1.Workplaces` and `WorkplaceSignIns`."""

from typing import Any, cast

from grpc.aio import ServicerContext
from kith.identity.v1 import workplaces_pb2 as pb
from kith.identity.v1 import workplaces_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.rpc import caller
from services.identity.api.rpc.messages import session_message
from services.identity.domain.workplaces.workplace import RETURN_PATH, MatchedBy, Workplace, logout_path
from services.identity.usecases.sessions.get_session import GetSession
from services.identity.usecases.workplaces.begin_workplace_sign_in import BeginWorkplaceSignIn
from services.identity.usecases.workplaces.finish_workplace_sign_in import FinishWorkplaceSignIn, Returned
from services.identity.usecases.workplaces.list_workplaces import ListEmployers, ListWorkplaces
from services.identity.usecases.workplaces.register_workplace import RegisterWorkplace
from services.identity.usecases.workplaces.remove_workplace import RemoveWorkplace

Context = ServicerContext[Any, Any]


class WorkplacesServicer(pb_grpc.WorkplacesServicer):
    def __init__(
        self, register: RegisterWorkplace, listed: ListWorkplaces, remove: RemoveWorkplace, issuer: str, clock: Clock
    ) -> None:
        self._register, self._listed, self._remove = register, listed, remove
        self._issuer, self._clock = issuer, clock

    async def RegisterWorkplace(self, request: pb.RegisterWorkplaceRequest, context: Context) -> pb.Workplace:
        given = request.workplace
        wanted = Workplace(
            organisation_id=given.organisation_id,
            organisation_name=given.organisation_name.strip(),
            issuer=given.issuer,
            client_id=given.client_id,
            claim=given.claim,
            # Whether it is one is for the use case to say, in words.
            matched_by=cast(MatchedBy, given.matched_by),
            levels=dict(given.levels),
            domains=tuple(given.domains),
            purpose=given.purpose,
            created_at=self._clock.now(),
            secret=request.client_secret,
        )
        return self._message(await self._register(caller(), wanted))

    async def ListWorkplaces(self, request: pb.ListWorkplacesRequest, context: Context) -> pb.ListWorkplacesResponse:
        return pb.ListWorkplacesResponse(workplaces=map(self._message, await self._listed(caller())))

    async def RemoveWorkplace(self, request: pb.RemoveWorkplaceRequest, context: Context) -> pb.RemoveWorkplaceResponse:
        await self._remove(caller(), request.organisation_id)
        return pb.RemoveWorkplaceResponse()

    def _message(self, workplace: Workplace) -> pb.Workplace:
        message = pb.Workplace(
            organisation_id=workplace.organisation_id,
            organisation_name=workplace.organisation_name,
            issuer=workplace.issuer,
            client_id=workplace.client_id,
            claim=workplace.claim,
            matched_by=workplace.matched_by,
            levels=workplace.levels,
            domains=workplace.domains,
            purpose=workplace.purpose,
            auth_method="client_secret_basic" if workplace.secret else "private_key_jwt",
            redirect_uri=f"{self._issuer}{RETURN_PATH}",
            backchannel_logout_uri=f"{self._issuer}{logout_path(workplace.organisation_id)}",
        )
        message.created_at.FromDatetime(workplace.created_at)
        return message


class WorkplaceSignInsServicer(pb_grpc.WorkplaceSignInsServicer):
    def __init__(
        self,
        employers: ListEmployers,
        begin: BeginWorkplaceSignIn,
        finish: FinishWorkplaceSignIn,
        get: GetSession,
        form_key: bytes,
    ) -> None:
        self._employers, self._begin, self._finish, self._get = employers, begin, finish, get
        self._form_key = form_key

    async def ListEmployers(self, request: pb.ListEmployersRequest, context: Context) -> pb.ListEmployersResponse:
        found = await self._employers()
        return pb.ListEmployersResponse(
            employers=[pb.Employer(organisation_id=w.organisation_id, name=w.organisation_name) for w in found]
        )

    async def BeginWorkplaceSignIn(
        self, request: pb.BeginWorkplaceSignInRequest, context: Context
    ) -> pb.BeginWorkplaceSignInResponse:
        leaving = await self._begin(
            request.organisation_id,
            request.email,
            request.source,
            request.interaction_id,
            request.next,
            request.language,
        )
        return pb.BeginWorkplaceSignInResponse(url=leaving.url, browser=leaving.browser)

    async def FinishWorkplaceSignIn(
        self, request: pb.FinishWorkplaceSignInRequest, context: Context
    ) -> pb.FinishWorkplaceSignInResponse:
        arrival = await self._finish(
            Returned(request.browser, request.state, request.code, request.issuer, request.error)
        )
        value = arrival.opened.value
        return pb.FinishWorkplaceSignInResponse(
            session=session_message(await self._get(value), self._form_key, value),
            interaction_id=arrival.interaction_id,
            next=arrival.then,
        )
