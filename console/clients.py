"""`kith client` and `kith keys`: who may speak OpenID Connect with us, and the keys we sign with."""

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from console.api import ClientApi, Refused, client_assertion, operator
from console.files import read_text
from console.options import DATA, JSON
from console.secrets import new_key, public_jwks
from console.topology import Topology

client_app = typer.Typer(no_args_is_help=True, help="Register relying parties, partners and applications.")
keys_app = typer.Typer(no_args_is_help=True, help="The keys that sign our tokens.")


class Profile(StrEnum):
    basic = "basic"
    one_login = "one-login"
    fapi2 = "fapi2"
    first_party = "first-party"
    service = "service"


class Method(StrEnum):
    private_key_jwt = "private_key_jwt"
    client_secret_basic = "client_secret_basic"
    client_secret_post = "client_secret_post"
    tls_client_auth = "tls_client_auth"
    self_signed_tls_client_auth = "self_signed_tls_client_auth"


class Algorithm(StrEnum):
    es256 = "ES256"
    rs256 = "RS256"
    ps256 = "PS256"
    eddsa = "EdDSA"


class KeyFileTaken(Exception):
    """There is a file where the new client's key would go."""


@client_app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="As residents will read it, such as 'Lichfield District Council'.")],
    profile: Annotated[Profile, typer.Option(help="What the client is; decides all that is not said.")],
    organisation: Annotated[str, typer.Option(help="The organisation id it acts for.")] = "",
    redirect_uri: Annotated[list[str] | None, typer.Option(help="Where codes go; repeatable.")] = None,
    post_logout_redirect_uri: Annotated[list[str] | None, typer.Option(help="After signing out; repeatable.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="What it may ask for; repeatable.")] = None,
    role: Annotated[str, typer.Option(help="For a service: partner, witness or operator.")] = "",
    auth_method: Annotated[Method | None, typer.Option(help="How it proves itself.")] = None,
    algorithm: Annotated[Algorithm | None, typer.Option(help="What its ID tokens are signed with.")] = None,
    jwks: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Its public keys, a JWK Set.")] = None,
    jwks_uri: Annotated[str, typer.Option(help="Where it publishes its keys.")] = "",
    key_file: Annotated[Path | None, typer.Option(help="Where to put a new key; in the data folder if unsaid.")] = None,
    subject_dn: Annotated[str, typer.Option(help="For tls_client_auth: its certificate's subject (RFC 4514).")] = "",
    backchannel_logout_uri: Annotated[str, typer.Option(help="Told when somebody signs out.")] = "",
    data: DATA = Path("data"),
    *,
    as_json: JSON = False,
) -> None:
    """Register a client. One that proves itself with a key, and brings none, gets a new one, in a file of its own."""
    topology = Topology.running(data.absolute())
    keyed = auth_method in (None, Method.private_key_jwt) and profile is not Profile.first_party
    made = None
    if keyed and jwks is None and not jwks_uri:
        made = _new_key(topology.data, key_file, name)
    registration = {
        "token_endpoint_auth_method": auth_method and auth_method.value,
        "id_token_signed_response_alg": algorithm and algorithm.value,
        "jwks_uri": jwks_uri,
        "tls_client_auth_subject_dn": subject_dn,
        "backchannel_logout_uri": backchannel_logout_uri,
    }
    asked: dict[str, Any] = {
        "name": name,
        "profile": profile.value,
        "organisation_id": organisation,
        "redirect_uris": redirect_uri,
        "post_logout_redirect_uris": post_logout_redirect_uri,
        "scopes": scope,
        "role": role,
        "jwks": public_jwks(made) if made else read_text(jwks) if jwks else "",
        "registration": {member: value for member, value in registration.items() if value},
    }
    try:
        client = operator(topology).post("/v1/clients", {member: value for member, value in asked.items() if value})
    except Exception:
        if made:  # nobody's
            made.unlink()
        raise
    if as_json:
        print(json.dumps(client | {"key_file": str(made) if made else None}, indent=2))
        return
    print(f"{client['name']} is registered as {client['client_id']} ({client['profile']}).")
    if made:
        print(f"Its private key is in {made}; give it to nobody else.")
    if client["client_secret"]:
        print(f"Its secret, shown this once: {client['client_secret']}")


def _new_key(data: Path, key_file: Path | None, name: str) -> Path:
    """A key in a file that only its owner may read. Raises KeyFileTaken rather than hand one key to two clients."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "client"
    path = key_file or data / "secrets" / "clients" / f"{slug}.pem"
    if path.exists():
        raise KeyFileTaken(f"{path} is there already; say with --key-file where the new key should go")
    return new_key(path)


@client_app.command("list")
def list_(data: DATA = Path("data"), *, as_json: JSON = False) -> None:
    """Every client there is."""
    clients = _operator(data).get("/v1/clients")["items"]
    if as_json:
        print(json.dumps(clients, indent=2))
        return
    for client in clients:
        method = client["registration"]["token_endpoint_auth_method"]
        print(f"{client['client_id']}  {client['profile']:<11}  {method:<28}  {client['name']}")


@client_app.command("remove")
def remove(
    client_id: Annotated[str, typer.Argument(help="The client that is no client any more.")],
    data: DATA = Path("data"),
) -> None:
    """End a client at once and for good: its tokens, and what residents approved for it, go with it."""
    _operator(data).call("DELETE", f"/v1/clients/{quote(client_id, safe='')}")
    print(f"{client_id} is no client any more.")


@client_app.command("token")
def token(
    organisation: Annotated[str, typer.Option(help="The organisation whose software may register clients.")],
    profile: Annotated[Profile, typer.Option(help="basic or fapi2: the profile of each of them.")] = Profile.basic,
    uses: Annotated[int, typer.Option(min=1, max=100, help="How many clients.")] = 1,
    hours: Annotated[int, typer.Option(min=1, max=720, help="For how long.")] = 24,
    data: DATA = Path("data"),
    *,
    as_json: JSON = False,
) -> None:
    """An initial access token for dynamic registration (RFC 7591), shown this once."""
    asked = {"organisation_id": organisation, "profile": profile.value, "uses": uses, "life_seconds": hours * 3600}
    made = _operator(data).post("/v1/registration-tokens", asked)
    print(json.dumps(made, indent=2) if as_json else f"{made['token']}\nGood until {made['expires_at']}.")


@client_app.command("rotate-key")
def rotate_key(
    client_id: Annotated[str, typer.Argument(help="The client whose key changes.")],
    old: Annotated[Path, typer.Argument(help="The key it has, PEM.")],
    new: Annotated[Path, typer.Argument(help="Where the next one goes; it must be another file.")],
    base_url: Annotated[str, typer.Option(help="Where Kith is; the one running on the data folder if unsaid.")] = "",
    data: DATA = Path("data"),
    *,
    finish: Annotated[bool, typer.Option("--finish", help="Everything signs with the new key: drop the old.")] = False,
) -> None:
    """Change a client's own key without a failed request.

    First without --finish: both keys are good. Then let everything sign with the new one. Then with --finish.
    """
    at, issuer = (base_url, base_url) if base_url else _here(data)
    if finish:
        publish_keys(at, issuer, client_id, new, [new])
        print(f"Only {new} is good for {client_id} now; {old} can be destroyed.")
        return
    if new.exists():
        raise KeyFileTaken(f"{new} is there already; say where the new key should go")
    public_jwks(old)  # before a key is made for nothing
    made = new_key(new)
    try:
        publish_keys(at, issuer, client_id, old, [old, made])
    except Refused:
        made.unlink()
        raise
    print(f"{old} and {new} are both good for {client_id}. Sign with the new one everywhere, then: --finish")


def publish_keys(base_url: str, issuer: str, client_id: str, proof: Path, keys: list[Path]) -> None:
    """Puts these keys in place of the client's present ones, proving that it holds one of those. Raises Refused."""
    published = [key for file in keys for key in json.loads(public_jwks(file))["keys"]]
    assertion = client_assertion(issuer, client_id, proof)["client_assertion"]
    body = {"jwks": json.dumps({"keys": published}), "client_assertion": assertion}
    ClientApi(base_url, client_id, proof, issuer=issuer).call("PUT", "/v1/clients/self/keys", body)


@keys_app.command("rotate")
def rotate(
    data: DATA = Path("data"),
    compromised: Annotated[str, typer.Option(help="The id (kid) of a key that may be stolen.")] = "",
    *,
    as_json: JSON = False,
) -> None:
    """Sign with the next keys from now on. What was signed before stays good; relying parties notice nothing.

    With --compromised, that key alone goes, at once, and nothing it signed is good any more.
    """
    what = f"{quote(compromised, safe='')}/retire" if compromised else "rotate"
    keys = _operator(data).post(f"/v1/signing-keys/{what}", {})["items"]
    if as_json:
        print(json.dumps(keys, indent=2))
        return
    for key in keys:
        print(f"{key['algorithm']:<6} is signed by {key['kid']}")


def _operator(data: Path) -> ClientApi:
    return operator(Topology.running(data.absolute()))


def _here(data: Path) -> tuple[str, str]:
    """Where the services on the data folder are, and what they call themselves."""
    topology = Topology.running(data.absolute())
    return topology.base_url, topology.issuer
