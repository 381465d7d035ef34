"""What every virus scanner has to do for us: ours over ClamAV's protocol, to a simulated daemon and the real one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.scanner import scanning
from services.cases.clients.clamd import Clamd
from services.cases.domain.documents.document import CHUNK, LARGEST
from services.cases.ports.documents import Scanner, ScannerAway
from tests.cases.casework.clamav import clamd
from tests.cases.casework.documents import EICAR, GOOD, zipped

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def parts(content: bytes, size: int = CHUNK) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield address


@pytest.fixture(params=["simulated", "clamd"])
async def scanner(request: pytest.FixtureRequest) -> AsyncIterator[Scanner]:
    if request.param == "clamd":
        yield Clamd(request.getfixturevalue("real"))
        return
    async with scanning() as port:
        yield Clamd(f"localhost:{port}")


async def test_what_is_clean_is_said_to_be(scanner: Scanner) -> None:
    for content in GOOD.values():
        assert await scanner.scan(parts(content)) == ""


@pytest.mark.parametrize("size", [1, 17, CHUNK])
async def test_a_virus_is_named_wherever_it_stands_and_however_it_is_cut(scanner: Scanner, size: int) -> None:
    assert "Eicar" in await scanner.scan(parts(EICAR, size))
    assert "Eicar" in await scanner.scan(parts(bytes(300) + EICAR + bytes(300), size))


async def test_the_largest_document_is_looked_at_to_its_end(scanner: Scanner) -> None:
    async def largest() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n".ljust(CHUNK)
        for _ in range(LARGEST // CHUNK - 2):
            yield bytes(CHUNK)
        yield EICAR.rjust(CHUNK)

    assert "Eicar" in await scanner.scan(largest())


async def test_many_are_looked_at_at_once(scanner: Scanner) -> None:
    contents = [EICAR if number % 2 else GOOD[kind] for number, kind in enumerate(GOOD)]
    found = await asyncio.gather(*(scanner.scan(parts(content)) for content in contents))
    assert [bool(virus) for virus in found] == [content == EICAR for content in contents]


async def test_the_real_one_looks_into_containers(real: str) -> None:
    assert "Eicar" in await Clamd(real).scan(parts(zipped({"word/a.xml": EICAR})))


@asynccontextmanager
async def daemon(handle: Handle, path: Path) -> AsyncIterator[Clamd]:
    """Something that takes itself for one, on a Unix socket."""
    async with await asyncio.start_unix_server(handle, path / "clamd.ctl"):
        yield Clamd(str(path / "clamd.ctl"), seconds=0.5)


async def _heard(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b"\0")
    while size := int.from_bytes(await reader.readexactly(4)):
        await reader.readexactly(size)


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"",
        b"stream: OK",
        b"OK\0",
        b"stream: OK FOUNDED\0",
        b"x" * 10_000,
    ],
)
async def test_whatever_is_not_clearly_clean_is_not_taken_for_it(answer: bytes, tmp_path: Path) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _heard(reader)
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with daemon(handle, tmp_path) as scanner:
        with pytest.raises(ScannerAway):
            await scanner.scan(parts(b"x"))


async def test_a_name_that_the_scanner_gives_is_nothing_but_a_name(tmp_path: Path) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _heard(reader)
        writer.write(b"stream: <script>\x1b[31m" + b"a" * 200 + b" FOUND\0")
        writer.close()

    async with daemon(handle, tmp_path) as scanner:
        virus = await scanner.scan(parts(b"x"))
    assert virus.startswith("_script__")
    assert len(virus) == 100


async def test_one_that_says_nothing_or_is_not_there_is_away(tmp_path: Path) -> None:
    done = asyncio.Event()

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    async with daemon(silent, tmp_path) as scanner:
        with pytest.raises(ScannerAway):
            await scanner.scan(parts(b"x"))
        done.set()
    with pytest.raises(ScannerAway):
        await Clamd(str(tmp_path / "nothing.ctl")).scan(parts(b"x"))
    with pytest.raises(ScannerAway):
        await Clamd("127.0.0.1:1").scan(parts(b"x"))
