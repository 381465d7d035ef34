"""`python -m deploy.postgres start --data DIR [--port N]`, `stop --data DIR`, `fetch`, and `throwaway` for tests."""

import argparse
import sys
import tempfile
from pathlib import Path

from deploy import servers
from deploy.postgres.cluster import STOP, Cluster, fetch


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.postgres", description="PostgreSQL without a container.")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("start", help="start it; on first use make it, with a role and databases per service")
    start.add_argument("--port", type=int, default=5432, help="on 127.0.0.1 (default: %(default)s)")
    stop = commands.add_parser("stop", help="stop it without losing anything")
    for command in (start, stop):
        command.add_argument("--data", type=Path, required=True, metavar="DIR", help="its folder")
    commands.add_parser("fetch", help="install it if it is missing and we are root")
    commands.add_parser("throwaway", help="for tests: run until standard input closes, then delete everything")
    asked = parser.parse_args()
    try:
        match asked.command:
            case "start":
                _start(Cluster(asked.data.resolve(), asked.port))
            case "stop":
                _stop(asked.data.resolve())
            case "fetch":
                fetch()
            case "throwaway":
                [port] = servers.free_ports(1)
                cluster = Cluster(Path(tempfile.mkdtemp(prefix="kith-postgres-")), port, throwaway=True)
                servers.hold(cluster.server, cluster.folder, announcement=cluster.superuser_url)
    except (servers.Missing, servers.Failed) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _start(cluster: Cluster) -> None:
    fetch()
    started = servers.start(cluster.server())
    files = cluster.create_databases()
    state = "listens" if started else "was running already"
    print(f"PostgreSQL {state} on 127.0.0.1:{cluster.port}; settings of the services:")
    print(*files, sep="\n")


def _stop(folder: Path) -> None:
    stopped = servers.stop("PostgreSQL", folder, STOP)
    print("PostgreSQL has stopped" if stopped else "PostgreSQL was not running")


if __name__ == "__main__":
    sys.exit(main())
