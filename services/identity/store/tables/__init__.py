"""Identity's tables. Secrets are hashed, personal data is sealed under its account's key, private keys too."""

from services.identity.store.tables.account_life import care, closed_accounts, whereabouts
from services.identity.store.tables.accounts import accounts, contexts, sessions
from services.identity.store.tables.assisted import examinations, mandates, sittings, vouches
from services.identity.store.tables.clients import approvals, clients
from services.identity.store.tables.credentials import (
    authenticator_apps,
    half_sign_ins,
    passkeys,
    recovery_codes,
    used_challenges,
)
from services.identity.store.tables.device_requests import device_requests
from services.identity.store.tables.grants import assertions, codes, grants, interactions, refreshes, tokens
from services.identity.store.tables.logout import logout_notices
from services.identity.store.tables.mail import confirmations, letters
from services.identity.store.tables.metadata import idempotency, inbox, leases, log, metadata, outbox
from services.identity.store.tables.proofs import evidence_checks, evidence_items, proofs, upstream_attempts
from services.identity.store.tables.pushed_requests import pushed_requests
from services.identity.store.tables.registrations import registration_access, registration_tokens
from services.identity.store.tables.staff import staff
from services.identity.store.tables.throttle import familiar_sources, throttles
from services.identity.store.tables.trust import revocation_numbers, revocations, signing_keys
from services.identity.store.tables.workplaces import workplace_attempts, workplace_domains, workplaces

__all__ = [
    "accounts",
    "approvals",
    "assertions",
    "authenticator_apps",
    "care",
    "clients",
    "closed_accounts",
    "codes",
    "confirmations",
    "contexts",
    "device_requests",
    "evidence_checks",
    "evidence_items",
    "examinations",
    "familiar_sources",
    "grants",
    "half_sign_ins",
    "idempotency",
    "inbox",
    "interactions",
    "leases",
    "letters",
    "log",
    "logout_notices",
    "mandates",
    "metadata",
    "outbox",
    "passkeys",
    "proofs",
    "pushed_requests",
    "recovery_codes",
    "refreshes",
    "registration_access",
    "registration_tokens",
    "revocation_numbers",
    "revocations",
    "sessions",
    "signing_keys",
    "sittings",
    "staff",
    "throttles",
    "tokens",
    "upstream_attempts",
    "used_challenges",
    "vouches",
    "whereabouts",
    "workplace_attempts",
    "workplace_domains",
    "workplaces",
]
