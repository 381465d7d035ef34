"""`kith audit`: hold the tamper-evident log to what it said, on a data folder with nothing running, or over the net."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from console.files import read_text
from console.options import DATA, JSON

audit_app = typer.Typer(no_args_is_help=True, help="Verify the tamper-evident log.")

_YEAR = 60 * 24 * 365

BASE_URL = Annotated[str, typer.Option(help="Ask the Kith at this address, not the data folder.")]
LOG_KEY = Annotated[
    list[str] | None, typer.Option(help="The log's verifier key as you know it, or a file with it; repeatable.")
]


@audit_app.command("verify")
def verify(
    data: DATA = Path("data"),
    checkpoint: Annotated[list[Path] | None, typer.Option(help="A checkpoint kept elsewhere; repeatable.")] = None,
    witness: Annotated[
        list[str] | None, typer.Option(help="A witness's verifier key, or a file with it, that must have cosigned.")
    ] = None,
    older: Annotated[int, typer.Option(min=0, max=_YEAR, help="Minutes a witness has to cosign an entry.")] = 10,
    *,
    as_json: JSON = False,
) -> int:
    """Verify every service's log from its database alone, with nothing running. Status 1 when one is not whole."""
    from console.audit import verify_all
    from console.witness_app import verifier

    witnesses = [verifier(each) for each in witness or []]
    minutes = timedelta(minutes=older)
    return asyncio.run(
        verify_all(data.absolute(), checkpoint or [], as_json=as_json, witnesses=witnesses, older=minutes)
    )


@audit_app.command("proof")
def proof(
    leaf_id: Annotated[str, typer.Argument(help="The entry's id, as it stands on a page or in an export.")],
    data: DATA = Path("data"),
    base_url: BASE_URL = "",
    token: Annotated[str, typer.Option(envvar="KITH_TOKEN", help="With --base-url: an access token.")] = "",
    log_key: LOG_KEY = None,
    checkpoint: Annotated[Path | None, typer.Option(help="Prove it against this checkpoint, kept before.")] = None,
    *,
    as_json: JSON = False,
) -> int:
    """Print and verify the proof that an entry is in the log. Status 1 when it cannot be shown."""
    from console.audit_proof import proof_from_folder, proof_from_url

    kept = read_text(checkpoint) if checkpoint else ""
    if base_url:
        proved = proof_from_url(base_url, token, leaf_id, log_key or [], kept)
    else:
        proved = asyncio.run(proof_from_folder(data.absolute(), leaf_id, kept))
    if as_json:
        print(json.dumps(proved.document(), indent=2))
    else:
        print("\n".join(proved.lines()))
    return 0


@audit_app.command("consistency")
def consistency(
    old: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The checkpoint kept first.")],
    new: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The one kept later.")],
    data: DATA = Path("data"),
    base_url: BASE_URL = "",
    log_key: LOG_KEY = None,
    *,
    as_json: JSON = False,
) -> int:
    """Print and verify the proof that one checkpoint's log begins another's. Status 1 when it does not."""
    from console.audit_proof import consistency_from_folder, consistency_from_url

    notes = read_text(old), read_text(new)
    if base_url:
        grown = consistency_from_url(base_url, log_key or [], *notes)
    else:
        grown = asyncio.run(consistency_from_folder(data.absolute(), *notes))
    if as_json:
        print(json.dumps(grown.document(), indent=2))
    else:
        print("\n".join(grown.lines()))
    return 0


@audit_app.command("export")
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where it goes: JSON, a line each.")],
    base_url: Annotated[str, typer.Option(help="Where Kith is.")],
    from_on: Annotated[str, typer.Option("--from", help="The first day, YYYY-MM-DD.")],
    to_on: Annotated[str, typer.Option("--to", help="The last day.")],
    token: Annotated[str, typer.Option(envvar="KITH_TOKEN", help="A data protection officer's access token.")] = "",
    log_key: LOG_KEY = None,
) -> int:
    """Take out what left of your organisation in a period, each entry with its proof, for an inspector."""
    from console.api import Api
    from console.audit_export import write_export

    written = write_export(Api(base_url.rstrip("/"), token), file, from_on, to_on, log_key or [])
    print(f"{written.rows} disclosures are in {file}, {written.unplaced} of them without a proof yet: verified.")
    return 0
