"""The network around a person as it changes: handed over, covered, joined by invitation; and who belongs to her."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from kith.cases.v1 import networks_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.involvements import Involvement
from services.gateway.api.people import Meant
from services.gateway.api.shapes import (
    Asked,
    At,
    Cursor,
    Day,
    Id,
    IdInPath,
    Limit,
    Line,
    Maybe,
    Page,
    Purpose,
    Reason,
    Shown,
)

router = APIRouter(route_class=Door, tags=["involvements"])


class HandOver(Asked):
    """To a colleague or a team of the same organisation; what is left out stays as it was."""

    professional_id: Id | None = Field(None, description="The colleague; left out for a team.")
    team: Line | None = None
    role: Line | None = None
    since: Day | None = Field(None, description="Its first day with them, and not in the future; today if left out.")


class InHand(Shown):
    """Somebody whom a professional still works with by the record."""

    involvement: Involvement
    given_name: str
    family_name: str
    date_of_birth: str


class ArrangeCover(Asked):
    """A colleague stands in for a worker of the same organisation."""

    professional_id: Id | None = Field(None, description="For whom, for managers; left out for the caller herself.")
    covering_id: Id
    since: Day | None = Field(None, description="The first day; today if left out.")
    until: Day = Field(description="The last day, at most 92 days after the first.")


class Cover(Shown):
    id: str
    professional_id: str
    covering_id: str = Field(description="Who stands in.")
    since: str
    until: str


class Invite(Asked):
    """Somebody of another organisation is asked to join."""

    to_organisation_id: Id
    professional_id: Id | None = Field(None, description="Left out for a team.")
    team: Line | None = None
    role: Line | None = None
    purpose: Purpose


class Invitation(Shown):
    """It shows and opens nothing until a manager of the organisation invited accepts."""

    id: str
    person_id: Maybe = Field(description="Null to the organisation invited.")
    from_organisation_id: str
    to_organisation_id: str
    professional_id: Maybe
    team: Maybe
    role: Maybe
    purpose: str
    sent_at: At
    expires_on: str
    state: str = Field(description="`waiting`, `accepted`, `declined` or `lapsed`.")
    reason: Maybe = Field(description="Why it was declined.")


class AcceptInvitation(Meant):
    """Whom it is about, which the invitation does not say: ask whoever invited."""


class DeclineInvitation(Asked):
    reason: Reason


Kin = Literal[
    "parent",
    "child",
    "sibling",
    "partner",
    "former_partner",
    "grandparent",
    "grandchild",
    "carer",
    "cared_for",
    "relative",
    "household",
]


class RecordFamilyLink(Asked):
    """How two people with whom the caller's organisation works belong together."""

    other_id: Id
    kin: Kin = Field(description="What the other is to the person. `household` is shown to the caller's own only.")
    since: Day | None = None


class FamilyLink(Shown):
    """Says how, and never where."""

    id: str
    person_id: str
    other_id: str
    kin: str
    since: str
    until: Maybe
    given_name: Maybe = Field(description="The other's, in lists.")
    family_name: Maybe
    date_of_birth: Maybe
    own: bool = Field(description="The caller's organisation recorded it; who else did is not said.")


class EndFamilyLink(Asked):
    until: Day | None = Field(None, description="The last day; today if left out.")


@router.post("/v1/involvements/{involvement_id}/hand-over", status_code=201)
async def hand_over(involvement_id: IdInPath, asked: HandOver, behind: Behind) -> Involvement:
    """Whom it names, or a manager there, hands an involvement over; answers the one that begins."""
    request = pb.HandOverInvolvementRequest(involvement_id=involvement_id, **asked.wire())
    return Involvement.of(await behind.networks.HandOverInvolvement(request))


