"""Pairwise subjects (OIDC Core section 8.1): each council knows a resident by another name."""

import base64
import hashlib


def pairwise(sector: str, account_id: str, salt: bytes) -> str:
    """The account's `sub` in a sector: equal at every host of one organisation, unlinkable between two.

    SHA-256 over sector, account and the account's random salt. The salt dies with the account's key, so a subject is
    never made twice.
    """
    digest = hashlib.sha256(b"\0".join((sector.encode(), account_id.encode(), salt))).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
