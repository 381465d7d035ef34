"""Who acts for whom, on what authority: what a token for acting for somebody else says (RFC 8693 section 4.1).

The subject is the one who is acted for; `act` names whose hand it is. Such a token meets no demand for a credential
level: how strongly the actor signed in says nothing of the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.identity.domain.roles import scopes_of
from services.identity.domain.sessions.standing import Standing

OFFICER = "officer"
# What somebody may ask for who acts for another on a mandate: to know what they may do. No service shows a proxy the
# other's own pages; what a proxy sees is decided where the data is, for a viewer of that kind.
SCOPES_OF_MANDATE = scopes_of("proxy")
# What an officer may do with the person there: see what she sees, record what she says. Never change how she signs in.
SCOPES_OF_SITTING = frozenset({"me:read", "me:write", "consents:write", "organisations:read", "audit:read"})


@dataclass(frozen=True, slots=True)
class Authority:
    """`handle`: the mandate or sitting it rests on, and what ends it. `classes`: what data it reaches (mandates).

    `until`: None where nothing ends it within the life of a token.
    """

    handle: str
    account_id: str
    kind: str
    scopes: frozenset[str]
    classes: frozenset[str] = frozenset()
    until: datetime | None = None

    def claims(self, actor: Standing) -> dict[str, str]:
        """What our own services are told. The actor's session is named, so that the token ends with it."""
        officer = self.kind == OFFICER
        told = {
            "kind": "resident" if officer else "proxy",
            "role": "resident" if officer else "proxy",
            "sid": actor.session.id,
            "act": actor.account.id,
            "act_kind": self.kind,
            "act_for": self.handle,
            "act_classes": " ".join(sorted(self.classes)),
            "act_org": actor.context.organisation_id if actor.context and officer else "",
        }
        return {name: value for name, value in told.items() if value}


def nested(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a public token, where `act` is an object (RFC 8693 section 4.1)."""
    public = {name: value for name, value in claims.items() if not name.startswith("act")}
    act = {"sub": claims["act"], "kind": claims["act_kind"]}
    return public | {"act": act, "act_for": claims["act_for"]}
