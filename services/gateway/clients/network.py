"""The people around a person, composed: cases decides who is shown, directory adds how to reach them."""

from collections.abc import Mapping
from dataclasses import dataclass

from kith.cases.v1 import people_pb2 as pb
from kith.directory.v1 import directory_pb2 as directory_pb

from chassis.errors import Problem
from chassis.log import logger
from services.gateway.clients import Clients

NEVER_SHOWN = "Some services are never shown here. Ask the duty desk."
_MOST_AT_ONCE = 200
_DIRECTORY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class ComposedNetwork:
    """`professionals` by id, as the caller may see them; empty, with `contacts_available` false, where directory is
    away or refuses: what cases decided is shown all the same.
    """

    network: pb.Network
    professionals: Mapping[str, directory_pb.Professional]
    contacts_available: bool


async def compose(
    clients: Clients, person_id: str, purpose: str, withholding: pb.Withholding | None = None
) -> ComposedNetwork:
    """Ask for a person's network and for the contacts of those on it.

    Raises:
        Problem: whatever cases refuses with; NotFound covers "not for this caller to know of".
    """
    asked = pb.GetNetworkRequest(person_id=person_id, purpose=purpose, withholding=withholding)
    network = await clients.people.GetNetwork(asked)
    named = [id_ for i in network.involvements for id_ in (i.professional_id, i.covered_by) if id_]
    ids = list(dict.fromkeys(named))
    found: dict[str, directory_pb.Professional] = {}
    try:
        for start in range(0, len(ids), _MOST_AT_ONCE):
            request = directory_pb.GetManyRequest(ids=ids[start : start + _MOST_AT_ONCE])
            answer = await clients.directory.GetMany(request, timeout=_DIRECTORY_SECONDS)
            found.update((professional.id, professional) for professional in answer.professionals)
    except Problem as problem:
        logger().warning("contacts left out", code=problem.code, kind=type(problem).__name__)
        return ComposedNetwork(network, {}, contacts_available=False)
    return ComposedNetwork(network, found, contacts_available=True)
