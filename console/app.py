"""The `kith` command line: human words by default, `--json` for machines; a failure is one clear line and a status."""

import asyncio
import json
import os
import sys
import textwrap
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import requests
import typer
from sqlalchemy.exc import SQLAlchemyError

from chassis.merkle import BadNote
from console.api import Refused, operator
from console.audit import NoData
from console.audit_app import audit_app
from console.audit_proof import NotProved
from console.clients import KeyFileTaken, client_app, keys_app
from console.demo.cast import CannotCast
from console.demo.stage import NotOurs
from console.files import NotText
from console.imports import NotTaken, UnknownColumns, Unreadable
from console.options import DATA, JSON, LAST_PORT, PORT
from console.progress import Progress
from console.secrets import BadKey
from console.supervisor import AlreadyUp, Supervisor
from console.topology import NotRunning, PortTaken, Topology
from console.witness import NotFit
from console.witness_app import witness_app
from sandbox.parties import BadParties

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=__doc__,
    epilog="kith serve SERVICE runs one service, or one role of it, in this process: kith serve --help.",
)
app.add_typer(audit_app, name="audit")
app.add_typer(client_app, name="client")
app.add_typer(keys_app, name="keys")
app.add_typer(witness_app, name="witness")

_EXPECTED = (
    AlreadyUp,
    BadKey,
    BadNote,
    KeyFileTaken,
    NotRunning,
    CannotCast,
    NotFit,
    NotOurs,
    NotProved,
    PortTaken,
    NotTaken,
    UnknownColumns,
    Unreadable,
    Refused,
    TimeoutError,
    NoData,
    NotText,
    BadParties,
    requests.RequestException,
)
_LONGEST_SAID = 600