@router.get("/v1/professionals/{professional_id}/people")
async def people_of(professional_id: IdInPath, behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[InHand]:
    """Whom a professional of the caller's organisation, one who has left too, still works with: to be handed over.

    For that professional and managers. Each person is told that they were on the list.
    """
    asked = pb.ListPeopleOfRequest(professional_id=professional_id, limit=limit, cursor=cursor)
    answer = await behind.networks.ListPeopleOf(asked)
    return Page[InHand](items=[InHand.of(one) for one in answer.items], next_cursor=answer.next_cursor)


@router.post("/v1/covers", status_code=201)
async def arrange_cover(asked: ArrangeCover, behind: Behind) -> Cover:
    """While it lasts, who covers is shown what names the worker; it ends by itself."""
    return Cover.of(await behind.networks.ArrangeCover(pb.ArrangeCoverRequest(**asked.wire())))


@router.get("/v1/covers")
async def covers(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[Cover]:
    """Those that last or are to come: all of the organisation's to managers and duty desks, else the caller's own."""
    answer = await behind.networks.ListCovers(pb.ListCoversRequest(limit=limit, cursor=cursor))
    return Page[Cover](items=[Cover.of(one) for one in answer.covers], next_cursor=answer.next_cursor)


@router.post("/v1/covers/{cover_id}/end")
async def end_cover(cover_id: IdInPath, behind: Behind) -> Cover:
    """Over from now on."""
    return Cover.of(await behind.networks.EndCover(pb.EndCoverRequest(cover_id=cover_id)))


@router.post("/v1/people/{person_id}/invitations", status_code=201)
async def invite(person_id: IdInPath, asked: Invite, behind: Behind) -> Invitation:
    """Ask a professional or a team of another organisation to join a person's network."""
    return Invitation.of(await behind.networks.Invite(pb.InviteRequest(person_id=person_id, **asked.wire())))


@router.get("/v1/people/{person_id}/invitations")
async def invitations_about(
    person_id: IdInPath, behind: Behind, limit: Limit = 50, cursor: Cursor = ""
) -> Page[Invitation]:
    """Those that the caller's organisation sent about a person, and how each stands."""
    asked = pb.ListInvitationsRequest(person_id=person_id, limit=limit, cursor=cursor)
    answer = await behind.networks.ListInvitations(asked)
    return Page[Invitation](items=[Invitation.of(one) for one in answer.invitations], next_cursor=answer.next_cursor)


@router.get("/v1/invitations")
async def invitations(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[Invitation]:
    """Those a manager has to answer; they do not say whom they are about."""
    answer = await behind.networks.ListInvitations(pb.ListInvitationsRequest(limit=limit, cursor=cursor))
    return Page[Invitation](items=[Invitation.of(one) for one in answer.invitations], next_cursor=answer.next_cursor)


@router.post("/v1/invitations/{invitation_id}/accept", status_code=201)
async def accept_invitation(invitation_id: IdInPath, asked: AcceptInvitation, behind: Behind) -> Involvement:
    """A manager says whom it is about; if it is she, they are part of her network from now on."""
    request = pb.AcceptInvitationRequest(invitation_id=invitation_id, **asked.wire())
    return Involvement.of(await behind.networks.AcceptInvitation(request))


@router.post("/v1/invitations/{invitation_id}/decline")
async def decline_invitation(invitation_id: IdInPath, asked: DeclineInvitation, behind: Behind) -> Invitation:
    """Whoever invited sees the reason."""
    request = pb.DeclineInvitationRequest(invitation_id=invitation_id, **asked.wire())
    return Invitation.of(await behind.networks.DeclineInvitation(request))


@router.post("/v1/people/{person_id}/family", status_code=201)
async def record_family_link(person_id: IdInPath, asked: RecordFamilyLink, behind: Behind) -> FamilyLink:
    """By an organisation that works with both."""
    request = pb.RecordFamilyLinkRequest(person_id=person_id, **asked.wire())
    return FamilyLink.of(await behind.networks.RecordFamilyLink(request))


@router.get("/v1/people/{person_id}/family")
async def family(person_id: IdInPath, purpose: Annotated[Purpose, Query()], behind: Behind) -> Page[FamilyLink]:
    """Those of her family and household with whom the caller's organisation works as well. The look is recorded."""
    answer = await behind.networks.ListFamily(pb.ListFamilyRequest(person_id=person_id, purpose=purpose))
    return Page[FamilyLink](items=[FamilyLink.of(one) for one in answer.links])


@router.post("/v1/family-links/{family_link_id}/end")
async def end_family_link(family_link_id: IdInPath, asked: EndFamilyLink, behind: Behind) -> FamilyLink:
    """By the organisation that recorded it."""
    request = pb.EndFamilyLinkRequest(family_link_id=family_link_id, **asked.wire())
    return FamilyLink.of(await behind.networks.EndFamilyLink(request))
