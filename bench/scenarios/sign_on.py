"""Sign-on beside Keycloak and node-oidc-provider: the same four questions, one client, one machine, one run.

Both peers keep what they know in a PostgreSQL that survives a power cut, we in SQLite that does. A peer that cannot be
had on this machine is left out, and said so.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from argon2 import PasswordHasher

from bench.measure import Measurement, timed, timed_async
from bench.peers.asks import ask
from bench.peers.contender import Contender
from bench.peers.keycloak import keycloak
from bench.peers.kith import kith
from bench.peers.oidc_provider import oidc_provider
from bench.processes import proportional_mb
from bench.run import Run, Say
from bench.stage import Stage
from console.demo.world import PASSWORD
from deploy import servers
from deploy.postgres import Cluster, sql
from deploy.postgres.cluster import STOP
from services.identity.clients.passwords import LANES, MEMORY_KIB, PASSES

ARGON2ID = "argon2id verification"
Peer = Callable[[Path, str, Say], AbstractAsyncContextManager[Contender]]
# What each needs to be there, besides PostgreSQL.
_PEERS: tuple[tuple[str, Peer, tuple[str, ...]], ...] = (
    ("keycloak", keycloak, ("mvn", "java")),
    ("oidc_provider", oidc_provider, ("npm", "node")),
)


async def sign_on(run: Run) -> list[Measurement]:
    stage, calls = await run.stage(), run.calls(1600)
    run.say("sign-on: passwords")
    measured = [_argon2id(run.calls(40)), *[await _passwords(stage, run.calls(80), many) for many in (1, 2)]]
    run.say("sign-on: Kith")
    measured += await _asked(await asyncio.to_thread(kith, stage), calls, {})
    async with _postgres() as (url, database):
        for name, peer, needed in _PEERS:
            if missing := [program for program in needed if not shutil.which(program)]:
                print(f"{name} is left out: this machine has no {' and no '.join(missing)}")
                continue
            folder = run.folder / name
            folder.mkdir()
            sql(url, f"CREATE DATABASE {name}")
            async with peer(folder, f"{url.rpartition('/')[0]}/{name}", run.say) as contender:
                run.say(f"sign-on: {contender.name}")
                measured += await _asked(contender, calls, {"postgresql": database})
            shutil.rmtree(folder)
    return measured


def _argon2id(calls: int) -> Measurement:
    """The floor of a password sign-in: one verification, at the cost identity pays."""
    hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
    hashed = hasher.hash(PASSWORD)
    return timed(ARGON2ID, lambda: hasher.verify(hashed, PASSWORD), calls)


async def _passwords(stage: Stage, calls: int, side_by_side: int) -> Measurement:
    """The page's form, as a browser sends it, to the session's cookie in the answer."""
    url, form = f"{stage.world.base_url}/sign-in", {"email": stage.world.resident.email, "password": PASSWORD}

    async def sign_in() -> None:
        headers = {"Origin": stage.world.base_url}
        async with stage.http.post(url, data=form, headers=headers, allow_redirects=False) as answer:
            assert answer.status == 303, f"{answer.status} {(await answer.text())[:300]}"

    name = "password sign-in" + (f", {side_by_side} at once" if side_by_side > 1 else "")
    return await timed_async(name, sign_in, calls, ARGON2ID, side_by_side=side_by_side, servers=stage.servers)


async def _asked(contender: Contender, calls: int, database: Mapping[str, int]) -> list[Measurement]:
    await ask(contender, calls, database)  # once over untimed: a Java virtual machine gets fast only by being used
    first, *others = await ask(contender, calls, database)
    memory = {name: proportional_mb(pid) for name, pid in contender.processes.items()}
    told = " + ".join(f"{name} {mb:.0f}" for name, mb in memory.items())
    return [replace(first, note=f"memory afterwards (proportional set size, MB): {told}"), *others]


@asynccontextmanager
async def _postgres() -> AsyncIterator[tuple[str, int]]:
    """Its URL and its process."""
    folder = Path(tempfile.mkdtemp(prefix="kith-bench-postgres-"))
    cluster = Cluster(folder, servers.free_ports(1)[0])
    try:
        await asyncio.to_thread(lambda: servers.start(cluster.server()))
        yield cluster.superuser_url, int((folder / "data" / "postmaster.pid").read_text().split()[0])
    finally:
        await asyncio.to_thread(servers.stop, "PostgreSQL", folder, STOP)
        shutil.rmtree(folder)
