"""A document arrives: what is bad is refused and forgotten, what is cut shows nowhere, what comes twice is one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from kith.cases.v1 import documents_pb2 as pb

from chassis.errors import Conflict, Invalid, NotFound, Problem
from services.cases.api.rpc.documents import DocumentsServicer, DocumentVerbs
from services.cases.domain.documents.document import CHUNK, LARGEST, Document, DocumentState
from services.cases.usecases.documents.look_inside import LookInside
from tests.cases.casework.document_town import DocumentTown, document_town
from tests.cases.casework.documents import LONG, PDF, bomb, docx, nested_bomb
from tests.cases.sharing_town import SOCIAL_WORKER, again
from tests.cases.town import COUNCIL, worker

MANAGER = worker(COUNCIL, "acc_manager", "manager")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[DocumentTown]:
    async with document_town(database_url, tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("content", "wish"),
    [
        (b"", {}),
        (b"<html>", {}),
        (PDF, {"name": "a.svg"}),
        (PDF, {"name": ".."}),
        (PDF, {"declared": "text/html"}),
        (PDF, {"data_class": "gossip"}),
        (b"<html><script>alert(1)</script>", {"name": "photo.jpg"}),
        (nested_bomb(), {"name": "a.docx"}),
        (bomb(200), {"name": "a.docx"}),
        (docx(word__vbaProject_bin=b"\xd0\xcf\x11\xe0"), {"name": "a.docx"}),
    ],
)
async def test_a_bad_file_is_refused_and_nothing_of_it_is_kept(
    town: DocumentTown, content: bytes, wish: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        await town.add(content, **wish)
    assert refused.value.fields[0].field in ("file", "data_class")
    assert await town.rows() == (0, 0)
    assert town.scans.heard == 0
    assert await town.there.leaves("document.arrived") == 0


async def test_a_byte_too_many_is_refused_at_that_byte(town: DocumentTown) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b"%PDF-1.7\n"
        while True:
            sent += 8 * 1024 * 1024
            yield bytes(8 * 1024 * 1024)

    with pytest.raises(Invalid) as refused:
        await town.add(endless())
    assert refused.value.code == "too-large"
    assert sent <= LARGEST + 8 * 1024 * 1024
    assert await town.rows() == (0, 0)


async def test_an_upload_that_is_cut_shows_nowhere_and_is_forgotten(town: DocumentTown) -> None:
    began = asyncio.Event()

    async def cut() -> AsyncIterator[bytes]:
        yield LONG
        began.set()
        await asyncio.Event().wait()

    going = asyncio.create_task(town.add(cut()))
    await began.wait()
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    assert await town.rows() == (1, 12)
    assert await town.listed(MANAGER) == []
    assert (await town.there.records(SOCIAL_WORKER)).total == 0
    town.there.later(minutes=14)
    assert await town.tend() == 0
    town.there.later(minutes=2)
    assert await town.tend() == 1
    assert await town.rows() == (0, 0)
    assert town.scans.heard == 0


async def test_one_that_comes_so_slowly_that_it_was_forgotten_is_no_document(town: DocumentTown) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield PDF
        town.there.later(minutes=16)
        assert await town.tend() == 1

    with pytest.raises(Conflict, match="too long"):
        await town.add(slow())
    assert await town.rows() == (0, 0)


async def test_nobody_who_writes_waits_for_a_slow_upload(town: DocumentTown) -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield LONG[: 2 * CHUNK]
        await asyncio.wait_for(town.there.record(), 5)
        yield LONG[2 * CHUNK :]

    assert (await town.add(slow())).state is DocumentState.CLEAN


async def test_the_gate_is_asked_again_when_the_last_byte_has_come(town: DocumentTown) -> None:
    async def meanwhile() -> AsyncIterator[bytes]:
        yield PDF
        await town.there.link(SOCIAL_WORKER.subject, town.there.amina)  # she is found to be the worker herself

    with pytest.raises(Problem):
        await town.add(meanwhile())
    assert await town.rows() == (0, 0)
    assert await town.there.leaves("document.arrived") == 0


async def test_sent_twice_with_one_key_it_is_one_document(town: DocumentTown) -> None:
    caller = again(SOCIAL_WORKER)
    first = await town.add(caller=caller)
    assert await town.add(caller=caller) == first
    assert await town.rows() == (1, 1)
    assert await town.there.leaves("case.record.added") == 1
    for other in ({"content": PDF + b"\n%%EOF"}, {"name": "other.pdf"}, {"data_class": "health"}, {"sealed": True}):
        with pytest.raises(Conflict):
            await town.add(caller=caller, **other)
    assert await town.rows() == (1, 1)


async def test_two_at_once_with_one_key_are_one_document(town: DocumentTown) -> None:
    caller = again(SOCIAL_WORKER)
    one, other = await asyncio.gather(town.add(caller=caller), town.add(caller=caller))
    assert one.record_id == other.record_id
    assert await town.rows() == (1, 1)


async def test_one_that_is_forgotten_while_it_is_looked_into_is_no_document(
    town: DocumentTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forgetting(_: LookInside, __: Document) -> None:
        town.there.later(minutes=16)
        assert await town.tend() == 1

    monkeypatch.setattr(LookInside, "__call__", forgetting)
    with pytest.raises(NotFound):
        await town.add(docx(), name="a.docx")
    assert await town.there.leaves("document.arrived") == 0


async def test_what_ends_without_its_sender_saying_so_was_cut_and_is_forgotten(
    town: DocumentTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """gRPC hands on a sender who died as one who has finished; any beginning of a text is a text."""
    monkeypatch.setattr("services.cases.api.rpc.documents.caller", lambda: SOCIAL_WORKER)
    there = town.there.town
    documents = DocumentsServicer(
        DocumentVerbs.over(there.work, there.mandates, town.contents, town.scan, there.ids, there.clock)
    )
    head = pb.DocumentHead(case_id=town.there.case.id, name="a.txt", data_class="housing")
    half = [pb.AddDocumentRequest(head=head), pb.AddDocumentRequest(content=b"She said that she is")]

    async def sent(*requests: pb.AddDocumentRequest) -> AsyncIterator[pb.AddDocumentRequest]:
        for request in requests:
            yield request

    context: Any = None
    with pytest.raises(Invalid, match="broke off"):
        await documents.AddDocument(sent(*half), context)
    assert await town.rows() == (0, 0)
    whole = pb.AddDocumentRequest(end=pb.DocumentEnd())
    assert (await documents.AddDocument(sent(*half, whole), context)).state == "clean"
