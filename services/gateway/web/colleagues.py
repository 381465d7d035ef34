"""Choosing a colleague on a page: found by name, role or team, then chosen among those found."""

from collections.abc import Mapping

from kith.directory.v1.directory_pb2 import Professional, SearchProfessionalsRequest

from services.gateway.web.visit import Visit

_MOST = 10


async def found(visit: Visit, organisation_id: str = "") -> Mapping[str, Professional] | None:
    """Those who match what was asked (`q`), by id, of one organisation or of all; leavers left out.

    None where the directory is away.
    """
    query = visit.asked("q").strip()
    if not query:
        return {}
    search = SearchProfessionalsRequest(query=query, organisation_id=organisation_id, limit=_MOST)
    answer = await visit.attempt(visit.clients.directory.SearchProfessionals(search))
    if answer is None:
        return None
    return {one.id: one for one in answer.professionals if not one.HasField("disabled_at")}


def said(one: Professional) -> str:
    """`Lee Jones, social worker, Adults`."""
    name = f"{one.known_as or one.given_name} {one.family_name}"
    return ", ".join(part for part in (name, one.role, one.team_name, one.organisation_name) if part)
