"""Nouns of the domain as messages."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from kith.identity.v1 import accounts_pb2, interactions_pb2, proofing_pb2, sessions_pb2

from services.identity.domain.accounts.account import Account, ActingContext
from services.identity.domain.claims.verified import purposes
from services.identity.domain.clients.client import Client, Registration
from services.identity.domain.proofs.proof import Evidence, Proof
from services.identity.domain.sessions.session import form_token
from services.identity.domain.sessions.standing import Standing
from services.identity.usecases.authorization.interacting import View


def session_message(standing: Standing, form_key: bytes, value: str = "") -> sessions_pb2.Session:
    """`value`: the cookie's, shown only when it is new."""
    session, account = standing.session, standing.account
    message = sessions_pb2.Session(
        session=value,
        account_id=account.id,
        kind=account.kind,
        display_name=account.display_name,
        acr=session.acr,
        contexts=[context_message(context) for context in account.contexts],
        form_token=form_token(form_key, session.id),
        recent=standing.recent,
    )
    message.signed_in_at.FromDatetime(session.signed_in_at)
    message.expires_at.FromDatetime(session.expires_at)
    if standing.context:
        message.context.CopyFrom(context_message(standing.context))
    return message


def context_message(context: ActingContext) -> sessions_pb2.ActingContext:
    return sessions_pb2.ActingContext(
        id=context.id,
        organisation_id=context.organisation_id,
        organisation_name=context.organisation_name,
        professional_id=context.professional_id,
        role=context.role,
        purpose=context.purpose,
        employer_id=context.employer_id,
        employer_name=context.employer_name,
        councils=context.councils,
    )


def account_message(account: Account, proof: Proof | None) -> accounts_pb2.Account:
    message = accounts_pb2.Account(
        id=account.id,
        kind=account.kind,
        email=account.email,
        email_verified=account.email_verified,
        confidence=proof.level.label if proof else "none",
        contexts=[context_message(context) for context in account.contexts],
    )
    message.created_at.FromDatetime(account.created_at)
    if proof:
        message.given_name = proof.claims.given_name
        message.family_name = proof.claims.family_name
        message.date_of_birth = proof.claims.date_of_birth.isoformat()
    return message


def client_message(client: Client, secret: str = "") -> accounts_pb2.Client:
    """`secret`: its client secret, shown only when it is new."""
    message = accounts_pb2.Client(
        client_id=client.id,
        name=client.name,
        profile=client.profile,
        organisation_id=client.organisation_id,
        redirect_uris=client.redirect_uris,
        scopes=sorted(client.scopes),
        role=client.role,
        registration=accounts_pb2.ClientRegistration(**asdict(client.registration)),
        client_secret=secret,
    )
    message.registration.token_endpoint_auth_method = client.auth_method
    message.created_at.FromDatetime(client.created_at)
    return message


def registration_of(message: accounts_pb2.ClientRegistration) -> Registration:
    """What was said; what was not keeps its default."""
    said: dict[str, Any] = {
        field.name: tuple(value) if field.is_repeated else value for field, value in message.ListFields()
    }
    return Registration(**said)


def interaction_message(view: View) -> interactions_pb2.Interaction:
    return interactions_pb2.Interaction(
        id=view.interaction.id,
        needs=view.needs,
        client_id=view.client.id,
        client_name=view.client.name,
        claims=view.claims,
        resume_url=f"/oauth2/authorize/resume?interaction={view.interaction.id}",
        login_hint=view.interaction.request.login_hint,
        ui_locales=view.interaction.request.ui_locales,
        missing="proof" if view.lacks_proof else "",
        logo_uri=view.client.registration.logo_uri,
        policy_uri=view.client.registration.policy_uri,
        tos_uri=view.client.registration.tos_uri,
        purposes=purposes(view.interaction.request.claims),
    )


def proof_message(proof: Proof, waiting_for: Iterable[str] = ()) -> proofing_pb2.Proof:
    """What is contra-indicated proves nothing, whatever its scores are."""
    message = proofing_pb2.Proof(
        id=proof.id,
        state=proof.state,
        confidence="none" if proof.state == "contra-indicated" else proof.level.label,
        profile=proof.profile,
        activity=proof.activity,
        fraud=proof.fraud,
        verification=proof.verification,
        evidence=[
            proofing_pb2.ScoredEvidence(kind=item.kind, strength=item.strength, validity=item.validity)
            for item in proof.evidence
        ],
        missing=() if proof.state == "contra-indicated" else proof.missing,
        provider=proof.provider,
        waiting_for=waiting_for,
    )
    if proof.state in ("live", "expired"):
        message.proved_at.FromDatetime(proof.decided_at)
        message.expires_at.FromDatetime(proof.expires_at)
    return message


def evidence_message(evidence: Evidence) -> proofing_pb2.Evidence:
    expires_on = evidence.expires_on.isoformat() if evidence.expires_on else ""
    return proofing_pb2.Evidence(kind=evidence.kind, number=evidence.number, expires_on=expires_on)
