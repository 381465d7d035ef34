"""`/v1/possible-links`: an agency's entries that are perhaps of people others know; a manager looks and decides."""

from fastapi import APIRouter
from kith.cases.v1 import people_pb2 as pb
from pydantic import Field, StrictBool

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Cursor, IdInPath, Limit, Maybe, Page, Prose, Shown

router = APIRouter(route_class=Door, tags=["possible-links"])


class FieldSays(Shown):
    field: str = Field(
        examples=["family_name"], description="`source`: the agency's own system merged the entry with another."
    )
    says: str = Field(description="`agree`, `close`, `differ` or `missing`; never what another agency wrote.")
    own: Maybe = Field(description="What the caller's own entry says; null in lists.")


class PossibleLink(Shown):
    id: str
    local_id: str = Field(description="The caller's own agency's entry.")
    fields: list[FieldSays]
    found_at: At
    decided: Maybe = Field(description="`linked` or `refused`; null while nobody has decided.")


class DecidePossibleLink(Asked):
    same: StrictBool = Field(description="Whether they are one person.")
    reason: Prose


@router.get("/v1/possible-links")
async def possible_links(
    behind: Behind, *, linked: bool = False, limit: Limit = 50, cursor: Cursor = ""
) -> Page[PossibleLink]:
    """Those of the caller's agency that wait for a manager, the oldest first; or that were linked, the newest first."""
    asked = pb.ListPossibleLinksRequest(linked=linked, limit=limit, cursor=cursor)
    answer = await behind.people.ListPossibleLinks(asked)
    return Page[PossibleLink](items=[PossibleLink.of(link) for link in answer.links], next_cursor=answer.next_cursor)


@router.get("/v1/possible-links/{link_id}")
async def possible_link(link_id: IdInPath, behind: Behind) -> PossibleLink:
    """With what the caller's own entry says beside each field. The look is in the log."""
    return PossibleLink.of(await behind.people.GetPossibleLink(pb.GetPossibleLinkRequest(link_id=link_id)))


@router.post("/v1/possible-links/{link_id}/decide")
async def decide_possible_link(link_id: IdInPath, asked: DecidePossibleLink, behind: Behind) -> PossibleLink:
    """One person, or not. A link is undone by `/v1/people/separate`."""
    request = pb.DecidePossibleLinkRequest(link_id=link_id, same=asked.same, reason=asked.reason)
    return PossibleLink.of(await behind.people.DecidePossibleLink(request))
