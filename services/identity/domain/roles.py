"""What each role may ask of the services: the one table from role to scopes.

`docs/access.md` shows the same table to people; a test holds the two together.
"""

from collections.abc import Mapping

# Of one's own sign-ins: everybody who signs in has these.
_SIGNED_IN = frozenset({"sessions:read", "sessions:write"})
_RESIDENT = _SIGNED_IN | {"me:read", "me:write", "consents:write", "organisations:read", "audit:read"}
_WORKER = _SIGNED_IN.union(
    (
        *("people:read", "people:write", "links:write", "cases:read", "cases:write", "records:read", "records:write"),
        *("shares:read", "shares:write", "consents:write", "agreements:read", "emergency:open"),
        *("professionals:read", "organisations:read", "audit:read", "vouches:write", "accounts:protect"),
        *("hubs:read", "enquiries:read", "enquiries:write", "concerns:answer"),
        *("access-requests:write", "ties:declare"),
    )
)
_REVIEWER = _SIGNED_IN.union(
    (
        *("people:read", "agreements:read", "agreements:write", "emergency:review", "withheld:release", "dropped:read"),
        "decisions:read",
        *("audit:read", "professionals:read", "organisations:read", "shares:read", "accounts:protect"),
        "disclosures:export",
        "objections:answer",
        *("hubs:read", "hubs:write", "enquiries:read"),
        "retention:decide",
        *("access-requests:write", "access-requests:answer"),
        *("ties:declare", "looks:review"),
    )
)

SCOPES_OF_ROLE: Mapping[str, frozenset[str]] = {
    "resident": _RESIDENT,
    "worker": _WORKER,
    "duty": _WORKER,
    "manager": _WORKER
    | {"agreements:write", "emergency:review", "dropped:read", "objections:answer", "decisions:read", "hubs:write"},
    # An allegation that nobody took up is his to answer; the gate shows him no other concern.
    "guardian": _REVIEWER | {"concerns:answer"},
    "dpo": _REVIEWER,
    # Serves residents in person, at any council. Sees nothing of cases.
    "officer": _SIGNED_IN.union(
        {"accounts:protect", "assisted:write", "mandates:write", "organisations:read", "professionals:read"}
    ),
    "organisation-admin": _SIGNED_IN.union(
        {"directory:write", "accounts:write", "professionals:read", "organisations:read", "people:import"}
        # Agreements that end soon are theirs to see renewed.
        | {"agreements:read"}
    ),
    "partner": frozenset(
        (
            *("subscriptions:read", "subscriptions:write", "events:read", "records:read", "audit:read"),
            "client-keys:write",
        )
    ),
    # A partner's witness of the log: it reads what is public and hands over cosignatures.
    "witness": frozenset({"log:cosign", "client-keys:write"}),
    # Somebody who acts for another on a mandate.
    "proxy": frozenset({"acting:read"}),
    "operator": _SIGNED_IN.union(
        (
            *("directory:write", "people:import", "accounts:write", "clients:write"),
            *("keys:write", "client-keys:write", "organisations:read", "professionals:read", "audit:read"),
            "witnesses:write",
        )
    ),
}

# The roles a worker's acting context may have.
CONTEXT_ROLES = frozenset(SCOPES_OF_ROLE) - {"resident", "partner", "witness", "proxy"}

# The roles a client may have of its own, by client credentials.
CLIENT_ROLES = frozenset({"partner", "witness", "operator"})

API_SCOPES = frozenset[str]().union(*SCOPES_OF_ROLE.values())


def scopes_of(role: str) -> frozenset[str]:
    """The scopes of a role; a role nobody knows has none."""
    return SCOPES_OF_ROLE.get(role, frozenset())
