"""`/v1/account-links`: whether an account is the person an agency knows; an agency that knows her says so."""

from typing import Literal

from fastapi import APIRouter
from kith.cases.v1 import people_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Cursor, Id, IdInPath, Limit, Maybe, Page, Prose, Shown

router = APIRouter(route_class=Door, tags=["account-links"])


class AccountLink(Shown):
    id: str
    account_id: str
    person_id: str
    state: str = Field(description="`officer`, `proposed`, `live`, `suspended`, `refused` or `ended`.")
    given_name: Maybe
    family_name: Maybe
    date_of_birth: Maybe
    proposed_at: At


class ConfirmAccountLink(Asked):
    method: Literal["in_person", "safe_contact_code"]
    person_id: Id | None = Field(
        None, description="Whom you checked in person, where the link is left to an `officer`."
    )


class EndAccountLink(Asked):
    reason: Prose


@router.get("/v1/account-links")
async def account_links(
    behind: Behind,
    *,
    waiting: bool = False,
    account_id: Id | None = None,
    person_id: Id | None = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[AccountLink]:
    """Links of people the caller's agency knows, those to be confirmed first; at a council, those left to an officer.

    `waiting`: only those to be confirmed, and the suspended. `account_id`, `person_id`: only that one's.
    """
    asked = pb.ListAccountLinksRequest(
        waiting=waiting, account_id=account_id or "", person_id=person_id or "", limit=limit, cursor=cursor
    )
    answer = await behind.people.ListAccountLinks(asked)
    return Page[AccountLink](items=[AccountLink.of(link) for link in answer.links], next_cursor=answer.next_cursor)


@router.post("/v1/account-links/{link_id}/confirm")
async def confirm_account_link(link_id: IdInPath, asked: ConfirmAccountLink, behind: Behind) -> AccountLink:
    """The agency confirms that the account is the person's; of one left to an officer, whose it is."""
    request = pb.ConfirmAccountLinkRequest(link_id=link_id, **asked.wire())
    return AccountLink.of(await behind.people.ConfirmAccountLink(request))


@router.post("/v1/account-links/{link_id}/end")
async def end_account_link(link_id: IdInPath, asked: EndAccountLink, behind: Behind) -> AccountLink:
    """The agency refuses or reverses it; both sides are told."""
    request = pb.EndAccountLinkRequest(link_id=link_id, reason=asked.reason)
    return AccountLink.of(await behind.people.EndAccountLink(request))
