"""Options that many commands have."""

from pathlib import Path
from typing import Annotated

import typer

LAST_PORT = 65535

DATA = Annotated[Path, typer.Option("--data-dir", envvar="KITH_DATA_DIR", help="Where this machine keeps its data.")]
PORT = Annotated[
    int, typer.Option(envvar="KITH_PORT", min=0, max=LAST_PORT, help="The public port; 0 for any that is free.")
]
JSON = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
