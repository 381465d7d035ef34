"""`/v1/clients`, `/v1/registration-tokens` and `/v1/signing-keys`: what an operator does for the OpenID Provider."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from kith.identity.v1 import accounts_pb2, provider_pb2
from pydantic import AfterValidator, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Filled, Id, IdInPath, Line, Maybe, Page, Shown, printable

router = APIRouter(route_class=Door, tags=["openid"])

Address = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(printable)]
Addresses = Annotated[list[Address], Field(max_length=50)]
Kid = Annotated[str, Path(pattern=r"^[A-Za-z0-9_\-]{1,100}$", description="An RFC 7638 thumbprint.")]
Scope = Annotated[str, Field(pattern=r"^[a-z_:\-]{1,60}$")]
Algorithm = Literal["ES256", "RS256", "PS256", "EdDSA"]
Method = Literal[
    "private_key_jwt",
    "client_secret_basic",
    "client_secret_post",
    "tls_client_auth",
    "self_signed_tls_client_auth",
    "none",
]


class Registration(Asked):
    """Client metadata by the names of OpenID Connect Dynamic Client Registration; the profile decides the rest."""

    token_endpoint_auth_method: Method | None = None
    token_endpoint_auth_signing_alg: Algorithm | None = None
    id_token_signed_response_alg: Algorithm | None = None
    userinfo_signed_response_alg: Algorithm | None = None
    request_object_signing_alg: Algorithm | None = None
    grant_types: Annotated[list[Filled], Field(max_length=10)] = Field(default_factory=list)
    jwks_uri: Address | None = None
    client_uri: Address | None = None
    logo_uri: Address | None = None
    policy_uri: Address | None = None
    tos_uri: Address | None = None
    contacts: Annotated[list[Line], Field(max_length=50)] = Field(default_factory=list)
    default_max_age: Annotated[int, Field(ge=0, lt=10**9)] | None = None
    require_auth_time: bool = False
    request_uris: Addresses = Field(default_factory=list)
    backchannel_logout_uri: Address | None = None
    backchannel_logout_session_required: bool = False
    dpop_bound_access_tokens: bool = False
    require_pushed_authorization_requests: bool = False
    tls_client_auth_subject_dn: Line | None = None
    tls_client_auth_san_dns: Line | None = None
    tls_client_auth_san_uri: Line | None = None
    tls_client_certificate_bound_access_tokens: bool = False


class CreateClient(Asked):
    """A relying party (council), a partner, a first-party application, or an agency's system."""

    name: Filled
    profile: Literal["basic", "one-login", "fapi2", "first-party", "service"]
    organisation_id: Id | None = None
    redirect_uris: Addresses = Field(default_factory=list)
    scopes: Annotated[list[Scope], Field(max_length=60)] = Field(default_factory=list)
    jwks: (
        Annotated[str, Field(max_length=20_000, description="JSON text of a JWK Set with its public keys.")] | None
    ) = None
    role: Literal["partner", "witness", "operator"] | None = None
    post_logout_redirect_uris: Addresses = Field(default_factory=list)
    registration: Registration = Field(default_factory=Registration)


class ShownRegistration(Shown):
    token_endpoint_auth_method: str
    id_token_signed_response_alg: Maybe
    grant_types: list[str]
    jwks_uri: Maybe
    backchannel_logout_uri: Maybe


class Client(Shown):
    client_id: str
    name: str
    profile: str
    organisation_id: Maybe
    redirect_uris: list[str]
    scopes: list[str]
    role: Maybe
    created_at: At
    registration: ShownRegistration


class NewClient(Client):
    """`client_secret` is shown this once, and only where its authentication method has one."""

    client_secret: Maybe


class CreateRegistrationToken(Asked):
    """Software of this organisation may register so many clients of this profile (RFC 7591 section 3)."""

    organisation_id: Id
    profile: Literal["basic", "fapi2"] = "basic"
    uses: Annotated[int, Field(ge=1, le=100)] = 1
    life_seconds: Annotated[int, Field(ge=3_600, le=30 * 86_400)] = 86_400


class RegistrationToken(Shown):
    """`token` is shown this once."""

    token: str
    expires_at: At


class SigningKey(Shown):
    kid: str
    algorithm: str
    created_at: At


@router.post("/v1/clients", status_code=201)
async def create_client(asked: CreateClient, behind: Behind) -> NewClient:
    """Register a client."""
    return NewClient.of(await behind.accounts.CreateClient(accounts_pb2.CreateClientRequest(**asked.wire())))


@router.get("/v1/clients")
async def clients(behind: Behind) -> Page[Client]:
    """All clients."""
    answer = await behind.accounts.ListClients(accounts_pb2.ListClientsRequest())
    return Page[Client](items=[Client.of(client) for client in answer.clients])


@router.delete("/v1/clients/{client_id}", status_code=204)
async def remove_client(client_id: IdInPath, behind: Behind) -> None:
    """End a client at once: its tokens, and what residents approved for it, go with it."""
    await behind.accounts.RemoveClient(accounts_pb2.RemoveClientRequest(client_id=client_id))


@router.post("/v1/registration-tokens", status_code=201)
async def create_registration_token(asked: CreateRegistrationToken, behind: Behind) -> RegistrationToken:
    """Let an organisation's software register its clients."""
    request = provider_pb2.CreateRegistrationTokenRequest(**asked.wire())
    return RegistrationToken.of(await behind.provider.CreateRegistrationToken(request))


@router.post("/v1/signing-keys/{key_id}/retire")
async def retire_key(key_id: Kid, behind: Behind) -> Page[SigningKey]:
    """Take back a key that may be stolen: nothing it signed is good any more. Those that sign from now on."""
    answer = await behind.provider.RetireKey(provider_pb2.RetireKeyRequest(kid=key_id))
    return Page[SigningKey](items=[SigningKey.of(key) for key in answer.keys])


@router.post("/v1/signing-keys/rotate")
async def rotate_keys(behind: Behind) -> Page[SigningKey]:
    """Sign with the next keys from now on; relying parties notice nothing."""
    answer = await behind.provider.RotateKeys(provider_pb2.RotateKeysRequest())
    return Page[SigningKey](items=[SigningKey.of(key) for key in answer.keys])
