"""`kith audit verify`: every service's log, from its database alone, with nothing running; and that it lists who looked
as was logged.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import MetaData

from chassis.db import database
from chassis.merkle import KnownLog, Note, Report, Verifier, log_tables, verify
from console.files import read_text
from console.listed import mislisted
from console.secrets import log_verifier
from console.topology import database_url
from console.witnessed import unwitnessed

LOGGED = ("identity", "directory", "cases")
_WITNESSED = "cases"
"""The log that is public, that witnesses watch, and of which people are shown who looked."""
_PATIENCE = timedelta(seconds=30)


class NoData(Exception):
    """Not a data folder of Kith."""


async def verify_all(
    data: Path, saved: list[Path], *, as_json: bool, witnesses: Sequence[Verifier] = (), older: timedelta = timedelta()
) -> int:
    """Answers 0 when each log is whole, 1 when one is not. `saved` are checkpoints that were kept elsewhere; each of
    `witnesses` must have cosigned what is `older` than that.
    """
    notes = [Note.parse(read_text(file)) for file in saved]
    reports = {service: await _verify(data, service, notes) for service in LOGGED}
    async with database(database_url(data, _WITNESSED)) as db, db.reading() as tx:
        reports[_WITNESSED].findings.extend(await mislisted(tx, log_tables(MetaData())))
    for witness in witnesses:
        known, before = log_of(data, _WITNESSED), datetime.now(UTC) - older
        async with database(database_url(data, _WITNESSED)) as db, db.reading() as tx:
            if missing := await unwitnessed(tx, log_tables(MetaData()), known, witness, before):
                reports[_WITNESSED].findings.append(missing)
    if as_json:
        print(json.dumps({s: {"leaves": r.leaves, "findings": r.findings} for s, r in reports.items()}, indent=2))
    else:
        for service, report in reports.items():
            print(f"{service}: {report.leaves} entries, {report.checkpoints} checkpoints: {_verdict(report)}")
            for finding in report.findings:
                print(f"  {finding}")
    return 0 if all(report.whole for report in reports.values()) else 1


def log_of(data: Path, service: str) -> KnownLog:
    """A service's log by the key in the data folder. Raises NoData: nothing is made where nothing is."""
    file, kept = log_verifier(data, service), data / f"{service}.db"
    here = database_url(data, service) == f"sqlite:///{kept}"
    if missing := [each for each in (file, *([kept] if here else [])) if not each.is_file()]:
        raise NoData(f"{missing[0]} is missing: --data-dir names no Kith data folder")
    key = Verifier.parse(read_text(file).strip())
    return KnownLog(key.name, (key,))


async def _verify(data: Path, service: str, notes: list[Note]) -> Report:
    known = log_of(data, service)
    mine = [note for note in notes if note.signers(known.keys)]
    async with database(database_url(data, service)) as db, db.reading() as tx:
        return await verify(
            tx,
            log_tables(MetaData()),
            known,
            now=datetime.now(UTC),
            patience=_PATIENCE,
            saved=mine,
        )


def _verdict(report: Report) -> str:
    return "whole" if report.whole else f"{len(report.findings)} findings"
