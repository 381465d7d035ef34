"""Starts one process per service and keeps them up: restart with back-off, one drain at the end."""

import asyncio
import fcntl
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import aiohttp

from console.pki import mint
from console.topology import SANDBOX, SERVICES, PortTaken, Topology

_BACK_OFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
_WELL_AFTER_SECONDS = 30.0
_DRAIN_SECONDS = 15.0
_POLL_SECONDS = 0.05
LOCK = "up.lock"


class AlreadyUp(Exception):
    """Another `kith up` holds this data folder."""


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold a data folder: nobody else starts anything on it meanwhile. Raises AlreadyUp."""
    with (data / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyUp(f"kith is already up on {data}") from None
        yield


class Supervisor:
    """The services of one data folder, from start to drain. Use as an async context manager."""

    def __init__(
        self,
        data: Path,
        *,
        port: int = 0,
        restart: bool = True,
        sandbox: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`sandbox`: the simulated outside world runs beside the services, and they use it."""
        self.data, self._sandbox = data.absolute(), sandbox
        self._environment = environment or {}
        self._port, self._restart = port, restart
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._watchers: list[asyncio.Task[None]] = []
        self._ending = False
        self._held = ExitStack()
        self.failed = asyncio.Event()
        self.topology: Topology

    async def __aenter__(self) -> "Supervisor":
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)  # databases and logs are nobody else's on this machine
        self._held.enter_context(alone(self.data))
        try:
            self.topology = Topology.choose(self.data, self._port, sandbox=self._sandbox)
        except PortTaken:
            self._held.close()
            raise
        mint(self.data / "tls", SERVICES)
        (self.data / "logs").mkdir(exist_ok=True)
        self.topology.save()
        self._watchers = [asyncio.create_task(self._watch(name)) for name in self.topology.processes]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Everything drains: SIGTERM to all, then, after a while, SIGKILL to what is left."""
        self._ending = True
        for process in self._alive():
            process.terminate()
        if self._watchers:
            await asyncio.wait(self._watchers, timeout=_DRAIN_SECONDS)
        for process in self._alive():
            process.kill()
        await asyncio.gather(*self._watchers)
        self.topology.forget()
        self._held.close()

    def pid(self, service: str) -> int:
        return self._processes[service].pid

    async def ready(self, within_seconds: float = 180.0) -> float:
        """Wait until every service answers /readyz; answers the seconds it took. Raises TimeoutError naming others."""
        start = time.monotonic()
        waiting = list(self.topology.processes)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
            while waiting:
                if time.monotonic() - start > within_seconds or self.failed.is_set():
                    raise TimeoutError(f"not ready: {', '.join(waiting)}; see {self.data / 'logs'}")
                waiting = [service for service in waiting if not await self._is_ready(http, service)]
                if waiting:
                    await asyncio.sleep(_POLL_SECONDS)
        return time.monotonic() - start

    async def _is_ready(self, http: aiohttp.ClientSession, service: str) -> bool:
        try:
            async with http.get(self.topology.readiness(service)) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    def _alive(self) -> Iterable[asyncio.subprocess.Process]:
        return [process for process in self._processes.values() if process.returncode is None]

    async def _watch(self, service: str) -> None:
        failures = 0
        while not self._ending:
            started = time.monotonic()
            code = await self._play(service)
            if self._ending:
                return
            if not self._restart:
                self.failed.set()
                return
            failures = 0 if time.monotonic() - started > _WELL_AFTER_SECONDS else failures + 1
            pause = _BACK_OFF_SECONDS[min(failures, len(_BACK_OFF_SECONDS)) - 1] if failures else 0.0
            self._note(service, f"ended with {code}; starting again in {pause} s")
            await asyncio.sleep(pause)

    async def _play(self, service: str) -> int:
        """Run one process to its end. Its standard input is our end of a pipe: when we go, it sees that and goes."""
        log = self.data / "logs" / f"{service}.log"
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "services", *self.topology.command(service)),
                env=None if service == SANDBOX else self.topology.environment(service, self._environment),
                stdin=asyncio.subprocess.PIPE,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C is ours to hand on, once
            )
        self._processes[service] = process
        return await process.wait()

    def _note(self, service: str, text: str) -> None:
        with (self.data / "logs" / "up.log").open("a") as log:
            log.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S')} {service} {text} pid={os.getpid()}\n")
