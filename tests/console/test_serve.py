"""`kith serve` before it becomes a service."""

import subprocess
import sys

_ASKED = "import console.serve, sys; sys.exit('grpc' in sys.modules)"


def test_grpc_is_not_imported_before_it_is_told_how_to_run() -> None:
    """It reads GRPC_EXPERIMENTS when it is imported, and afterwards never again."""
    assert subprocess.run([sys.executable, "-c", _ASKED], check=False).returncode == 0
