"""`kith.cases.v1.Networks`: request in, use case, answer out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import networks_pb2 as pb
from kith.cases.v1 import networks_pb2_grpc as pb_grpc
from kith.cases.v1 import people_pb2

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import day_in, stamp
from services.cases.api.rpc.pages import cursor, id_cursor, id_in, page
from services.cases.api.rpc.people_messages import involvement, meant
from services.cases.domain.choice import choice
from services.cases.domain.days import day
from services.cases.domain.networks.cover import Cover
from services.cases.domain.networks.family import FamilyLink, Kin, Relative
from services.cases.domain.networks.hand_over import Successor
from services.cases.domain.networks.invitation import Invitation, Inviting
from services.cases.domain.purposes import purpose
from services.cases.ports.work import OpenWork
from services.cases.usecases.networks.answer_invitation import AcceptInvitation, DeclineInvitation
from services.cases.usecases.networks.arrange_cover import ArrangeCover
from services.cases.usecases.networks.end_cover import EndCover
from services.cases.usecases.networks.hand_over_involvement import HandOverInvolvement
from services.cases.usecases.networks.invite import Invite
from services.cases.usecases.networks.list_covers import ListCovers
from services.cases.usecases.networks.list_family import ListFamily
from services.cases.usecases.networks.list_invitations import ListInvitations
from services.cases.usecases.networks.list_people_of import InHand, ListPeopleOf
from services.cases.usecases.networks.record_family_link import EndFamilyLink, RecordFamilyLink

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class NetworkVerbs:
    list_people_of: ListPeopleOf
    hand_over: HandOverInvolvement
    arrange_cover: ArrangeCover
    list_covers: ListCovers
    end_cover: EndCover
    invite: Invite
    list_invitations: ListInvitations
    accept_invitation: AcceptInvitation
    decline_invitation: DeclineInvitation
    record_family_link: RecordFamilyLink
    list_family: ListFamily
    end_family_link: EndFamilyLink
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock) -> "NetworkVerbs":
        return cls(
            list_people_of=ListPeopleOf(work, ids, clock),
            hand_over=HandOverInvolvement(work, ids, clock),
            arrange_cover=ArrangeCover(work, ids, clock),
            list_covers=ListCovers(work, clock),
            end_cover=EndCover(work, clock),
            invite=Invite(work, ids, clock),
            list_invitations=ListInvitations(work, clock),
            accept_invitation=AcceptInvitation(work, ids, clock),
            decline_invitation=DeclineInvitation(work, clock),
            record_family_link=RecordFamilyLink(work, ids, clock),
            list_family=ListFamily(work, ids, clock),
            end_family_link=EndFamilyLink(work, clock),
            clock=clock,
        )


class NetworksServicer(pb_grpc.NetworksServicer):
    def __init__(self, verbs: NetworkVerbs) -> None:
        self._verbs = verbs

    async def HandOverInvolvement(
        self, request: pb.HandOverInvolvementRequest, context: Context
    ) -> people_pb2.Involvement:
        to = Successor(request.professional_id, request.team.strip(), request.role.strip())
        since = day_in("since", request.since)
        new = await self._verbs.hand_over(caller(), request.involvement_id, to, since, request.person_id)
        return involvement(new, day(self._verbs.clock.now()))

    async def ListPeopleOf(self, request: pb.ListPeopleOfRequest, context: Context) -> pb.PeopleOf:
        after, limit = id_in(request.cursor), page(request.limit, "").limit
        found = await self._verbs.list_people_of(caller(), request.professional_id, after, limit)
        today = day(self._verbs.clock.now())
        return pb.PeopleOf(items=[in_hand(one, today) for one in found.items], next_cursor=id_cursor(found.after))

    async def ArrangeCover(self, request: pb.ArrangeCoverRequest, context: Context) -> pb.Cover:
        since, until = day_in("since", request.since), day_in("until", request.until)
        return cover(
            await self._verbs.arrange_cover(caller(), request.professional_id, request.covering_id, since, until)
        )

    async def ListCovers(self, request: pb.ListCoversRequest, context: Context) -> pb.ListCoversResponse:
        found = await self._verbs.list_covers(caller(), page(request.limit, request.cursor))
        return pb.ListCoversResponse(covers=map(cover, found.items), next_cursor=cursor(found.after))

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
        place = page(request.limit, request.cursor)
        listed = await self._verbs.list_invitations(caller(), request.person_id, place)
        return pb.ListInvitationsResponse(invitations=map(invitation, listed.items), next_cursor=cursor(listed.after))

    async def AcceptInvitation(self, request: pb.AcceptInvitationRequest, context: Context) -> people_pb2.Involvement:
        begun = await self._verbs.accept_invitation(caller(), request.invitation_id, meant(request))
        return involvement(begun, day(self._verbs.clock.now()))

    async def DeclineInvitation(self, request: pb.DeclineInvitationRequest, context: Context) -> pb.Invitation:
        return invitation(await self._verbs.decline_invitation(caller(), request.invitation_id, request.reason))

    async def RecordFamilyLink(self, request: pb.RecordFamilyLinkRequest, context: Context) -> pb.FamilyLink:
        kin, since = choice(Kin, "kin", request.kin), day_in("since", request.since)
        return family_link(
            await self._verbs.record_family_link(caller(), request.person_id, request.other_id, kin, since), own=True
        )

    async def ListFamily(self, request: pb.ListFamilyRequest, context: Context) -> pb.ListFamilyResponse:
        found = await self._verbs.list_family(caller(), request.person_id, request.purpose)
        return pb.ListFamilyResponse(links=map(relative, found))

    async def EndFamilyLink(self, request: pb.EndFamilyLinkRequest, context: Context) -> pb.FamilyLink:
        until = day_in("until", request.until)
        ended = await self._verbs.end_family_link(caller(), request.family_link_id, until, request.person_id)
        return family_link(ended, own=True)


def in_hand(one: InHand, today: date) -> pb.InHand:
    return pb.InHand(
        involvement=involvement(one.involvement, today),
        given_name=one.identity.given_name,
        family_name=one.identity.family_name,
        date_of_birth=one.identity.date_of_birth.isoformat(),
    )


def family_link(one: FamilyLink, *, own: bool) -> pb.FamilyLink:
    return pb.FamilyLink(
        id=one.id,
        person_id=one.person_id,
        other_id=one.other_id,
        kin=one.kin,
        since=one.since.isoformat(),
        until=one.until.isoformat() if one.until else "",
        own=own,
    )


def relative(shown: Relative) -> pb.FamilyLink:
    said = family_link(shown.link, own=shown.own)
    said.given_name, said.family_name = shown.given_name, shown.family_name
    said.date_of_birth = shown.date_of_birth.isoformat()
    return said


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
