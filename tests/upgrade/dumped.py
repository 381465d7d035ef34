"""Data folders of released versions, as they were when their demo had been played.

    python -m tests.upgrade.dumped DATA VERSION     keeps a stopped data folder as `tests/upgrade/<version>.tar.gz`

A folder is kept as SQL text for each database, with the demo's own secrets and public log keys; nothing in it is real.
"""

import io
import sqlite3
import sys
import tarfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).parent
_KEPT = ("secrets", "log-keys")


def keep(data: Path, version: str) -> Path:
    """Write the archive; answers its path."""
    target = HERE / f"{version}.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        for database in sorted(data.glob("*.db")):
            with closing(sqlite3.connect(database)) as db:
                _add(archive, f"{database.stem}.sql", "\n".join(db.iterdump()))
        for name in _KEPT:
            archive.add(data / name, arcname=name)
        _add(archive, "demo.json", (data / "demo.json").read_text().replace(str(data.absolute()), "."))
    return target


def _add(archive: tarfile.TarFile, name: str, text: str) -> None:
    content = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def restore(version: str, data: Path) -> None:
    """Make the data folder of a released version anew."""
    with tarfile.open(HERE / f"{version}.tar.gz") as archive:
        archive.extractall(data, filter="data")
    for dump in data.glob("*.sql"):
        with closing(sqlite3.connect(dump.with_suffix(".db"))) as db:
            db.executescript(dump.read_text())
        dump.unlink()


if __name__ == "__main__":
    print(keep(Path(sys.argv[1]), sys.argv[2]))  # noqa: T201  # a developer's command
