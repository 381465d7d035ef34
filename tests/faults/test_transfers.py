"""In the middle of a document a process dies: no half is ever read, nothing of it stays, and it can be sent again. Or a
worker leaves her employer: she sends and gets no more of it.
"""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
import requests

from console.demo import sample
from console.demo.cast import cast
from console.demo.check import Step
from console.demo.steps.arrivals import arrivals
from console.demo.world import World
from console.listen import Receiver
from console.supervisor import Supervisor
from tests.e2e.test_documents import MEGABYTE, Body, Desk

_SIZE, _LARGE, _PIECE = 8 * MEGABYTE, 64 * MEGABYTE, 64 * 1024
_WITHIN_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
_ARRIVING = "SELECT record_id FROM document WHERE state = 'arriving'"
_KEPT = "SELECT count(*) FROM document_chunk WHERE record_id = ?"
# A quarter of an hour goes by: the timer finds what was due then.
_MUCH_LATER = "UPDATE document SET due_at = began_at WHERE state = 'arriving'"


class Text(Body):
    """Any beginning of it is a text as well: nothing in it says where it should end."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self._before = self._before.replace(b"plan.pdf", b"plan.txt")

    def file(self) -> Iterator[bytes]:
        for start in range(0, self.size, _PIECE):
            yield b"What was said.\n".ljust(min(_PIECE, self.size - start), b".")


class Interrupted(Text):
    """Sent to half; then something happens, and the rest is sent, with a pause between pieces."""

    def __init__(self, size: int, at_half: Callable[[], None], pause_seconds: float = 0) -> None:
        super().__init__(size)
        self._at_half, self._pause_seconds = at_half, pause_seconds

    def __iter__(self) -> Iterator[bytes]:
        sent, happened = 0, False
        for piece in super().__iter__():
            if sent > self.size // 2 and not happened:
                happened = True
                self._at_half()
            if happened:
                time.sleep(self._pause_seconds)
            yield piece
            sent += len(piece)


class Fallen:
    """A running Kith, a worker's desk, and the killing of a service."""

    def __init__(self, kith: Supervisor, world: World, desk: Desk, database: Path) -> None:
        self.kith, self.world, self.desk, self._database = kith, world, desk, database

    def ask_database(self, statement: str, *values: str) -> list[tuple[str | int, ...]]:
        with closing(sqlite3.connect(self._database, timeout=_PATIENCE_SECONDS)) as there, there:
            return there.execute(statement, values).fetchall()

    def kill_in_the_middle(self, service: str) -> str:
        """The id under which it had begun to arrive when the service died; it is there again."""
        begun, pid = list[str](), self.kith.pid(service)

        def kill() -> None:
            until(
                lambda: any(self.ask_database(_KEPT, str(each)) != [(0,)] for (each,) in self.ask_database(_ARRIVING))
            )
            begun.extend(str(each) for (each,) in self.ask_database(_ARRIVING))
            os.kill(pid, signal.SIGKILL)

        try:
            answer = self.add(Interrupted(_SIZE, kill))
            assert answer.status_code == 503, answer.text
        except requests.ConnectionError:
            assert begun, "it broke off before anything was killed"
        until(lambda: self.kith.pid(service) != pid and self._answers())
        [record_id] = begun
        return record_id

    def add(self, body: Body, key: str = "once") -> requests.Response:
        headers = {"Content-Type": "multipart/form-data; boundary=b", "Idempotency-Key": key}
        return self.desk.ask("POST", f"/v1/cases/{self.desk.case}/documents", data=body, headers=headers)

    def records(self) -> int:
        return int(self.desk.ask("GET", f"/v1/cases/{self.desk.case}/records").json()["total"])

    def _answers(self) -> bool:
        """The gateway does, and cases behind it."""
        try:
            return self.desk.ask("GET", f"/v1/cases/{self.desk.case}/records").ok
        except requests.ConnectionError:
            return False


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


@asynccontextmanager
async def fallen(tmp_path: Path) -> AsyncIterator[Fallen]:
    sample.write(tmp_path / "sample")
    with Receiver() as receiver:
        async with Supervisor(tmp_path, sandbox=True, environment={"KITH_RATE_SCALE": "10000"}) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            await asyncio.to_thread(arrivals, world, Step("arrivals"))
            desk = await asyncio.to_thread(Desk, world)
            yield Fallen(kith, world, desk, tmp_path / "cases.db")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("victim", ["gateway", "cases"])
async def test_half_a_document_is_never_read_is_forgotten_and_can_be_sent_again(tmp_path: Path, victim: str) -> None:
    async with fallen(tmp_path) as made:
        await asyncio.to_thread(_killed, made, victim)


@pytest.mark.timeout(300)
async def test_a_leaver_sends_and_gets_no_more_of_a_document_within_five_seconds(tmp_path: Path) -> None:
    async with fallen(tmp_path) as made:
        await asyncio.to_thread(_leaves, made)


def _leaves(fallen: Fallen) -> None:
    desk, who = fallen.desk, fallen.world.cast.social_worker
    large = fallen.add(Text(_LARGE), key="large")
    assert large.status_code == 201, large.text

    def leave() -> None:
        until(lambda: fallen.ask_database(_ARRIVING) != [])
        fallen.world.operator.post(f"/v1/professionals/{fallen.world.professionals[who.external_id]}/disable", {})

    with desk.content(large.json()["id"], stream=True) as coming:
        got = len(next(coming.iter_content(_PIECE)))
        pause = 2 * _WITHIN_SECONDS / (_SIZE / _PIECE)  # for the half that is left, as long as it may take
        try:
            answer = fallen.add(Interrupted(_SIZE, leave, pause))
            if answer.status_code == 503:  # the line ended in the moment of a write: sent again, it hears why
                answer = fallen.add(Text(_PIECE), key="again")
            assert answer.status_code == 401, answer.text
        except requests.ConnectionError:
            pass  # it was answered before all was sent
        assert fallen.ask_database(_ARRIVING) == []
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            for piece in coming.iter_content(_PIECE):
                got += len(piece)
    assert got < _LARGE, "what was on its way, and no more"
    [(records,)] = fallen.ask_database("SELECT count(*) FROM document WHERE record_id <> ?", large.json()["id"])
    assert records == 0


def _killed(fallen: Fallen, victim: str) -> None:
    desk = fallen.desk
    half = fallen.kill_in_the_middle(victim)
    for path in (f"/v1/records/{half}", f"/v1/records/{half}/content"):
        assert desk.ask("GET", f"{path}?purpose=housing_support").status_code == 404, path
    assert desk.ask("GET", f"/v1/cases/{desk.case}/documents").json()["items"] == []
    assert fallen.records() == 0

    whole = Text(_SIZE)
    first, again = fallen.add(whole), fallen.add(whole)
    assert (first.status_code, first.json()["state"]) == (201, "clean"), first.text
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert first.json()["id"] != half
    assert fallen.records() == 1
    assert len(desk.content(first.json()["id"]).content) == _SIZE

    fallen.ask_database(_MUCH_LATER)
    until(lambda: fallen.ask_database(_ARRIVING) == [])
    assert fallen.ask_database(_KEPT, half) == [(0,)]
    [(strays,)] = fallen.ask_database(
        "SELECT count(*) FROM document_chunk WHERE record_id NOT IN (SELECT record_id FROM document)"
    )
    assert strays == 0
    assert len(desk.content(first.json()["id"]).content) == _SIZE
