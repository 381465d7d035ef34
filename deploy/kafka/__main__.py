"""`python -m deploy.kafka start --data DIR [--port N]`, `stop --data DIR`, `fetch`, and `throwaway` for tests."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from deploy import servers
from deploy.kafka.broker import Broker, fetch


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.kafka", description="Kafka without a container.")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("start", help="start it in the background; on first use fetch and format it")
    start.add_argument("--port", type=int, default=9092, help="on 127.0.0.1; the next one too (default: %(default)s)")
    stop = commands.add_parser("stop", help="stop it without losing anything")
    for command in (start, stop):
        command.add_argument("--data", type=Path, required=True, metavar="DIR", help="its folder")
    commands.add_parser("fetch", help="fetch Kafka, and install Java and Maven if they are missing and we are root")
    throwaway = commands.add_parser(
        "throwaway", help="for tests: run until standard input closes, then delete everything"
    )
    throwaway.add_argument("--data", type=Path, metavar="DIR", help="run on this folder, and keep it")
    throwaway.add_argument("--port", type=int, help="on 127.0.0.1 (default: a free one)")
    asked = parser.parse_args()
    try:
        match asked.command:
            case "start":
                _start(Broker(asked.data.resolve(), asked.port, asked.port + 1))
            case "stop":
                stopped = servers.stop("Kafka", asked.data.resolve(), signal.SIGTERM)
                print("Kafka has stopped" if stopped else "Kafka was not running")
            case "fetch":
                fetch()
            case "throwaway":
                free, controller_port = servers.free_ports(2)
                folder, port = asked.data or Path(tempfile.mkdtemp(prefix="kith-kafka-")), asked.port or free
                broker = Broker(folder, port, controller_port, throwaway=True)
                servers.hold(broker.server, folder, f"127.0.0.1:{port}", keep=asked.data is not None)
    except (servers.Missing, servers.Failed) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _start(broker: Broker) -> None:
    fetch()
    started = servers.start(broker.server())
    print(f"Kafka {'listens' if started else 'was running already'}: KITH_BUS_URL=kafka://127.0.0.1:{broker.port}")


if __name__ == "__main__":
    sys.exit(main())
