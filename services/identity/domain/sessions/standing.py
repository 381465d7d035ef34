"""Who is signed in, and as what: everything a token says about a person, read at one moment."""

from dataclasses import dataclass

from services.identity.domain.accounts.account import Account, ActingContext
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.roles import scopes_of
from services.identity.domain.sessions.session import Session


@dataclass(frozen=True, slots=True)
class Standing:
    """A session, its account, the context it acts in (None: none chosen, or a resident), the level of confidence.

    `recent`: whether they proved a moment ago to be them, as sensitive pages ask; known where a page was asked for.
    """

    session: Session
    account: Account
    context: ActingContext | None
    level: Level
    recent: bool = False

    @property
    def role(self) -> str:
        if self.account.kind == "resident":
            return "resident"
        return self.context.role if self.context else ""

    @property
    def scopes(self) -> frozenset[str]:
        """What this person may ask for in this context. Rights never add up across contexts."""
        return scopes_of(self.role)

    def claims(self) -> dict[str, str]:
        """The claims about a person that tokens for our own services carry; what does not apply is left out.

        Not the level of confidence: it can be over before a token is, and whoever needs it asks.

        `org` is the controller acted for, `employer` who employs her: they are separate facts.
        """
        context = self.context
        claims = {
            "kind": self.account.kind,
            "role": self.role,
            "sid": self.session.id,
            "acr": self.session.acr,
            "name": self.account.display_name,
        }
        if context:
            claims |= {
                "org": context.organisation_id,
                "pro": context.professional_id,
                "employer": context.employer_id,
                "councils": " ".join(context.councils),
                "purpose": context.purpose,
                "ctx": context.id,
            }
        return {name: value for name, value in claims.items() if value}
