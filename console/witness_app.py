"""`kith witness`: a partner runs one; an operator registers its key."""

import json
import time
from pathlib import Path
from typing import Annotated

import requests
import typer

from chassis.clock import SystemClock
from chassis.log import configure, logger
from chassis.merkle import BadNote, KnownLog, Verifier
from console.api import Api, ClientApi, Refused, operator
from console.files import read_text, write_whole
from console.options import DATA, JSON
from console.secrets import public_jwks, signing_key
from console.topology import Topology
from console.witness import Watch, witness_key

witness_app = typer.Typer(no_args_is_help=True, help="Cosign Kith's log, so that nobody can quietly rewrite it.")

STATE = Annotated[Path, typer.Option(envvar="KITH_WITNESS_DIR", help="Where the witness keeps its keys and memory.")]


def verifier(given: str) -> Verifier:
    """A verifier key, from its text or a file with it. Raises BadNote."""
    return Verifier.parse(read_text(Path(given)) if Path(given).is_file() else given)


def log_keys(given: list[str]) -> KnownLog:
    """The log as these keys sign it: each the text of a verifier key, or a file with it. Raises BadNote."""
    keys = [verifier(each) for each in given]
    if len({key.name for key in keys}) != 1:
        raise BadNote("the keys are of different logs")
    return KnownLog(keys[0].name, tuple(keys))


@witness_app.command("key")
def key(
    name: Annotated[str, typer.Argument(help="Who cosigns, such as 'nhs.example/kith-witness'.")] = "",
    state: STATE = Path("witness"),
) -> int:
    """Make the witness's keys where there are none, and say which public ones to give to Kith's operator."""
    signer = witness_key(state, name)
    jwks = state / "client-jwks.json"
    write_whole(jwks, public_jwks(_client_key(state)).encode())
    print(signer.verifier)
    print(f"The client's public keys are in {jwks}; what is in {state}/secrets leaves this machine never.")
    return 0


@witness_app.command("run")
def run(
    base_url: Annotated[str, typer.Argument(help="Where Kith is, such as https://kith.example.gov.uk")],
    client_id: Annotated[str, typer.Option(help="The client that Kith's operator registered for the witness.")],
    log_key: Annotated[list[str], typer.Option(help="The log's verifier key, or a file with it; repeatable.")],
    every: Annotated[float, typer.Option(min=1, max=86_400, help="Seconds between two looks.")] = 60.0,
    state: STATE = Path("witness"),
    *,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
) -> int:
    """Watch the log and cosign it as long as it only grows. Status 1, at once and at each start, when it did not."""
    configure("witness")
    base_url = base_url.rstrip("/")
    hands_over = ClientApi(base_url, client_id, _client_key(state), "log:cosign")
    watch = Watch(Api(base_url), hands_over, log_keys(log_key), witness_key(state), state, SystemClock())
    if once:
        cosigned = watch.once()
        print(f"Cosigned at {cosigned.size} entries." if cosigned else "The log is empty yet.")
        return 0
    while True:
        try:
            watch.once()
        except Refused as refused:
            logger().warning("not handed over", status=refused.status)
        except (requests.RequestException, TimeoutError) as away:
            logger().warning("nothing answers", kind=type(away).__name__)
        time.sleep(every)


@witness_app.command("register")
def register(
    organisation: Annotated[str, typer.Argument(help="The organisation id the witness belongs to.")],
    verifier_key: Annotated[str, typer.Argument(help="The witness's public key, as `kith witness key` says it.")],
    data: DATA = Path("data"),
) -> int:
    """As Kith's operator: take cosignatures by this key from that organisation."""
    asked = {"organisation_id": organisation, "verifier_key": verifier_key}
    made = operator(Topology.running(data.absolute())).post("/v1/audit/witnesses", asked)
    print(f"{made['verifier_key']} cosigns for {made['organisation_id']}.")
    return 0


@witness_app.command("list")
def list_(data: DATA = Path("data"), *, as_json: JSON = False) -> int:
    """Who cosigns, and how far each has."""
    witnesses = Api(Topology.running(data.absolute()).base_url).get("/v1/audit/witnesses")["items"]
    if as_json:
        print(json.dumps(witnesses, indent=2))
        return 0
    for each in witnesses:
        last = f"{each['cosigned_size']} entries at {each['cosigned_at']}" if each["cosigned_at"] else "nothing yet"
        print(f"{each['organisation_id']}  {each['verifier_key']}  {last}")
    return 0


def _client_key(state: Path) -> Path:
    return signing_key(state, "witness-client")
