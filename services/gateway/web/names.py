"""The names behind ids on a page."""

import asyncio
from collections.abc import Iterable, Mapping

from kith.directory.v1.directory_pb2 import GetOrganisationRequest, ListOrganisationsRequest

from chassis.errors import NotFound, Unavailable
from services.gateway.clients import Clients
from services.gateway.web.visit import Visit

_MOST_FOUND, _LONGEST_NAME = 10, 100
UNNAMED = "an organisation we cannot name just now"


async def organisation_names(visit: Visit, ids: Iterable[str]) -> Mapping[str, str]:
    """Each organisation's name by its id; said in words where directory cannot tell."""
    wanted = sorted(set(ids))
    known = await known_organisations(visit.clients, wanted)
    return {one: known.get(one) or visit.said(UNNAMED) for one in wanted}


async def known_organisations(clients: Clients, ids: Iterable[str]) -> Mapping[str, str]:
    """The names, by id, of those that directory can tell."""

    async def name(organisation_id: str) -> str:
        try:
            return (await clients.directory.GetOrganisation(GetOrganisationRequest(id=organisation_id))).name
        except (NotFound, Unavailable):
            return ""

    wanted = sorted(set(ids))
    found = zip(wanted, await asyncio.gather(*map(name, wanted)), strict=True)
    return {one: name for one, name in found if name}


async def found_organisations(clients: Clients, name: str, kind: str = "") -> Mapping[str, str]:
    """Those (of a kind) whose name has words that begin so, by id, ten at the most; none where nothing was asked."""
    if not name or not name.isprintable():
        return {}
    asked = ListOrganisationsRequest(name=name[:_LONGEST_NAME], kind=kind, limit=_MOST_FOUND)
    return {one.id: one.name for one in (await clients.directory.ListOrganisations(asked)).organisations}
