"""The copy that answers a subject access request lists the files that leave, and their bytes come with it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chassis.errors import Conflict, Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.access.request import AccessRequest
from services.cases.usecases.access.get_access_content import GetAccessContent
from services.cases.usecases.access.get_my_access_content import GetMyAccessContent
from services.cases.usecases.documents.get_content import Content
from tests.cases.access.answering_access import DPO, FRESH, answered, decide, decide_rest, fetch, release, take_up
from tests.cases.access.test_access_requests import ask, record
from tests.cases.casework.document_town import DocumentTown, document_town
from tests.cases.casework.documents import PDF
from tests.cases.sharing_town import AMINA_HERSELF, SOCIAL_WORKER
from tests.cases.town import resident

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "subject-access-copy.schema.json").read_text())
BIG = PDF.replace(b"\n", b"\n%" + b"x" * 700_000 + b"\n", 1)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[DocumentTown]:
    async with document_town(database_url, tmp_path) as there:
        yield there


async def hers(town: DocumentTown, request: AccessRequest, record_id: str, caller: Caller = FRESH) -> Content:
    there = town.there.town
    return await GetMyAccessContent(there.work, town.contents, there.clock)(caller, request.id, record_id)


async def officers(town: DocumentTown, request: AccessRequest, record_id: str, caller: Caller = DPO) -> Content:
    there = town.there.town
    return await GetAccessContent(there.work, there.mandates, town.contents, there.clock)(caller, request.id, record_id)


async def everything(content: Content) -> bytes:
    return b"".join([part async for part in content.parts])


async def test_her_copy_lists_the_file_and_she_fetches_its_bytes(town: DocumentTown) -> None:
    document = await town.add(BIG)
    asked = await ask(town.there)
    with pytest.raises(NotFound):
        await hers(town, asked, document.record_id)
    ready = await answered(town.there, asked)
    copy = await fetch(town.there, ready)
    Draft202012Validator(SCHEMA).validate(copy)
    [file] = [item["file"] for item in copy["items"] if item["id"] == document.record_id]
    assert file == {"name": "tenancy.pdf", "media_type": "application/pdf", "bytes": len(BIG)}
    content = await hers(town, ready, document.record_id)
    assert (content.name, content.document.size) == ("tenancy.pdf", len(BIG))
    assert await everything(content) == BIG
    assert await town.there.leaves("access-file.fetched") == 1


async def test_nobody_else_does_nor_she_before_she_proved_that_it_is_she(town: DocumentTown) -> None:
    document = await town.add()
    ready = await answered(town.there, await ask(town.there))
    with pytest.raises(Denied) as stale:
        await hers(town, ready, document.record_id, AMINA_HERSELF)
    assert stale.value.code == "step-up-needed"
    other = resident("acc_other")
    await town.there.link("acc_other", "per_other")
    with pytest.raises(NotFound):
        await hers(town, ready, document.record_id, Caller(other.subject, other.kind, other.scopes, {"fresh": "yes"}))
    with pytest.raises(Denied, match="own pages"):
        await officers(town, ready, document.record_id)


@pytest.mark.parametrize("outcome", ["exempt", "redacted"])
async def test_what_was_left_out_or_has_words_removed_brings_no_file(town: DocumentTown, outcome: str) -> None:
    kept, leaves = await town.add(), await town.add(name="letter.pdf")
    if outcome == "redacted":
        read = await town.there.read(kept.record_id, SOCIAL_WORKER)
        await town.there.mark(read.record, ("tenancy", "third_party"))
    asked = await ask(town.there)
    await take_up(town.there, asked)
    reasons = {"exemption": "third_party", "reason": "It is about her neighbour."}
    wish: dict[str, Any] = reasons if outcome == "exempt" else {}
    await decide(town.there, asked, [("record", kept.record_id)], outcome, **wish)
    await decide_rest(town.there, asked)
    ready = await release(town.there, asked)
    with pytest.raises(NotFound):
        await hers(town, ready, kept.record_id)
    assert await everything(await hers(town, ready, leaves.record_id)) == PDF
    files = [item["file"] for item in (await fetch(town.there, ready))["items"] if item["kind"] == "record"]
    assert [file["name"] for file in files if file] == ["letter.pdf"]


async def test_an_officer_reads_the_file_before_he_decides_and_no_other_account(town: DocumentTown) -> None:
    document, guarded = await town.add(), await town.add(data_class="protected_address")
    asked = await ask(town.there)
    await take_up(town.there, asked)
    assert await everything(await officers(town, asked, document.record_id)) == PDF
    with pytest.raises(Denied, match="stays out"):
        await officers(town, asked, guarded.record_id)
    with pytest.raises(Denied):
        await officers(town, asked, document.record_id, SOCIAL_WORKER)
    assert await town.there.leaves("access-request.item-read") == 1


async def test_a_copy_on_paper_is_handed_over_with_its_files_while_it_lasts(town: DocumentTown) -> None:
    document = await town.add()
    ready = await answered(town.there, await record(town.there))
    assert await everything(await officers(town, ready, document.record_id)) == PDF
    assert await town.there.leaves("access-file.handed-over") == 1
    note = await town.there.record()
    with pytest.raises(NotFound):
        await officers(town, ready, note.id)
    town.there.later(days=400)
    with pytest.raises((NotFound, Conflict)):
        await officers(town, ready, document.record_id)


async def test_a_file_that_came_after_the_copy_is_not_in_it(town: DocumentTown) -> None:
    ready = await answered(town.there, await ask(town.there))
    document = await town.add()
    with pytest.raises(NotFound):
        await hers(town, ready, document.record_id)
