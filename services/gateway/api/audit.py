"""`/v1/audit`: the tamper-evident log, so that anybody can hold us to it (RFC 6962 trees, C2SP signed checkpoints)."""

from typing import Annotated

from fastapi import APIRouter, Query
from kith.cases.v1 import audit_pb2 as pb
from pydantic import BaseModel, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import ID, Shown

router = APIRouter(route_class=Door, tags=["audit"])

Size = Annotated[int, Query(ge=0, le=2**63 - 1)]


class Checkpoint(Shown):
    """The newest signed tree head."""

    note: str = Field(description="A C2SP signed note.")
    verifier_key: str = Field(description="In C2SP's text form.")


class Inclusion(BaseModel):
    """Proof that a leaf is in the tree of a size; hashes in hex."""

    index: int
    size: int
    leaf_hash: str
    path: list[str]


class Consistency(BaseModel):
    """Proof that one tree is a prefix of another; hashes in hex."""

    path: list[str]


@router.get("/v1/audit/checkpoint")
async def checkpoint(behind: Behind) -> Checkpoint:
    """The newest signed checkpoint."""
    return Checkpoint.of(await behind.audit.GetCheckpoint(pb.GetCheckpointRequest()))


@router.get("/v1/audit/inclusion")
async def inclusion(behind: Behind, leaf_id: Annotated[str, Query(pattern=ID)], size: Size) -> Inclusion:
    """Proof that a leaf is in the log; a resident asks for her own."""
    proof = await behind.audit.GetInclusion(pb.GetInclusionRequest(leaf_id=leaf_id, size=size))
    path = [each.hex() for each in proof.path]
    return Inclusion(index=proof.index, size=proof.size, leaf_hash=proof.leaf_hash.hex(), path=path)


@router.get("/v1/audit/consistency")
async def consistency(
    behind: Behind,
    from_size: Annotated[int, Query(alias="from", ge=0, le=2**63 - 1)],
    to_size: Annotated[int, Query(alias="to", ge=0, le=2**63 - 1)],
) -> Consistency:
    """Proof that the log of one size begins the log of another."""
    proof = await behind.audit.GetConsistency(pb.GetConsistencyRequest(from_size=from_size, to_size=to_size))
    return Consistency(path=[each.hex() for each in proof.path])
