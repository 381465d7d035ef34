"""`kith.directory.v1.Directory` over gRPC."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.directory.v1 import directory_pb2 as pb
from kith.directory.v1 import directory_pb2_grpc as pb_grpc

from chassis.rpc import Allow, Callers, caller
from services.directory.api import messages
from services.directory.domain.ids import OrganisationId, ProfessionalId
from services.directory.usecases.disable_professional import DisableProfessional
from services.directory.usecases.enable_professional import EnableProfessional
from services.directory.usecases.get_many import GetMany
from services.directory.usecases.get_organisation import GetOrganisation
from services.directory.usecases.get_professional import GetProfessional
from services.directory.usecases.import_organisations import ImportOrganisations
from services.directory.usecases.import_professionals import ImportProfessionals
from services.directory.usecases.list_organisations import ListOrganisations
from services.directory.usecases.list_teams import ListTeams
from services.directory.usecases.search_professionals import SearchProfessionals

CALLERS: Callers = {"/kith.directory.v1.Directory/": Allow(frozenset({"gateway"}))}

_Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class Verbs:
    import_organisations: ImportOrganisations
    import_professionals: ImportProfessionals
    search_professionals: SearchProfessionals
    get_many: GetMany
    get_professional: GetProfessional
    disable_professional: DisableProfessional
    enable_professional: EnableProfessional
    get_organisation: GetOrganisation
    list_organisations: ListOrganisations
    list_teams: ListTeams


class DirectoryServicer(pb_grpc.DirectoryServicer):
    def __init__(self, verbs: Verbs) -> None:
        self._do = verbs

    async def ImportOrganisations(self, request: pb.ImportOrganisationsRequest, context: _Context) -> pb.ImportReport:
        rows = [messages.organisation_row(row) for row in request.rows]
        return messages.import_report(await self._do.import_organisations(caller(), rows))

    async def ImportProfessionals(self, request: pb.ImportProfessionalsRequest, context: _Context) -> pb.ImportReport:
        rows = [messages.professional_row(row) for row in request.rows]
        return messages.import_report(await self._do.import_professionals(caller(), rows))

    async def SearchProfessionals(
        self, request: pb.SearchProfessionalsRequest, context: _Context
    ) -> pb.SearchProfessionalsResponse:
        page = await self._do.search_professionals(
            caller(),
            text=request.query,
            near=request.near_area_gss,
            within=request.organisation_id,
            limit=request.limit,
            after=request.cursor,
        )
        return pb.SearchProfessionalsResponse(
            professionals=[messages.professional(card) for card in page.items], next_cursor=page.more
        )

    async def GetMany(self, request: pb.GetManyRequest, context: _Context) -> pb.GetManyResponse:
        cards = await self._do.get_many(caller(), [ProfessionalId(each) for each in request.ids])
        return pb.GetManyResponse(professionals=[messages.professional(card) for card in cards])

    async def GetProfessional(self, request: pb.GetProfessionalRequest, context: _Context) -> pb.Professional:
        return messages.professional(await self._do.get_professional(caller(), ProfessionalId(request.id)))

    async def DisableProfessional(
        self, request: pb.DisableProfessionalRequest, context: _Context
    ) -> pb.EmploymentState:
        return messages.employment_state(await self._do.disable_professional(caller(), ProfessionalId(request.id)))

    async def EnableProfessional(self, request: pb.EnableProfessionalRequest, context: _Context) -> pb.EmploymentState:
        return messages.employment_state(await self._do.enable_professional(caller(), ProfessionalId(request.id)))

    async def GetOrganisation(self, request: pb.GetOrganisationRequest, context: _Context) -> pb.Organisation:
        return messages.organisation(await self._do.get_organisation(caller(), OrganisationId(request.id)))

    async def ListOrganisations(
        self, request: pb.ListOrganisationsRequest, context: _Context
    ) -> pb.ListOrganisationsResponse:
        page = await self._do.list_organisations(
            caller(),
            kind=request.kind,
            name=request.name,
            identifier=request.identifier,
            limit=request.limit,
            after=request.cursor,
        )
        return pb.ListOrganisationsResponse(
            organisations=[messages.organisation(each) for each in page.items], next_cursor=page.more
        )

    async def ListTeams(self, request: pb.ListTeamsRequest, context: _Context) -> pb.ListTeamsResponse:
        teams = await self._do.list_teams(caller(), OrganisationId(request.organisation_id))
        return pb.ListTeamsResponse(teams=[messages.team(each) for each in teams])
