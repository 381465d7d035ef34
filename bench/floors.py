"""The floors: the least that such a thing could cost here, by the same client on the same machine in the same run."""

import asyncio
import multiprocessing
import socket
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import grpc
import uvicorn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from grpc import aio
from pydantic import BaseModel

from bench.measure import Measurement, timed, timed_async

HTTP, GRPC, SIGNATURE = "bare FastAPI route", "bare gRPC call", "ES256 signature"
SQLITE, COMMIT = "raw SQLite read", "raw SQLite commit"
_ROWS = 100_000
_ROUNDS = 4
_START_SECONDS = 20


class Hello(BaseModel):
    message: str


async def floors(*, quick: bool) -> list[Measurement]:
    """All of them; a quick run takes fewer calls."""
    calls = 500 if quick else 2000
    return [await _http(calls), await _grpc(calls), _signature(calls), *_sqlite(calls)]


async def _http(calls: int) -> Measurement:
    async with _child(_serve_http) as (port, pid), aiohttp.ClientSession() as http:

        async def call() -> None:
            async with http.get(f"http://127.0.0.1:{port}/") as answer:
                await answer.read()

        return await _quietest(HTTP, call, calls, pid)


async def _grpc(calls: int) -> Measurement:
    async with _child(_serve_grpc) as (port, pid), aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        echo: aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary("/bench.Echo/Echo")

        async def call() -> None:
            await echo(b"hello")

        return await _quietest(GRPC, call, calls, pid)


async def _quietest(name: str, call: Callable[[], Awaitable[object]], calls: int, pid: int) -> Measurement:
    """Of a few rounds: a floor is the least it could cost, and a neighbour's busy second would lift it."""
    rounds = [await timed_async(name, call, calls // _ROUNDS, servers={"server": pid}) for _ in range(_ROUNDS)]
    return min(rounds, key=lambda each: each.p50_ms)


def _signature(calls: int) -> Measurement:
    key = ec.generate_private_key(ec.SECP256R1())
    return timed(SIGNATURE, lambda: key.sign(b"x" * 200, ec.ECDSA(hashes.SHA256())), calls)


def _sqlite(calls: int) -> list[Measurement]:
    """Reading one row; and a transaction of one row that is on the disk when it ends, as every leaf of our log is."""
    numbers = iter(range(10**9))
    with tempfile.TemporaryDirectory() as folder:
        db = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
        db.execute("BEGIN")
        db.executemany("INSERT INTO t VALUES (?, ?)", ((n, f"row {n}") for n in range(_ROWS)))
        db.execute("COMMIT")
        read = timed(
            SQLITE,
            lambda: db.execute("SELECT text FROM t WHERE id = ?", (next(numbers) * 7919 % _ROWS,)).fetchone(),
            10 * calls,
        )
        commit = timed(COMMIT, lambda: db.execute("INSERT INTO t (text) VALUES ('one more')"), calls)
        db.close()
    return [read, commit]


def _serve_http(port: int) -> None:
    app = FastAPI()

    @app.get("/")
    async def hello() -> Hello:
        return Hello(message="hello")

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", loop="uvloop", http="httptools")


def _serve_grpc(port: int) -> None:
    async def serve() -> None:
        async def echo(request: bytes, _: object) -> bytes:
            return request

        server = aio.server()
        handler: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(echo)
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("bench.Echo", {"Echo": handler}),))
        server.add_insecure_port(f"127.0.0.1:{port}")
        await server.start()
        await server.wait_for_termination()

    asyncio.run(serve())


@asynccontextmanager
async def _child(serve: Callable[[int], None]) -> AsyncIterator[tuple[int, int]]:
    """A server in a process of its own, as the real ones are; yields its port and process id once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    process.start()
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.05)
    try:
        assert process.pid
        yield port, process.pid
    finally:
        process.terminate()
        process.join()
