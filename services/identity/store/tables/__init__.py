"""Identity's tables. Secrets are hashed, personal data is sealed under its account's key, private keys too."""

from services.identity.store.tables.accounts import accounts, contexts, sessions
from services.identity.store.tables.clients import approvals, clients
from services.identity.store.tables.grants import assertions, codes, grants, interactions, refreshes, tokens
from services.identity.store.tables.metadata import idempotency, leases, log, metadata, outbox
from services.identity.store.tables.proofs import evidence_items, proofs
from services.identity.store.tables.throttle import familiar_sources, throttles
from services.identity.store.tables.trust import revocation_numbers, revocations, signing_keys

__all__ = [
    "accounts",
    "approvals",
    "assertions",
    "clients",
    "codes",
    "contexts",
    "evidence_items",
    "familiar_sources",
    "grants",
    "idempotency",
    "interactions",
    "leases",
    "log",
    "metadata",
    "outbox",
    "proofs",
    "refreshes",
    "revocation_numbers",
    "revocations",
    "sessions",
    "signing_keys",
    "throttles",
    "tokens",
]