def main(arguments: Sequence[str]) -> int:
    """Run one command; answers its exit status."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that has no tick is no reason to stop half-way
    try:
        return int(app(list(arguments), standalone_mode=False, prog_name="kith") or 0)
    except typer.Exit as ended:
        return ended.exit_code
    except typer.Abort:
        return 130
    except Exception as error:
        status, said = _failed(error)
        if said:  # not so where the help was shown
            print(f"kith: {said}", file=sys.stderr)
        return status


def _failed(error: Exception) -> tuple[int, str]:
    """The status, and one line that a terminal can show: never a traceback, which may repeat what is secret."""
    said = str(error)
    if isinstance(error, requests.ConnectionError):
        said = f"nothing answers at {error.request.url if error.request else ''}; is it up?"
    elif isinstance(error, OSError) and not isinstance(error, _EXPECTED):
        said = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else said
    elif isinstance(error, SQLAlchemyError):
        said = f"a database cannot be read: {getattr(error, 'orig', None) or error}"
    elif hasattr(error, "format_message"):  # a usage error of the command line itself
        return 2, _one_line(error.format_message().replace("Value error, ", ""))
    elif not isinstance(error, _EXPECTED):
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
        where = f"{Path(ours[-1].filename).name} line {ours[-1].lineno}"
        said = f"a fault of ours: {type(error).__name__} in {where}; please tell whoever looks after Kith"
    return 1, _one_line(said)


def _one_line(said: str) -> str:
    shown = "".join(each if each.isprintable() else " " for each in said)
    return textwrap.shorten(shown, _LONGEST_SAID, placeholder=" …")


@app.command()
def up(
    data: DATA = Path("data"),
    port: PORT = 8000,
    *,
    restart: Annotated[bool, typer.Option(help="Start a process that dies again.")] = True,
) -> int:
    """Start all four services, one process each, and keep them up until Ctrl-C."""
    return asyncio.run(_up(data, port, restart=restart))


async def _up(data: Path, port: int, *, restart: bool) -> int:
    import signal

    told = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    async with Supervisor(data, port=port, restart=restart) as kith:
        print(f"Starting four services on {kith.data}; their logs are in {kith.data / 'logs'}", flush=True)
        print(f"Ready in {await kith.ready():.1f} s at {kith.topology.base_url}. Ctrl-C stops everything.", flush=True)
        waiting = [asyncio.create_task(told.wait()), asyncio.create_task(kith.failed.wait())]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        return 1 if kith.failed.is_set() else 0


@app.command()
def demo(
    data_dir: DATA = Path("data"),
    port: PORT = 8000,
    data: Annotated[Path | None, typer.Option(help="Play it on the CSV files of this folder.")] = None,
    *,
    leave: Annotated[bool, typer.Option("--exit", help="End after the story; 0 only if every step held.")] = False,
    as_json: JSON = False,
) -> int:
    """Start everything, play the whole story with its checks, and stay up."""
    from console.demo.play import demo as run

    return asyncio.run(run(data_dir.absolute(), port, data, leave=leave, as_json=as_json))


class Kind(StrEnum):
    organisations = "organisations"
    professionals = "professionals"
    people = "people"
    merges = "merges"


@app.command("import")
def import_(
    kind: Annotated[Kind, typer.Argument(help="What its rows are.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file in UTF-8.")],
    data: DATA = Path("data"),
    organisation: Annotated[str, typer.Option(help="For people and merges: the agency's organisation id.")] = "",
    feed: Annotated[str, typer.Option(help="For people: the name of the feed, such as 'social care'.")] = "",
    as_of: Annotated[str, typer.Option(help="For people: the day the feed is current as of, YYYY-MM-DD.")] = "",
    *,
    shielded: Annotated[bool, typer.Option(help="For people: a private service's feed; nobody else sees it.")] = False,
    whole: Annotated[bool, typer.Option(help="For people: everybody in the feed; who is not in it has left.")] = False,
    entries: Annotated[
        int | None, typer.Option(min=0, help="With --whole: how many there are, as the source system says.")
    ] = None,
    as_json: JSON = False,
) -> int:
    """Import a CSV file into the running services. Bad rows are named, the rest kept; status 3 when some were bad."""
    about = {"organisation_id": organisation} if kind in (Kind.people, Kind.merges) else {}
    about |= {"feed": feed, "as_of": as_of} if kind is Kind.people else {}
    if not all(about.values()):
        raise typer.BadParameter("people need --organisation, --feed and --as-of, merges --organisation")
    if kind is not Kind.people and (whole or shielded):
        raise typer.BadParameter("only people come as a whole, or shielded")
    if entries is not None and not whole:
        raise typer.BadParameter("--entries goes with --whole")
    api = operator(Topology.running(data.absolute()))
    with Progress() as progress:
        private = {"shielded": True} if shielded else {}
        if whole:
            report = progress.whole(file, api, entries, **about, **private)
        else:
            report = progress.over(file, kind.value, api, **about, **private)
    if as_json:
        print(json.dumps(asdict(report), indent=2))
    else:
        print(f"{report.file}: {report.taken} taken, {report.unchanged} unchanged, {report.linked} linked")
        if whole:
            print(f"  {report.ended} are not in it any more")
        if report.to_decide:
            print(f"  {report.to_decide} merges were not done by themselves: a manager has to look at them")
        if report.likely:
            print(f"  {report.likely} are perhaps of people that others know: a manager has to look at them")
        for row in report.rejected:
            print(f"  line {row['line']}, {row['column']}: {row['reason']}")
    return 3 if report.rejected else 0


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(min=0, max=LAST_PORT, help="The loopback port to serve on.")] = 8090,
    smtp_port: Annotated[
        int, typer.Option(min=0, max=LAST_PORT, help="The loopback port to take letters on; 0 for none.")
    ] = 0,
    clamd_port: Annotated[
        int, typer.Option(min=0, max=LAST_PORT, help="The loopback port to scan for viruses on; 0 for none.")
    ] = 0,
    parties: Annotated[Path | None, typer.Option(help="Relying parties: a JSON array.")] = None,
    secret_file: Annotated[Path | None, typer.Option(help="Signs the calls to providers of checks.")] = None,
    *,
    with_parent: Annotated[bool, typer.Option(hidden=True)] = False,
) -> int:
    """Serve the simulated outside world: providers of identity checks, GOV.UK One Login, NHS login, a mailbox, a virus
    scanner.

    Never real.
    """
    from sandbox.serve import serve

    serve(port, smtp_port, clamd_port, parties, secret_file, with_parent=with_parent)
    return 0


@app.command()
def listen(
    secret: Annotated[str, typer.Option(envvar="KITH_WEBHOOK_SECRET", help="The subscription's whsec_… secret.")],
    port: Annotated[int, typer.Option(min=0, max=LAST_PORT, help="The loopback port to listen on.")] = 9000,
) -> int:
    """A partner's local receiver: print each webhook and whether its signature verifies."""
    import threading

    from console.listen import Receiver

    if not secret:
        raise typer.BadParameter("the secret is empty")

    with Receiver(port, lambda came: print(json.dumps({"verified": came.verified, **came.event}), flush=True)) as here:
        here.secret = secret
        print(f"Listening on {here.url}; Ctrl-C stops.", file=sys.stderr)
        threading.Event().wait()
    return 0


@app.command()
def doctor(data: DATA = Path("data")) -> int:
    """Say what must change before real use. Status 1 when something must."""
    from console.doctor import findings

    found = findings(data.absolute(), os.environ)
    for each in found:
        print(f"• {each}")
    print("Nothing to change." if not found else f"{len(found)} things must change before real people's data come in.")
    return 1 if found else 0
