"""What every verb of an officer begins with."""

from chassis.errors import Denied
from chassis.tokens import Caller
from services.identity.domain.credentials.levels import HIGH, reaches


def as_officer(caller: Caller, scope: str) -> None:
    """Raises Denied without the scope or a passkey: an officer's word is worth what the sign-in behind it is."""
    caller.must(scope)
    if not reaches(caller.claim("acr"), HIGH):
        raise Denied("sign in with your passkey to do this", code="stronger-sign-in-needed")
