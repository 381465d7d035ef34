"""The services behind the gateway, as typed stubs; each call carries the token of the request being served.

A request says whose it is with `act_for(Credential(...))`; from then on, in that request's task, every call on a stub
that acts for a caller carries a 60-second token for its one service.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grpc import aio
from kith.cases.v1 import (
    access_pb2_grpc,
    audit_pb2_grpc,
    casework_pb2_grpc,
    concerns_pb2_grpc,
    documents_pb2_grpc,
    feeds_pb2_grpc,
    hubs_pb2_grpc,
    looks_pb2_grpc,
    me_pb2_grpc,
    people_pb2_grpc,
    referrals_pb2_grpc,
    retention_pb2_grpc,
    sharing_pb2_grpc,
    subscriptions_pb2_grpc,
)
from kith.directory.v1 import directory_pb2_grpc
from kith.identity.v1 import (
    account_life_pb2_grpc,
    accounts_pb2_grpc,
    assisted_pb2_grpc,
    client_keys_pb2_grpc,
    credentials_pb2_grpc,
    devices_pb2_grpc,
    enrolments_pb2_grpc,
    interactions_pb2_grpc,
    mailbox_pb2_grpc,
    mandates_pb2_grpc,
    proof_life_pb2_grpc,
    proofing_pb2_grpc,
    provider_pb2_grpc,
    sessions_pb2_grpc,
    trust_pb2_grpc,
    upstream_proofs_pb2_grpc,
    workplaces_pb2_grpc,
)

from services.gateway.clients.credential import Credential, Shown, act_for, credential

if TYPE_CHECKING:
    from kith.cases.v1.access_pb2_grpc import AccessAsyncStub
    from kith.cases.v1.audit_pb2_grpc import AuditAsyncStub
    from kith.cases.v1.casework_pb2_grpc import CaseworkAsyncStub
    from kith.cases.v1.concerns_pb2_grpc import ConcernsAsyncStub
    from kith.cases.v1.documents_pb2_grpc import DocumentsAsyncStub
    from kith.cases.v1.feeds_pb2_grpc import FeedsAsyncStub
    from kith.cases.v1.hubs_pb2_grpc import HubsAsyncStub
    from kith.cases.v1.looks_pb2_grpc import LooksAsyncStub
    from kith.cases.v1.me_pb2_grpc import MeAsyncStub
    from kith.cases.v1.people_pb2_grpc import PeopleAsyncStub
    from kith.cases.v1.referrals_pb2_grpc import ReferralsAsyncStub
    from kith.cases.v1.retention_pb2_grpc import RetentionAsyncStub
    from kith.cases.v1.sharing_pb2_grpc import SharingAsyncStub
    from kith.cases.v1.subscriptions_pb2_grpc import SubscriptionsAsyncStub
    from kith.directory.v1.directory_pb2_grpc import DirectoryAsyncStub
    from kith.identity.v1.account_life_pb2_grpc import AccountLifeAsyncStub, ProtectionAsyncStub
    from kith.identity.v1.accounts_pb2_grpc import AccountsAsyncStub
    from kith.identity.v1.assisted_pb2_grpc import AssistedAsyncStub
    from kith.identity.v1.client_keys_pb2_grpc import ClientKeysAsyncStub
    from kith.identity.v1.credentials_pb2_grpc import CredentialsAsyncStub, SignInsAsyncStub
    from kith.identity.v1.devices_pb2_grpc import DevicesAsyncStub
    from kith.identity.v1.enrolments_pb2_grpc import EnrolmentsAsyncStub, EnrolmentStepsAsyncStub
    from kith.identity.v1.interactions_pb2_grpc import InteractionsAsyncStub
    from kith.identity.v1.mailbox_pb2_grpc import MailboxAsyncStub
    from kith.identity.v1.mandates_pb2_grpc import MandatesAsyncStub
    from kith.identity.v1.proof_life_pb2_grpc import ProofLifeAsyncStub
    from kith.identity.v1.proofing_pb2_grpc import ProofingAsyncStub
    from kith.identity.v1.provider_pb2_grpc import ProviderAsyncStub
    from kith.identity.v1.sessions_pb2_grpc import SessionsAsyncStub
    from kith.identity.v1.trust_pb2_grpc import TrustAsyncStub
    from kith.identity.v1.upstream_proofs_pb2_grpc import UpstreamProofsAsyncStub
    from kith.identity.v1.workplaces_pb2_grpc import WorkplacesAsyncStub, WorkplaceSignInsAsyncStub

__all__ = ["Clients", "Credential", "Shown", "act_for", "credential"]


@dataclass(frozen=True, slots=True)
class Clients:
    """What the gateway may call. A failed call raises `chassis.errors.Problem`.

    `trust` and all that is for signing in (over `nobody`) carry no caller's token: what they need is in the message.
    All others act for the caller of the request, where it has one.
    """

    trust: "TrustAsyncStub"
    sessions: "SessionsAsyncStub"
    sign_ins: "SignInsAsyncStub"
    interactions: "InteractionsAsyncStub"
    devices: "DevicesAsyncStub"
    mailbox: "MailboxAsyncStub"
    account_life: "AccountLifeAsyncStub"
    protection: "ProtectionAsyncStub"
    accounts: "AccountsAsyncStub"
    assisted: "AssistedAsyncStub"
    mandates: "MandatesAsyncStub"
    credentials: "CredentialsAsyncStub"
    proofing: "ProofingAsyncStub"
    proof_life: "ProofLifeAsyncStub"
    upstream_proofs: "UpstreamProofsAsyncStub"
    provider: "ProviderAsyncStub"
    client_keys: "ClientKeysAsyncStub"
    enrolments: "EnrolmentsAsyncStub"
    enrolment_steps: "EnrolmentStepsAsyncStub"
    workplaces: "WorkplacesAsyncStub"
    workplace_sign_ins: "WorkplaceSignInsAsyncStub"
    directory: "DirectoryAsyncStub"
    people: "PeopleAsyncStub"
    feeds: "FeedsAsyncStub"
    casework: "CaseworkAsyncStub"
    retention: "RetentionAsyncStub"
    documents: "DocumentsAsyncStub"
    sharing: "SharingAsyncStub"
    referrals: "ReferralsAsyncStub"
    concerns: "ConcernsAsyncStub"
    hubs: "HubsAsyncStub"
    looks: "LooksAsyncStub"
    me: "MeAsyncStub"
    access: "AccessAsyncStub"
    subscriptions: "SubscriptionsAsyncStub"
    audit: "AuditAsyncStub"

    @classmethod
    def over(cls, nobody: aio.Channel, identity: aio.Channel, directory: aio.Channel, cases: aio.Channel) -> "Clients":
        """Stubs over open channels; `nobody` leads to identity and carries no caller's token."""
        return cls(
            trust=trust_pb2_grpc.TrustStub(nobody),
            sessions=sessions_pb2_grpc.SessionsStub(nobody),
            sign_ins=credentials_pb2_grpc.SignInsStub(nobody),
            interactions=interactions_pb2_grpc.InteractionsStub(nobody),
            devices=devices_pb2_grpc.DevicesStub(nobody),
            mailbox=mailbox_pb2_grpc.MailboxStub(nobody),
            account_life=account_life_pb2_grpc.AccountLifeStub(identity),
            protection=account_life_pb2_grpc.ProtectionStub(identity),
            accounts=accounts_pb2_grpc.AccountsStub(identity),
            assisted=assisted_pb2_grpc.AssistedStub(identity),
            mandates=mandates_pb2_grpc.MandatesStub(identity),
            credentials=credentials_pb2_grpc.CredentialsStub(identity),
            proofing=proofing_pb2_grpc.ProofingStub(identity),
            proof_life=proof_life_pb2_grpc.ProofLifeStub(identity),
            upstream_proofs=upstream_proofs_pb2_grpc.UpstreamProofsStub(identity),
            provider=provider_pb2_grpc.ProviderStub(identity),
            client_keys=client_keys_pb2_grpc.ClientKeysStub(identity),
            enrolments=enrolments_pb2_grpc.EnrolmentsStub(identity),
            enrolment_steps=enrolments_pb2_grpc.EnrolmentStepsStub(nobody),
            workplaces=workplaces_pb2_grpc.WorkplacesStub(identity),
            workplace_sign_ins=workplaces_pb2_grpc.WorkplaceSignInsStub(nobody),
            directory=directory_pb2_grpc.DirectoryStub(directory),
            people=people_pb2_grpc.PeopleStub(cases),
            feeds=feeds_pb2_grpc.FeedsStub(cases),
            casework=casework_pb2_grpc.CaseworkStub(cases),
            retention=retention_pb2_grpc.RetentionStub(cases),
            documents=documents_pb2_grpc.DocumentsStub(cases),
            sharing=sharing_pb2_grpc.SharingStub(cases),
            referrals=referrals_pb2_grpc.ReferralsStub(cases),
            concerns=concerns_pb2_grpc.ConcernsStub(cases),
            hubs=hubs_pb2_grpc.HubsStub(cases),
            looks=looks_pb2_grpc.LooksStub(cases),
            me=me_pb2_grpc.MeStub(cases),
            access=access_pb2_grpc.AccessStub(cases),
            subscriptions=subscriptions_pb2_grpc.SubscriptionsStub(cases),
            audit=audit_pb2_grpc.AuditStub(cases),
        )
