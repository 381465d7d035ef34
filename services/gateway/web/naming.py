"""Which organisation a resident means."""

import asyncio
from collections.abc import Iterable, Mapping
from itertools import chain

from kith.cases.v1.me_pb2 import GetMyNetworkRequest, GetMySharingRequest
from kith.cases.v1.sharing_pb2 import Consent, Share

from services.gateway.web.names import found_organisations, known_organisations
from services.gateway.web.visit import Visit


async def organisations_to_name(visit: Visit, find: str) -> Mapping[str, str]:
    """By id: those she knows of, and those whose name begins so; she may name any, whether it knows her or not."""
    clients = visit.clients
    network, sharing, found = await asyncio.gather(
        visit.attempt(clients.me.GetMyNetwork(GetMyNetworkRequest())),
        visit.attempt(clients.me.GetMySharing(GetMySharingRequest())),
        found_organisations(clients, find),
    )
    ids = {one.organisation_id for one in network.involvements} if network else set()
    entries: Iterable[Consent | Share] = chain(sharing.consents, sharing.shares) if sharing else ()
    for one in entries:
        ids |= {one.from_organisation_id, *one.to_organisation_ids}
    names = {**found, **await known_organisations(clients, ids)}
    return dict(sorted(names.items(), key=lambda named: named[1]))
