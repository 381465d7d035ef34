"""Everything the service answers a resident with, as bytes on the wire."""

from typing import Any

import pytest
from google.protobuf.message import Message
from kith.cases.v1 import me_pb2 as pb

from services.cases.api.rpc.me import MeServicer, MeVerbs
from services.cases.usecases.access.ask_for_access import AskForAccess
from services.cases.usecases.access.get_my_access_copy import GetMyAccessCopy
from services.cases.usecases.access.list_my_access_requests import ListMyAccessRequests
from services.cases.usecases.audit.list_my_disclosures import ListMyDisclosures
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.get_my_network import GetMyNetwork
from services.cases.usecases.objections.list_my_objections import ListMyObjections
from services.cases.usecases.objections.object_to import ObjectTo
from services.cases.usecases.sharing.get_my_sharing import GetMySharing
from tests.cases.sharing_town import AMINA_HERSELF, SharingTown

READS: dict[str, list[Message]] = {
    "GetMyNetwork": [pb.GetMyNetworkRequest()],
    "GetMySharing": [pb.GetMySharingRequest()],
    "ListMyDisclosures": [pb.ListMyDisclosuresRequest(limit=2), pb.ListMyDisclosuresRequest()],
    "ListMyObjections": [pb.ListMyObjectionsRequest()],
    "ListMyAccessRequests": [pb.ListMyAccessRequestsRequest()],
}
WRITES = {"ObjectTo", "AskForAccess"}
COPIES = {"GetMyAccessCopy"}
"""Read by request, where there are any that are ready."""


def her_service(town: SharingTown) -> MeServicer:
    work, ids, clock = town.town.work, town.town.ids, town.town.clock
    disclose = Disclose(ids, clock)
    return MeServicer(
        MeVerbs(
            get_my_network=GetMyNetwork(work, disclose, clock),
            get_my_sharing=GetMySharing(work, disclose, clock),
            list_my_disclosures=ListMyDisclosures(work),
            object_to=ObjectTo(work, ids, clock),
            list_my_objections=ListMyObjections(work),
            ask_for_access=AskForAccess(work, ids, clock),
            list_my_access_requests=ListMyAccessRequests(work),
            get_my_access_copy=GetMyAccessCopy(work, clock),
            clock=clock,
        )
    )


async def her_pages(town: SharingTown, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every answer of every method that reads: one that is not listed above fails here."""
    monkeypatch.setattr("services.cases.api.rpc.me.caller", lambda: AMINA_HERSELF)
    me, answers = her_service(town), list[bytes]()
    methods = {method.name for method in pb.DESCRIPTOR.services_by_name["Me"].methods}
    for method in sorted(methods - WRITES - COPIES):
        for request in READS[method]:
            answer: Any = await getattr(me, method)(request, None)
            answers.append(answer.SerializeToString(deterministic=True))
    return answers
