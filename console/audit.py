"""`kith audit verify`: every service's log, from its database alone, with nothing running."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import MetaData

from chassis.db import database
from chassis.merkle import KnownLog, Note, Report, Verifier, log_tables, verify
from console.secrets import log_verifier
from console.topology import database_url

LOGGED = ("identity", "directory", "cases")
_PATIENCE = timedelta(seconds=30)


async def verify_all(data: Path, saved: list[Path], *, as_json: bool) -> int:
    """Answers 0 when each log is whole, 1 when one is not. `saved` are checkpoints that were kept elsewhere."""
    notes = [Note.parse(file.read_text()) for file in saved]
    reports = {service: await _verify(data, service, notes) for service in LOGGED}
    if as_json:
        print(json.dumps({s: {"leaves": r.leaves, "findings": r.findings} for s, r in reports.items()}, indent=2))
    else:
        for service, report in reports.items():
            print(f"{service}: {report.leaves} entries, {report.checkpoints} checkpoints: {_verdict(report)}")
            for finding in report.findings:
                print(f"  {finding}")
    return 0 if all(report.whole for report in reports.values()) else 1


async def _verify(data: Path, service: str, notes: list[Note]) -> Report:
    try:
        key = Verifier.parse(log_verifier(data, service).read_text().strip())
    except FileNotFoundError as missing:
        raise FileNotFoundError(f"{missing.filename} is missing: --data-dir names no Kith data folder") from None
    mine = [note for note in notes if note.signers([key])]
    async with database(database_url(data, service)) as db, db.reading() as tx:
        return await verify(
            tx,
            log_tables(MetaData()),
            KnownLog(key.name, (key,)),
            now=datetime.now(UTC),
            patience=_PATIENCE,
            saved=mine,
        )


def _verdict(report: Report) -> str:
    return "whole" if report.whole else f"{len(report.findings)} findings"
