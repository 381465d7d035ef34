"""`kith.cases.v1.Networks`: request in, use case, answer out."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import networks_pb2 as pb
from kith.cases.v1 import networks_pb2_grpc as pb_grpc
from kith.cases.v1 import people_pb2

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import day_in, stamp
from services.cases.api.rpc.people_messages import involvement, meant
from services.cases.domain.cover import Cover
from services.cases.domain.days import day
from services.cases.domain.hand_over import Successor
from services.cases.domain.invitation import Invitation, Inviting
from services.cases.domain.purposes import purpose
from services.cases.ports.work import OpenWork
from services.cases.usecases.answer_invitation import AcceptInvitation, DeclineInvitation
from services.cases.usecases.arrange_cover import ArrangeCover
from services.cases.usecases.end_cover import EndCover
from services.cases.usecases.hand_over_involvement import HandOverInvolvement
from services.cases.usecases.invite import Invite
from services.cases.usecases.list_covers import ListCovers
from services.cases.usecases.list_invitations import ListInvitations

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class NetworkVerbs:
    hand_over: HandOverInvolvement
    arrange_cover: ArrangeCover
    list_covers: ListCovers
    end_cover: EndCover
    invite: Invite
    list_invitations: ListInvitations
    accept_invitation: AcceptInvitation
    decline_invitation: DeclineInvitation
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock) -> "NetworkVerbs":
        return cls(
            hand_over=HandOverInvolvement(work, ids, clock),
            arrange_cover=ArrangeCover(work, ids, clock),
            list_covers=ListCovers(work, clock),
            end_cover=EndCover(work, clock),
            invite=Invite(work, ids, clock),
            list_invitations=ListInvitations(work, clock),
            accept_invitation=AcceptInvitation(work, ids, clock),
            decline_invitation=DeclineInvitation(work, clock),
            clock=clock,
        )


class NetworksServicer(pb_grpc.NetworksServicer):
    def __init__(self, verbs: NetworkVerbs) -> None:
        self._verbs = verbs

    async def HandOverInvolvement(
        self, request: pb.HandOverInvolvementRequest, context: Context
    ) -> people_pb2.Involvement:
        to = Successor(request.professional_id, request.team.strip(), request.role.strip())
        new = await self._verbs.hand_over(caller(), request.involvement_id, to, day_in("since", request.since))
        return involvement(new, day(self._verbs.clock.now()))

    async def ArrangeCover(self, request: pb.ArrangeCoverRequest, context: Context) -> pb.Cover:
        since, until = day_in("since", request.since), day_in("until", request.until)
        return cover(
            await self._verbs.arrange_cover(caller(), request.professional_id, request.covering_id, since, until)
        )

    async def ListCovers(self, request: pb.ListCoversRequest, context: Context) -> pb.ListCoversResponse:
        return pb.ListCoversResponse(covers=map(cover, await self._verbs.list_covers(caller())))

    async def EndCover(self, request: pb.EndCoverRequest, context: Context) -> pb.Cover:
        return cover(await self._verbs.end_cover(caller(), request.cover_id))

    async def Invite(self, request: pb.InviteRequest, context: Context) -> pb.Invitation:
        to = Inviting(
            request.to_organisation_id,
            request.professional_id,
            request.team.strip(),
            request.role.strip(),
            purpose(request.purpose),
        )
        return invitation(await self._verbs.invite(caller(), request.person_id, to))

    async def ListInvitations(self, request: pb.ListInvitationsRequest, context: Context) -> pb.ListInvitationsResponse:
        listed = await self._verbs.list_invitations(caller(), request.person_id)
        return pb.ListInvitationsResponse(invitations=map(invitation, listed))

    async def AcceptInvitation(
        self, request: pb.AcceptInvitationRequest, context: Context
    ) -> people_pb2.Involvement:
        begun = await self._verbs.accept_invitation(caller(), request.invitation_id, meant(request))
        return involvement(begun, day(self._verbs.clock.now()))

    async def DeclineInvitation(self, request: pb.DeclineInvitationRequest, context: Context) -> pb.Invitation:
        return invitation(await self._verbs.decline_invitation(caller(), request.invitation_id, request.reason))


def invitation(one: Invitation) -> pb.Invitation:
    """Without whose hand it was."""
    return pb.Invitation(
        id=one.id,
        person_id=one.person_id,
        from_organisation_id=one.from_organisation_id,
        to_organisation_id=one.to_organisation_id,
        professional_id=one.professional_id,
        team=one.team,
        role=one.role,
        purpose=one.purpose,
        sent_at=stamp(one.sent_at),
        expires_on=one.expires_on.isoformat(),
        state=one.state,
        reason=one.reason,
    )


def cover(one: Cover) -> pb.Cover:
    return pb.Cover(
        id=one.id,
        professional_id=one.professional_id,
        covering_id=one.covering_id,
        since=one.since.isoformat(),
        until=one.until.isoformat(),
    )
