"""Progress of an import: a bar on a terminal, one line a file elsewhere."""

from collections.abc import Callable
from pathlib import Path

from rich import progress as bars
from rich.console import Console

from console.api import Api
from console.imports import Report, count, import_file, import_whole


class Progress:
    """Imports files one after the other under one progress display. Use as a context manager."""

    def __init__(self, say: Callable[[str], None] = print) -> None:
        self._say = say
        terminal = Console(stderr=True)
        self._bars = bars.Progress(
            bars.TextColumn("   {task.description}"),
            bars.BarColumn(),
            bars.MofNCompleteColumn(),
            bars.TimeRemainingColumn(),
            console=terminal,
            transient=True,
            disable=not terminal.is_terminal,  # else it leaves an empty line
        )

    def __enter__(self) -> "Progress":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def over(self, file: Path, kind: str, api: Api, **about: str | bool) -> Report:
        """Import one file of a kind, showing how far it is."""
        task = self._bars.add_task(file.name, total=count(kind, file))
        return import_file(api, kind, file, lambda done: self._bars.advance(task, done), **about)

    def whole(self, file: Path, api: Api, entries: int | None, **about: str | bool) -> Report:
        """The same of a whole delivery of people."""
        task = self._bars.add_task(file.name, total=count("people", file))
        return import_whole(api, file, lambda done: self._bars.advance(task, done), entries, **about)
