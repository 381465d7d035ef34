"""`/v1/clients/{client_id}/keys`: a client changes its keys without a moment in which it cannot prove itself."""

from typing import Annotated

from fastapi import APIRouter
from kith.identity.v1 import client_keys_pb2 as pb
from pydantic import AfterValidator, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, IdInPath, Shown, printable

router = APIRouter(route_class=Door, tags=["openid"])


class UpdateClientKeys(Asked):
    jwks: Annotated[str, Field(max_length=20_000, description="JSON text of a JWK Set of public keys.")]
    client_assertion: Annotated[str, Field(max_length=16_384), AfterValidator(printable)] | None = Field(
        None, description="For one's own keys: signed with a key of the present set, for our issuer (RFC 7523)."
    )


class ClientKeys(Shown):
    client_id: str
    keys: list[str] = Field(description="RFC 7638 thumbprints.")


@router.put("/v1/clients/{client_id}/keys")
async def update(client_id: IdInPath, asked: UpdateClientKeys, behind: Behind) -> ClientKeys:
    """Put a set of keys in place of the one before; `self` for one's own.

    Add the new key beside the old one, sign with the new one, then leave the old one out. A set that shares no key with
    the one before ends the client's tokens.
    """
    request = pb.UpdateClientKeysRequest(client_id=client_id, **asked.wire())
    return ClientKeys.of(await behind.client_keys.UpdateClientKeys(request))
