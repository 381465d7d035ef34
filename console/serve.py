"""`kith serve SERVICE`: one service in this process. Imports only what that service needs, so that it starts fast."""

import argparse
import asyncio
import gc
import importlib
import os
import sys
from collections.abc import Sequence

import uvloop

from chassis import log
from chassis.run import Life, parent_pipe
from chassis.settings import BadSettings, load
from console.topology import SERVICES

# Read by gRPC when it is imported: reads and writes by its poller, not handed on from thread to thread (ADR 37).
GRPC_EXPERIMENTS = ",".join(
    f"-event_engine_{part}" for part in ("client", "listener", "for_all_other_endpoints", "callback_cq")
)
ROLES = ("api", "relay", "courier", "sequencer", "indexer", "timer")


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop. Answers the exit status: 0 drained, 1 failed, 2 badly set up."""
    parser = argparse.ArgumentParser(prog="kith serve", description="Run one service in this process.")
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--role", action="append", default=[], choices=ROLES, help="play only this role; repeatable")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("GRPC_EXPERIMENTS", GRPC_EXPERIMENTS)
    log.configure(chosen.service)
    try:
        settings = load(importlib.import_module(f"services.{chosen.service}.settings").Settings)
        uvloop.run(_serve(chosen.service, settings, Life(chosen.role), with_parent=chosen.with_parent))
    except BadSettings as error:
        print(f"kith serve {chosen.service}: {error}", file=sys.stderr)
        return 2
    except Exception:
        log.logger().exception("service failed")
        return 1
    return 0


async def _serve(service: str, settings: object, life: Life, *, with_parent: bool) -> None:
    watching = asyncio.create_task(parent_pipe(life.stopping)) if with_parent else None
    serve = importlib.import_module(f"services.{service}.main").serve
    # What was imported stays for good: the collector need not look through it again and again.
    gc.freeze()
    try:
        await serve(settings, life)
    finally:
        life.stopping.set()
        if watching:
            await watching
