"""What a client may register: the rules of its profile, and nothing that could be turned against a resident or us."""

from chassis.addresses import checked_url
from chassis.errors import Invalid
from services.identity.domain.claims.release import OIDC_SCOPES
from services.identity.domain.clients.client import Client, check_jwks, check_redirect_uri
from services.identity.domain.clients.profile import PROFILES
from services.identity.domain.roles import API_SCOPES, CLIENT_ROLES, scopes_of

SECRET_METHODS = frozenset({"client_secret_basic", "client_secret_post"})
_KEY_METHODS = frozenset({"private_key_jwt", "self_signed_tls_client_auth"})
_ALGORITHMS = (
    *("token_endpoint_auth_signing_alg", "id_token_signed_response_alg"),
    *("userinfo_signed_response_alg", "request_object_signing_alg"),
)
_URIS = (
    *("sector_identifier_uri", "jwks_uri", "client_uri", "logo_uri", "policy_uri", "tos_uri"),
    "backchannel_logout_uri",
)
_SUBJECTS = ("tls_client_auth_subject_dn", "tls_client_auth_san_dns", "tls_client_auth_san_uri")
_LONGEST_NAME, _LONGEST_WORDS, _MOST = 100, 500, 50


def check_client(client: Client, *, allow_loopback: bool) -> None:
    """Raises Invalid, naming the field. `allow_loopback`: our issuer is on this machine, so its clients may be too."""
    _named(client)
    _within_profile(client)
    _keys(client)
    _scopes(client)
    _uris(client, allow_loopback=allow_loopback)
    _certificate(client)


def _named(client: Client) -> None:
    if not client.name.strip() or len(client.name) > _LONGEST_NAME or not client.name.isprintable():
        raise Invalid.field("name", f"enter a name residents will recognise, of at most {_LONGEST_NAME} characters")
    if client.profile not in PROFILES:
        raise Invalid.field("profile", f"must be one of {', '.join(sorted(PROFILES))}")
    if client.profile != "first-party" and not client.organisation_id and client.role != "operator":
        raise Invalid.field("organisation_id", "say which organisation the client acts for")
    if client.profile == "service" and client.role not in CLIENT_ROLES:
        raise Invalid.field("role", f"must be one of {', '.join(sorted(CLIENT_ROLES))}")
    if client.profile != "service" and client.role:
        raise Invalid.field("role", "only a service has a role of its own")


def _within_profile(client: Client) -> None:
    said, rules = client.registration, client.rules
    if client.auth_method not in rules.auth_methods:
        raise Invalid.field("token_endpoint_auth_method", f"must be one of {', '.join(rules.auth_methods)}")
    for name in _ALGORITHMS:
        if getattr(said, name) not in ("", *rules.algorithms):
            raise Invalid.field(name, f"must be one of {', '.join(rules.algorithms)}")
    if beyond := frozenset(said.grant_types) - rules.grants:
        raise Invalid.field("grant_types", f"this profile does not have {', '.join(sorted(beyond))}")
    if said.subject_type != "pairwise":
        raise Invalid.field("subject_type", "must be pairwise: each organisation knows a resident by another name")
    if said.default_max_age is not None and not 0 <= said.default_max_age < 10**9:
        raise Invalid.field("default_max_age", "must be a number of seconds")
    for name in ("contacts", "request_uris", "grant_types"):
        values = getattr(said, name)
        if len(values) > _MOST or any(len(value) > _LONGEST_WORDS for value in values):
            raise Invalid.field(name, f"give at most {_MOST}, none longer than {_LONGEST_WORDS} characters")


def _keys(client: Client) -> None:
    jwks_uri = client.registration.jwks_uri
    if client.jwks and jwks_uri:
        raise Invalid.field("jwks", "give keys or a jwks_uri, not both")
    if client.auth_method in _KEY_METHODS and not client.jwks and not jwks_uri:
        raise Invalid.field("jwks", "this client must have a key of its own")
    if client.jwks:
        check_jwks(client.jwks)


def _scopes(client: Client) -> None:
    match client.profile:
        case "service":
            allowed = scopes_of(client.role)
        case "first-party":
            allowed = OIDC_SCOPES | API_SCOPES
        case _:
            allowed = OIDC_SCOPES
    if unknown := client.scopes - allowed:
        raise Invalid.field("scopes", f"this client cannot have {', '.join(sorted(unknown))}")


def _uris(client: Client, *, allow_loopback: bool) -> None:
    if client.redirect_uris and "authorization_code" not in client.rules.grants:
        raise Invalid.field("redirect_uris", "a service has no browser to send anywhere")
    if "authorization_code" in client.grants and not client.redirect_uris:
        raise Invalid.field("redirect_uris", "give at least one")
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        if len(getattr(client, name)) > _MOST:
            raise Invalid.field(name, f"give at most {_MOST}")
        for place, uri in enumerate(getattr(client, name)):
            check_redirect_uri(f"{name}.{place}", uri)
            # FAPI 2.0 section 5.3.2.2; on one machine there is no certificate to have https with.
            if client.rules.sender_bound and not allow_loopback and not uri.startswith("https:"):
                raise Invalid.field(f"{name}.{place}", "must begin with https://")
    said = client.registration
    called = [(name, getattr(said, name)) for name in _URIS] + [("request_uris", uri) for uri in said.request_uris]
    for name, uri in called:
        # A request_uri may carry a hash of what is there as its fragment (OIDC Core section 6.2).
        address = uri.partition("#")[0] if name == "request_uris" else uri
        try:
            if address:
                checked_url(address, allow_loopback=allow_loopback)
        except Invalid as wrong:
            raise Invalid.field(name, wrong.fields[0].message) from None


def _certificate(client: Client) -> None:
    """RFC 8705 section 2.1.2: one name, in the one way it is to be looked for."""
    named = [name for name in _SUBJECTS if getattr(client.registration, name)]
    if client.auth_method == "tls_client_auth" and len(named) != 1:
        raise Invalid.field("tls_client_auth_subject_dn", f"give exactly one of {', '.join(_SUBJECTS)}")
    if client.auth_method != "tls_client_auth" and named:
        raise Invalid.field(named[0], "is for tls_client_auth only")
