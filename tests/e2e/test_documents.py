"""A document of 100 MB goes in and out over real processes, none of which ever holds it."""

import asyncio
import hashlib
import itertools
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from bench.processes import own_mb
from console.api import Api
from console.demo import sample
from console.demo.cast import Person, cast
from console.demo.check import Step
from console.demo.steps.arrivals import arrivals
from console.demo.world import World
from console.listen import Receiver
from console.supervisor import Supervisor
from tests.cases.casework.documents import EICAR

MEGABYTE = 1024 * 1024
LARGEST = 100 * MEGABYTE
# Of what one of them may grow by while 100 MB pass through it, once it has seen a small one.
_MOST_MB = 20
_LOOKS_SECONDS = 0.02
_HEAD, _END = b"%PDF-1.7\n", b"\n%%EOF"
_TIMEOUT_SECONDS = 120


class Desk:
    """A worker of the council, and a case that is his."""

    def __init__(self, world: World) -> None:
        self.api: Api = world.as_(world.cast.social_worker)
        found = self.api.post("/v1/people/find", {"purpose": "housing_support", **_named(world.cast.resident)})
        wish = {"person_id": found["person_id"], "title": "Keeping her home", "kind": "housing"}
        self.case: str = self.api.post("/v1/cases", wish)["id"]

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.api.token()}", **more.pop("headers", {})}
        return requests.request(method, self.api.base_url + path, headers=headers, timeout=_TIMEOUT_SECONDS, **more)

    def add(self, body: "Body") -> requests.Response:
        return self.ask(
            "POST",
            f"/v1/cases/{self.case}/documents",
            data=body,
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )

    def content(self, record_id: str, **more: Any) -> requests.Response:
        return self.ask("GET", f"/v1/records/{record_id}/content?purpose=housing_support", **more)


class Body:
    """A form with a PDF of so many bytes, made as it is sent."""

    def __init__(self, size: int, inside: bytes = b"") -> None:
        self._before = (
            b'--b\r\nContent-Disposition: form-data; name="data_class"\r\n\r\nhousing\r\n--b\r\n'
            b'Content-Disposition: form-data; name="file"; filename="plan.pdf"\r\n\r\n'
        )
        self._after = b"\r\n--b--\r\n"
        self.size, self._inside = size, inside

    def file(self) -> Iterator[bytes]:
        left = self.size - len(_HEAD) - len(self._inside) - len(_END)
        yield _HEAD + self._inside
        for number in itertools.count():
            if not left:
                break
            piece = hashlib.sha256(str(number).encode()).digest() * 2048
            yield piece[:left]
            left -= min(left, len(piece))
        yield _END

    def __len__(self) -> int:
        return len(self._before) + self.size + len(self._after)

    def __iter__(self) -> Iterator[bytes]:
        return itertools.chain([self._before], self.file(), [self._after])

    def digest(self) -> str:
        return _hashed(self.file())


def _named(person: Person) -> dict[str, str]:
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "date_of_birth": person.date_of_birth,
    }


@pytest.mark.timeout(300)
async def test_a_hundred_megabytes_pass_through_and_no_process_grows_by_a_fifth_of_them(tmp_path: Path) -> None:
    sample.write(tmp_path / "sample")
    with Receiver() as receiver:
        async with Supervisor(tmp_path, sandbox=True, environment={"KITH_RATE_SCALE": "10000"}) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            await asyncio.to_thread(arrivals, world, Step("arrivals"))
            desk = await asyncio.to_thread(Desk, world)
            await asyncio.to_thread(_story, desk, {name: kith.pid(name) for name in ("gateway", "cases")})


def _story(desk: Desk, pids: dict[str, int]) -> None:
    small = desk.add(Body(10_000))
    assert small.status_code == 201, small.text
    assert len(desk.content(small.json()["id"]).content) == 10_000
    before = {name: own_mb(pid) for name, pid in pids.items()}
    with _peaks(pids) as peaks:
        _largest(desk)
    grown = {name: round(peak - before[name], 1) for name, peak in peaks.items()}
    print(f"peak of {LARGEST} bytes in and out: {grown} MB above {before}")  # noqa: T201  # a figure worth keeping
    assert all(megabytes < _MOST_MB for megabytes in grown.values()), grown
    _refused(desk)


@contextmanager
def _peaks(pids: dict[str, int]) -> Iterator[dict[str, float]]:
    """The most of its own memory that each was seen with during the block, looked at as often as may be."""
    peaks, over = dict.fromkeys(pids, 0.0), threading.Event()

    def look() -> None:
        while not over.wait(_LOOKS_SECONDS):
            for name, pid in pids.items():
                peaks[name] = max(peaks[name], own_mb(pid))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield peaks
    finally:
        over.set()
        looking.join()


def _largest(desk: Desk) -> None:
    largest = Body(LARGEST)
    added = desk.add(largest)
    assert added.status_code == 201, added.text
    assert (added.json()["state"], added.json()["size"]) == ("clean", LARGEST)
    record_id, digest = added.json()["id"], largest.digest()
    with desk.content(record_id, stream=True) as slow:
        begun = slow.iter_content(MEGABYTE)
        first = next(begun)  # the rest has to wait where it is
        with desk.content(record_id, stream=True) as answer:
            assert answer.headers["Content-Length"] == str(LARGEST)
            assert _hashed(answer.iter_content(MEGABYTE)) == digest
        assert _hashed(itertools.chain([first], begun)) == digest


def _hashed(pieces: Iterable[bytes]) -> str:
    hashed = hashlib.sha256()
    for piece in pieces:
        hashed.update(piece)
    return hashed.hexdigest()


def _refused(desk: Desk) -> None:
    total = desk.ask("GET", f"/v1/cases/{desk.case}/records").json()["total"]
    too_large = desk.add(Body(LARGEST + 1))
    assert too_large.status_code == 413, too_large.text
    infected = desk.add(Body(MEGABYTE, EICAR))
    assert (infected.status_code, infected.json()["type"]) == (400, "urn:kith:problem:document-infected")
    [told] = desk.ask("GET", f"/v1/cases/{desk.case}/documents").json()["items"]
    assert (told["state"], told["virus"]) == ("refused", "Sandbox.Eicar-Test-Signature")
    assert desk.ask("GET", f"/v1/cases/{desk.case}/records").json()["total"] == total == 2
