"""`kith.cases.v1.Audit`: request in, use case, answer out."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import audit_pb2 as pb
from kith.cases.v1 import audit_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.pages import cursor, page
from services.cases.domain.audit.witness import Witness
from services.cases.ports.disclosures import Evidence, Proven, Receipts, Transparency
from services.cases.usecases.audit.add_cosignature import AddCosignature
from services.cases.usecases.audit.export_disclosures import ExportDisclosures
from services.cases.usecases.audit.get_inclusion import GetInclusion
from services.cases.usecases.audit.register_witness import RegisterWitness

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class AuditVerbs:
    """What is public needs no use case: checkpoints and consistency name nobody."""

    transparency: Transparency
    get_inclusion: GetInclusion
    verifier_key: str
    receipts: Receipts
    register_witness: RegisterWitness
    add_cosignature: AddCosignature
    export_disclosures: ExportDisclosures


class AuditServicer(pb_grpc.AuditServicer):
    def __init__(self, verbs: AuditVerbs) -> None:
        self._verbs = verbs

    async def GetCheckpoint(self, request: pb.GetCheckpointRequest, context: Context) -> pb.Checkpoint:
        note, _ = await self._verbs.transparency.checkpoint(witnessed=request.witnessed)
        receipt_key = self._verbs.receipts.public_key
        return pb.Checkpoint(note=note, verifier_key=self._verbs.verifier_key, receipt_key=receipt_key)

    async def GetInclusion(self, request: pb.GetInclusionRequest, context: Context) -> pb.Inclusion:
        proven = await self._verbs.get_inclusion(caller(), request.leaf_id, request.size)
        return _inclusion(proven)

    async def GetConsistency(self, request: pb.GetConsistencyRequest, context: Context) -> pb.Consistency:
        return pb.Consistency(path=await self._verbs.transparency.consistency(request.from_size, request.to_size))

    async def ListWitnesses(self, request: pb.ListWitnessesRequest, context: Context) -> pb.ListWitnessesResponse:
        found = await self._verbs.transparency.witnesses()
        return pb.ListWitnessesResponse(witnesses=[_witness(one) for one in found])

    async def RegisterWitness(self, request: pb.RegisterWitnessRequest, context: Context) -> pb.Witness:
        return _witness(await self._verbs.register_witness(caller(), request.organisation_id, request.verifier_key))

    async def AddCosignature(self, request: pb.AddCosignatureRequest, context: Context) -> pb.AddCosignatureResponse:
        return pb.AddCosignatureResponse(size=await self._verbs.add_cosignature(caller(), request.note))

    async def ExportDisclosures(
        self, request: pb.ExportDisclosuresRequest, context: Context
    ) -> pb.ExportDisclosuresResponse:
        place = page(request.limit, request.cursor)
        found = await self._verbs.export_disclosures(caller(), request.from_on, request.to_on, request.size, place)
        return pb.ExportDisclosuresResponse(
            checkpoint=found.checkpoint,
            size=found.size,
            disclosures=[_exported(one) for one in found.disclosures],
            next_cursor=cursor(found.after),
        )


def _inclusion(proven: Proven) -> pb.Inclusion:
    return pb.Inclusion(index=proven.index, size=proven.size, leaf_hash=proven.leaf_hash, path=proven.path)


def _exported(one: Evidence) -> pb.ExportedDisclosure:
    return pb.ExportedDisclosure(
        id=one.id,
        at=stamp(one.at),
        person_id=one.person_id,
        holder_id=one.holder_id,
        organisation_id=one.organisation_id,
        withheld=one.withheld,
        payload=one.payload,
        salt=one.salt,
        entry=one.entry,
        proof=_inclusion(one.proof) if one.proof else None,
    )


def _witness(one: Witness) -> pb.Witness:
    return pb.Witness(
        verifier_key=one.verifier_key,
        organisation_id=one.organisation_id,
        registered_at=stamp(one.registered_at),
        cosigned_size=one.cosigned_size,
        cosigned_at=stamp(one.cosigned_at) if one.cosigned_at else None,
    )
