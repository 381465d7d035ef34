"""Proof of identity, online, in person and from elsewhere; and who may act for whom."""

from collections.abc import Mapping

from grpc.aio import Server
from kith.identity.v1.assisted_pb2_grpc import add_AssistedServicer_to_server
from kith.identity.v1.mandates_pb2_grpc import add_MandatesServicer_to_server
from kith.identity.v1.proof_life_pb2_grpc import add_ProofLifeServicer_to_server
from kith.identity.v1.proofing_pb2_grpc import add_ProofingServicer_to_server
from kith.identity.v1.upstream_proofs_pb2_grpc import add_UpstreamProofsServicer_to_server

from services.identity.api.rpc.assisted import AssistedServicer, AssistedVerbs
from services.identity.api.rpc.mandates import MandatesServicer, MandateVerbs
from services.identity.api.rpc.proof_life import ProofLifeServicer, ProofLifeVerbs
from services.identity.api.rpc.proofing import ProofingServicer
from services.identity.api.rpc.upstream_proofs import UpstreamProofsServicer
from services.identity.clients.webauthn import WebAuthn
from services.identity.main.house import House
from services.identity.ports import UpstreamProvider
from services.identity.usecases.credentials.begin_passkey import BeginRegistration
from services.identity.usecases.credentials.register_passkey import RegisterPasskey
from services.identity.usecases.mandates.ask_again import AskAgain
from services.identity.usecases.mandates.assess_capacity import AssessCapacity
from services.identity.usecases.mandates.end_mandate import EndMandate
from services.identity.usecases.mandates.get_acting import GetActing
from services.identity.usecases.mandates.get_reach import GetReach
from services.identity.usecases.mandates.list_acted_for import ListActedFor
from services.identity.usecases.mandates.list_mandates import ListMandates
from services.identity.usecases.mandates.record_mandate import RecordMandate
from services.identity.usecases.mandates.suspend_mandate import SuspendMandate
from services.identity.usecases.proofs.begin_upstream_proof import BeginUpstreamProof
from services.identity.usecases.proofs.finish_upstream_proof import FinishUpstreamProof
from services.identity.usecases.proofs.get_proven_identity import GetProvenIdentity
from services.identity.usecases.proofs.list_proofs import ListProofs
from services.identity.usecases.proofs.refresh_proof import RefreshProof
from services.identity.usecases.proofs.review_proofs import DoubtProof, GetDoubtedProof, ListDoubtedProofs, ReviewProof
from services.identity.usecases.proofs.submit_proof import SubmitProof
from services.identity.usecases.proofs.withdraw_proof import WithdrawProof
from services.identity.usecases.sittings.bind_in_person import AskBinding, in_person
from services.identity.usecases.sittings.end_sitting import EndSitting
from services.identity.usecases.sittings.examine import Examine
from services.identity.usecases.sittings.get_sitting import GetSitting
from services.identity.usecases.sittings.give_vouch import GiveVouch
from services.identity.usecases.sittings.open_sitting import OpenSitting
from services.identity.usecases.sittings.second_look import ConfirmBinding, DecideExamination, ListWaiting


def add_proofs(server: Server, house: House, elsewhere: Mapping[str, UpstreamProvider]) -> None:
    """`Proofing`, `ProofLife`, `UpstreamProofs`, `Assisted`, `Mandates`."""
    add_ProofingServicer_to_server(_proofing(house), server)
    add_ProofLifeServicer_to_server(_proof_life(house), server)
    add_UpstreamProofsServicer_to_server(_upstream_proofs(house, elsewhere), server)
    add_AssistedServicer_to_server(_assisted(house), server)
    add_MandatesServicer_to_server(_mandates(house), server)


def _proofing(house: House) -> ProofingServicer:
    read, write, clock = house.store.read, house.store.write, house.clock
    return ProofingServicer(
        SubmitProof(write, house.asking, clock, house.ids),
        ListProofs(read, clock),
        GetProvenIdentity(write, clock),
    )


def _proof_life(house: House) -> ProofLifeServicer:
    read, write, clock = house.store.read, house.store.write, house.clock
    verbs = ProofLifeVerbs(
        withdraw=WithdrawProof(write, clock),
        refresh=RefreshProof(write, house.asking, clock, house.ids),
        doubt=DoubtProof(write, clock),
        doubted=ListDoubtedProofs(read),
        open=GetDoubtedProof(write),
        review=ReviewProof(write, clock),
    )
    return ProofLifeServicer(verbs)


def _assisted(house: House) -> AssistedServicer:
    read, write, clock, ids, challenges = house.store.read, house.store.write, house.clock, house.ids, house.challenges
    ceremonies, table = WebAuthn(house.settings.issuer), house.table
    verbs = AssistedVerbs(
        open=OpenSitting(write, clock, ids),
        get=GetSitting(read, clock),
        end=EndSitting(write, clock),
        examine=Examine(write, house.providers, table, clock, ids),
        vouch=GiveVouch(write, clock, ids),
        waiting=ListWaiting(write, clock),
        decide=DecideExamination(write, table, clock),
        ask_binding=AskBinding(write, clock),
        confirm_binding=ConfirmBinding(write, clock),
        begin_binding=BeginRegistration(read, ceremonies, challenges, clock, in_person),
        finish_binding=RegisterPasskey(write, ceremonies, challenges, clock, ids, in_person),
    )
    return AssistedServicer(verbs)


def _mandates(house: House) -> MandatesServicer:
    read, write, clock = house.store.read, house.store.write, house.clock
    verbs = MandateVerbs(
        record=RecordMandate(write, clock, house.ids),
        listed=ListMandates(read, write, clock),
        end=EndMandate(write, clock),
        suspension=SuspendMandate(write, clock),
        assess=AssessCapacity(write, clock),
        ask_again=AskAgain(write, clock),
        acting=GetActing(read, clock),
        reached=GetReach(write, clock),
        acted_for=ListActedFor(read),
    )
    return MandatesServicer(verbs, clock)


def _upstream_proofs(house: House, elsewhere: Mapping[str, UpstreamProvider]) -> UpstreamProofsServicer:
    write, clock = house.store.write, house.clock
    begin = BeginUpstreamProof(write, elsewhere, clock)
    return UpstreamProofsServicer(elsewhere, begin, FinishUpstreamProof(write, elsewhere, clock, house.ids))
