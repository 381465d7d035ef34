"""`/v1/audit`: the tamper-evident log, so that anybody can hold us to it (RFC 6962 trees, C2SP signed checkpoints)."""

from datetime import UTC, date
from typing import Annotated

from fastapi import APIRouter, Query
from kith.cases.v1 import audit_pb2 as pb
from pydantic import BaseModel, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import ID, Asked, At, Id, Line, MaybeAt, Page, Shown

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


class Witness(Shown):
    """Whose cosignatures may be asked for."""

    verifier_key: str = Field(description="In C2SP's text form.")
    organisation_id: str
    registered_at: At
    cosigned_size: int = Field(description="Of the largest checkpoint it has cosigned; 0 before the first.")
    cosigned_at: MaybeAt


class RegisterWitness(Asked):
    organisation_id: Id
    verifier_key: Line = Field(description="In C2SP's text form, of kind 0x04.")


class AddCosignature(Asked):
    note: Annotated[str, Field(max_length=65_536, description="A checkpoint with the witness's line under it.")]


class Cosigned(Shown):
    size: int


class Exported(BaseModel):
    """One disclosure with the leaf it left; bytes in hex."""

    id: str
    at: str
    person_id: str
    holder_id: str
    organisation_id: str
    withheld: bool = Field(description="Kept back from the resident, by the caller's own organisation.")
    payload: str = Field(description="JSON text; empty once the person was erased.")
    salt: str = Field(description="SHA-256 of it and the payload is the entry's; empty where the payload is shortened.")
    entry: str = Field(description="What is hashed into the tree.")
    proof: Inclusion | None = Field(description="Null where the entry has no place at that size yet.")


class Export(BaseModel):
    """One page of an export, newest first; every proof leads to the checkpoint."""

    checkpoint: str
    size: int
    items: list[Exported]
    next_cursor: str | None


@router.get("/v1/audit/checkpoint")
async def checkpoint(
    behind: Behind,
    witnessed: Annotated[bool, Query(description="The newest that a witness has cosigned.")] = False,
) -> Checkpoint:
    """The newest signed checkpoint, with the cosignatures it has."""
    return Checkpoint.of(await behind.audit.GetCheckpoint(pb.GetCheckpointRequest(witnessed=witnessed)))


@router.get("/v1/audit/inclusion")
async def inclusion(behind: Behind, leaf_id: Annotated[str, Query(pattern=ID)], size: Size) -> Inclusion:
    """Proof that a leaf is in the log; a resident asks for her own."""
    proof = await behind.audit.GetInclusion(pb.GetInclusionRequest(leaf_id=leaf_id, size=size))
    return _inclusion(proof)


@router.get("/v1/audit/consistency")
async def consistency(
    behind: Behind,
    from_size: Annotated[int, Query(alias="from", ge=0, le=2**63 - 1)],
    to_size: Annotated[int, Query(alias="to", ge=0, le=2**63 - 1)],
) -> Consistency:
    """Proof that the log of one size begins the log of another."""
    proof = await behind.audit.GetConsistency(pb.GetConsistencyRequest(from_size=from_size, to_size=to_size))
    return Consistency(path=[each.hex() for each in proof.path])


@router.get("/v1/audit/witnesses")
async def witnesses(behind: Behind) -> Page[Witness]:
    """Who cosigns our checkpoints, and how far each has. Take their keys from them, and compare."""
    answer = await behind.audit.ListWitnesses(pb.ListWitnessesRequest())
    return Page[Witness](items=[Witness.of(one) for one in answer.witnesses])


@router.post("/v1/audit/witnesses", status_code=201)
async def register_witness(asked: RegisterWitness, behind: Behind) -> Witness:
    """An operator registers the key with which an organisation's witness cosigns."""
    return Witness.of(await behind.audit.RegisterWitness(pb.RegisterWitnessRequest(**asked.wire())))


@router.post("/v1/audit/cosignatures")
async def add_cosignature(asked: AddCosignature, behind: Behind) -> Cosigned:
    """A witness hands over its cosignature; the checkpoint is served with it from then on."""
    return Cosigned.of(await behind.audit.AddCosignature(pb.AddCosignatureRequest(note=asked.note)))


@router.get("/v1/audit/export")
async def export(
    behind: Behind,
    from_on: Annotated[date, Query(alias="from")],
    to_on: Annotated[date, Query(alias="to")],
    size: Annotated[int, Query(ge=0, le=2**63 - 1, description="As the first page said; 0 for the first.")] = 0,
    cursor: Annotated[str, Query(max_length=300)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> Export:
    """What left towards the caller's organisation, or of what it holds, with proofs. Each page is logged itself."""
    asked = pb.ExportDisclosuresRequest(
        from_on=from_on.isoformat(), to_on=to_on.isoformat(), size=size, limit=limit, cursor=cursor
    )
    answer = await behind.audit.ExportDisclosures(asked)
    items = [_exported(one) for one in answer.disclosures]
    return Export(checkpoint=answer.checkpoint, size=answer.size, items=items, next_cursor=answer.next_cursor or None)


def _inclusion(proof: pb.Inclusion) -> Inclusion:
    path = [each.hex() for each in proof.path]
    return Inclusion(index=proof.index, size=proof.size, leaf_hash=proof.leaf_hash.hex(), path=path)


def _exported(one: pb.ExportedDisclosure) -> Exported:
    return Exported(
        id=one.id,
        at=one.at.ToDatetime(UTC).isoformat(),
        person_id=one.person_id,
        holder_id=one.holder_id,
        organisation_id=one.organisation_id,
        withheld=one.withheld,
        payload=one.payload,
        salt=one.salt.hex(),
        entry=one.entry,
        proof=_inclusion(one.proof) if one.HasField("proof") else None,
    )
