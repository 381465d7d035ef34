"""The document at a client's sector_identifier_uri."""

import json

from chassis.errors import Invalid, Unavailable
from services.identity.domain.clients.client import Client
from services.identity.ports import Documents


async def check_sector(documents: Documents, client: Client) -> None:
    """It lists every redirect URI (OIDC Dynamic Client Registration section 5). Raises Invalid.

    It makes no sector: that stays the organisation, so that one council's clients know a resident by one name even
    where its services are on many hosts, and no two organisations can share a name by sharing a document.
    """
    uri = client.registration.sector_identifier_uri
    if not uri:
        return
    try:
        listed = json.loads(await documents.get(uri))
    except (Unavailable, ValueError, RecursionError):
        raise Invalid.field("sector_identifier_uri", "leads to no JSON document that we could read") from None
    if not isinstance(listed, list) or not all(uri in listed for uri in client.redirect_uris):
        raise Invalid.field("sector_identifier_uri", "leads to a document that does not list every redirect URI")
