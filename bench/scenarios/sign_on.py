"""Sign-on beside Keycloak and node-oidc-provider: the same four questions, one client, one machine, one run.

Both peers keep what they know in a PostgreSQL that survives a power cut, we in SQLite that does. A peer that cannot be
had on this machine is left out, and said so.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bench.measure import Measurement
from bench.peers.asks import ask
from bench.peers.contender import Contender
from bench.peers.keycloak import keycloak
from bench.peers.kith import kith
from bench.peers.oidc_provider import oidc_provider
from bench.processes import proportional_mb
from bench.run import Run, Say
from deploy import servers
from deploy.postgres import Cluster, sql
from deploy.postgres.cluster import STOP

Peer = Callable[[Path, str, Say], AbstractAsyncContextManager[Contender]]
# What each needs to be there, besides PostgreSQL.
_PEERS: tuple[tuple[str, Peer, tuple[str, ...]], ...] = (
    ("keycloak", keycloak, ("mvn", "java")),
    ("oidc_provider", oidc_provider, ("npm", "node")),
)


async def sign_on(run: Run) -> list[Measurement]:
    stage, calls = await run.stage(), run.calls(1600)
    run.say("sign-on: Kith")
    measured = await _asked(await asyncio.to_thread(kith, stage), calls)
    async with _postgres() as url:
        for name, peer, needed in _PEERS:
            if missing := [program for program in needed if not shutil.which(program)]:
                print(f"{name} is left out: this machine has no {' and no '.join(missing)}")
                continue
            folder = run.folder / name
            folder.mkdir()
            sql(url, f"CREATE DATABASE {name}")
            async with peer(folder, f"{url.rpartition('/')[0]}/{name}", run.say) as contender:
                run.say(f"sign-on: {contender.name}")
                measured += await _asked(contender, calls)
            shutil.rmtree(folder)
    return measured


async def _asked(contender: Contender, calls: int) -> list[Measurement]:
    await ask(contender, calls)  # once over untimed: a Java virtual machine gets fast only by being used
    first, *others = await ask(contender, calls)
    memory = {name: proportional_mb(pid) for name, pid in contender.processes.items()}
    told = " + ".join(f"{name} {mb:.0f}" for name, mb in memory.items())
    return [replace(first, note=f"memory afterwards (proportional set size, MB): {told}"), *others]


@asynccontextmanager
async def _postgres() -> AsyncIterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="kith-bench-postgres-"))
    cluster = Cluster(folder, servers.free_ports(1)[0])
    try:
        await asyncio.to_thread(lambda: servers.start(cluster.server()))
        yield cluster.superuser_url
    finally:
        await asyncio.to_thread(servers.stop, "PostgreSQL", folder, STOP)
        shutil.rmtree(folder)
