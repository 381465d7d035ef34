"""Tokens worth nothing to a thief: bound to a key of the client (RFC 9449) or to its certificate (RFC 8705)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Binding:
    """A key by its thumbprint (RFC 7638), a certificate by its SHA-256, both base64url; empty is "to none"."""

    jkt: str = ""
    certificate: str = ""

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> "Binding":
        """That of a token of ours with these claims."""
        cnf = claims.get("cnf", {})
        return cls(str(cnf.get("jkt", "")), str(cnf.get("x5t#S256", "")))

    def held_with(self, shown: "Binding") -> bool:
        """Whether whoever showed this may use the token: by the same key, or none at all, and the same certificate."""
        return self.jkt == shown.jkt and self.certificate in ("", shown.certificate)

    @property
    def token_type(self) -> str:
        return "DPoP" if self.jkt else "Bearer"

    @property
    def claims(self) -> dict[str, Any]:
        """`cnf` (RFC 7800) with the members of RFC 9449 section 6.1 and RFC 8705 section 3.1; nothing where unbound."""
        cnf = {name: value for name, value in (("jkt", self.jkt), ("x5t#S256", self.certificate)) if value}
        return {"cnf": cnf} if cnf else {}
