"""The OpenID Provider: HTTP behind `/oauth2`, and over gRPC what verifiers and operators ask of it."""

from grpc.aio import Server
from kith.identity.v1.client_keys_pb2_grpc import add_ClientKeysServicer_to_server
from kith.identity.v1.provider_pb2_grpc import add_ProviderServicer_to_server
from kith.identity.v1.trust_pb2_grpc import add_TrustServicer_to_server

from chassis.http import HttpServer
from services.identity.api.oidc.app import openid_provider
from services.identity.api.oidc.client_auth.keys import ClientKeys
from services.identity.api.oidc.provider import Provider
from services.identity.api.rpc.client_keys import ClientKeysServicer
from services.identity.api.rpc.provider import ProviderServicer
from services.identity.api.rpc.trust import TrustServicer
from services.identity.domain.clients.dpop import Nonces
from services.identity.domain.keys.core_identity import IdentityKeys
from services.identity.main.house import House
from services.identity.ports import Documents, WorkplaceProviders
from services.identity.usecases.authorization.exchange import Exchange
from services.identity.usecases.authorization.list_revocations import ListRevocations
from services.identity.usecases.clients.create_registration_token import CreateRegistrationToken
from services.identity.usecases.clients.update_client_keys import UpdateClientKeys
from services.identity.usecases.keys.keep_keys import KeepKeys
from services.identity.usecases.keys.retire_key import RetireKey
from services.identity.usecases.keys.rotate_keys import RotateKeys
from services.identity.usecases.workplaces.end_workplace_sessions import EndWorkplaceSessions


def add_openid(server: Server, house: House, keys: KeepKeys, nonces: Nonces) -> None:
    """`Trust`, `Provider`, `ClientKeys`."""
    read, write, clock, issuer = house.store.read, house.store.write, house.clock, house.settings.issuer
    exchange = Exchange(read, write, house.keyring, nonces, issuer, clock, house.ids)
    add_TrustServicer_to_server(TrustServicer(keys, ListRevocations(read, clock), exchange, nonces), server)
    provider = ProviderServicer(RotateKeys(keys), RetireKey(keys), CreateRegistrationToken(write, clock))
    add_ProviderServicer_to_server(provider, server)
    add_ClientKeysServicer_to_server(ClientKeysServicer(UpdateClientKeys(write, issuer, clock)), server)


def openid_http(
    house: House, keys: KeepKeys, nonces: Nonces, outside: Documents, employers: WorkplaceProviders, core: bytes
) -> HttpServer:
    """The provider on its private port, for the gateway only. `core`: the key its coreIdentityJWT keys come from."""
    settings, write, clock = house.settings, house.store.write, house.clock
    provider = Provider(
        settings.issuer,
        house.store.read,
        write,
        house.keyring,
        clock,
        house.ids,
        nonces,
        ClientKeys(outside, clock),
        outside,
        IdentityKeys(core, settings.issuer),
        settings.authorities,
    )
    return HttpServer(
        openid_provider(provider, keys, EndWorkplaceSessions(write, employers, clock)),
        settings.host,
        settings.http_port,
        tls_dir=settings.tls_dir,
        peers={"gateway"},
    )
