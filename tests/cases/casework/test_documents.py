"""A document is a record once it arrived whole and is clean; it goes through the one gate, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.keystore import CannotOpen, KeyDestroyed
from services.cases.domain.audit.withheld import Ground, Withholding
from services.cases.domain.documents.document import Attached, DocumentKind, DocumentState
from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.ports.keys import document_key
from services.cases.store.tables.documents import document, document_chunk
from services.cases.usecases.documents.add_document import NoScanner
from tests.cases.casework.document_town import DocumentTown, document_town
from tests.cases.casework.documents import EICAR, GOOD, LONG, PDF
from tests.cases.retention.keeping_town import Keeping
from tests.cases.sharing_town import AMINA_HERSELF, CONSENTED, HEALTH_VISITOR, SOCIAL_WORKER, holding
from tests.cases.town import COUNCIL, NHS, PARTNER, SCHOOL, TODAY, partner, worker

TEACHER, MANAGER = worker(SCHOOL, "acc_teacher"), worker(COUNCIL, "acc_manager", "manager")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[DocumentTown]:
    async with document_town(database_url, tmp_path) as made:
        yield made


async def test_a_document_is_a_record_of_its_case_and_its_bytes_come_back(town: DocumentTown) -> None:
    added = await town.add(LONG, name="Tenancy agreement.pdf")
    assert (added.state, added.size, added.chunks) == (DocumentState.CLEAN, len(LONG), 13)
    read = (await town.there.read(added.record_id, SOCIAL_WORKER)).record
    assert (read.title, read.content) == ("Tenancy agreement.pdf", "")
    assert read.document == Attached(DocumentKind.PDF, len(LONG))
    content = await town.content(added.record_id, SOCIAL_WORKER)
    assert (content.name, content.document) == ("Tenancy agreement.pdf", read.document)
    assert b"".join([part async for part in content.parts]) == LONG
    [listed] = (await town.there.records(SOCIAL_WORKER)).records
    assert listed.document == read.document
    assert (await town.there.town.told())[-1] == ("case.record.added", town.there.amina)


@pytest.mark.parametrize("kind", DocumentKind)
async def test_every_kind_that_is_taken_is_kept_to_the_byte(town: DocumentTown, kind: DocumentKind) -> None:
    added = await town.add(GOOD[kind], name=f"a{kind.extensions[0]}", declared=kind)
    assert await town.bytes_of(added.record_id, SOCIAL_WORKER) == GOOD[kind]


async def test_it_leaves_on_a_share_of_its_class_only_and_stops_when_that_ends(town: DocumentTown) -> None:
    record_id = (await town.add()).record_id
    with pytest.raises(NotFound):
        await town.content(record_id)
    _, share = await town.there.share_on_consent()
    assert await town.bytes_of(record_id) == PDF
    other = (await town.add(data_class="health")).record_id
    with pytest.raises(NotFound):
        await town.content(other)
    with pytest.raises(Denied):
        await town.content(record_id, why="education_support")
    await town.there.end(share.share.id)
    with pytest.raises(Denied):
        await town.content(record_id)


async def test_a_sealed_document_stays_with_its_organisation(town: DocumentTown) -> None:
    record_id = (await town.add(sealed=True)).record_id
    await town.there.share_on_consent()
    with pytest.raises(NotFound):
        await town.content(record_id)
    assert await town.bytes_of(record_id, SOCIAL_WORKER) == PDF


async def test_nobody_else_gets_it_however_he_asks(town: DocumentTown) -> None:
    record_id = (await town.add()).record_id
    await town.there.share_on_consent()
    for other in (
        TEACHER,
        holding(AMINA_HERSELF, "records:read"),
        holding(partner(), "records:read"),
        replace(SOCIAL_WORKER, kind="parental_responsibility"),
        replace(SOCIAL_WORKER, claims={}),
        replace(AMINA_HERSELF, kind="worker", scopes=SOCIAL_WORKER.scopes, claims=SOCIAL_WORKER.claims),
    ):
        with pytest.raises(NotFound):
            await town.content(record_id, other)
    with pytest.raises(Denied):
        await town.content(record_id, replace(SOCIAL_WORKER, scopes=frozenset()))
    plain = (await town.there.record()).id
    with pytest.raises(NotFound):
        await town.content(plain, SOCIAL_WORKER)


async def test_a_partner_gets_it_under_its_own_name_for_it_and_on_a_share_only(town: DocumentTown) -> None:
    record_id = (await town.add()).record_id
    client = holding(partner(), "records:read")
    async with town.there.town.work() as work:
        alias = await work.aliases.of(PARTNER, AliasKind.RECORD, record_id)
    with pytest.raises(NotFound):
        await town.content(alias, client)
    consent = await town.there.consent(to_organisation_ids=[PARTNER])
    basis = replace(CONSENTED, consent_id=consent.id)
    await town.there.share(to_organisation_ids=[PARTNER], basis=basis)
    assert await town.bytes_of(alias, client) == PDF
    assert (await town.there.read(alias, client)).record.document == Attached(DocumentKind.PDF, len(PDF))
    with pytest.raises(NotFound):
        await town.content(record_id, client)
    await town.there.withdraw(consent)
    with pytest.raises(Denied):
        await town.content(alias, client)


async def test_only_a_worker_of_the_holder_adds_one_and_who_may_not_see_the_case_finds_nothing(
    town: DocumentTown,
) -> None:
    for other in (TEACHER, holding(AMINA_HERSELF, "records:write"), holding(partner(), "records:write")):
        with pytest.raises(NotFound):
            await town.add(caller=other)
    await town.there.share_on_consent()
    with pytest.raises(Denied, match="only workers of the organisation"):
        await town.add(caller=HEALTH_VISITOR)
    with pytest.raises(Denied):
        await town.add(caller=holding(replace(partner(COUNCIL)), "records:write"))
    assert await town.rows() == (0, 0)


async def test_before_a_byte_leaves_the_look_is_in_the_log_and_on_her_page(town: DocumentTown) -> None:
    record_id = (await town.add()).record_id
    await town.there.share_on_consent()
    before = await town.there.leaves("disclosure")
    await town.content(record_id)
    assert await town.there.leaves("disclosure") == before + 1
    [look, *_] = (await town.there.my_disclosures()).disclosures
    assert (look.what, look.organisation_id, look.data_classes) == ("record", NHS, ("housing",))
    async with town.there.town.work() as work:
        assert NHS in await work.audience.readers(record_id)


async def test_a_look_that_is_withheld_stays_so(town: DocumentTown) -> None:
    record_id = (await town.add()).record_id
    await town.there.share_on_consent()
    await town.content(record_id, withholding=Withholding(Ground.RISK_TO_ANOTHER, "A sibling.", TODAY))
    assert (await town.there.my_disclosures()).total == 0


async def test_where_words_of_its_record_identify_somebody_the_file_stays_whole_and_at_home(town: DocumentTown) -> None:
    record_id = (await town.add(name="Letter from Mrs Jones.pdf")).record_id
    await town.there.share_on_consent()
    assert await town.bytes_of(record_id) == PDF
    record = (await town.there.read(record_id, SOCIAL_WORKER)).record
    await town.there.mark(record, ("Mrs Jones", "reporter"))
    with pytest.raises(NotFound):
        await town.content(record_id)
    seen = (await town.there.read(record_id)).record
    assert seen.document is None
    assert "Jones" not in seen.title
    assert all(one.document is None for one in (await town.there.records()).records)
    assert await town.bytes_of(record_id, SOCIAL_WORKER) == PDF


async def test_a_corrected_title_is_what_it_is_saved_as(town: DocumentTown) -> None:
    record_id = (await town.add()).record_id
    record = (await town.there.read(record_id, SOCIAL_WORKER)).record
    await town.there.correct(record, title="../Lease\u202e", content="Signed in March.")
    content = await town.content(record_id, SOCIAL_WORKER)
    assert (content.name, content.document.kind) == ("Lease.pdf", DocumentKind.PDF)


# Scanned


async def test_without_a_scanner_no_document_is_taken_and_not_a_byte_read(town: DocumentTown) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("read")
        yield b""

    with pytest.raises(NoScanner):
        await town.add(never(), scanner=False)
    assert await town.rows() == (0, 0)


async def test_while_the_scanner_is_away_it_waits_and_nobody_gets_it_until_it_is_clean(town: DocumentTown) -> None:
    town.scans.away = True
    waiting = await town.add()
    assert waiting.state is DocumentState.WAITING
    await town.there.share_on_consent()
    for caller in (SOCIAL_WORKER, HEALTH_VISITOR, MANAGER):
        with pytest.raises(NotFound):
            await town.content(waiting.record_id, caller)
        with pytest.raises(NotFound):
            await town.there.read(waiting.record_id, caller)
    assert (await town.there.records(SOCIAL_WORKER)).total == 0
    assert ("case.record.added", town.there.amina) not in await town.there.town.told()
    assert [one.state for one in await town.listed()] == [DocumentState.WAITING]
    assert await town.tend() == 0, "it is tried again in a while, not at once"
    town.there.later(minutes=4)
    assert await town.tend() == 1
    assert (await town.listed())[0].state is DocumentState.WAITING
    town.scans.away = False
    town.there.later(minutes=4)
    await town.tend()
    assert await town.bytes_of(waiting.record_id) == PDF
    assert await town.listed() == []
    assert ("case.record.added", town.there.amina) in await town.there.town.told()


async def test_an_infected_one_is_refused_destroyed_in_the_log_and_told_to_whoever_sent_it_and_a_manager(
    town: DocumentTown,
) -> None:
    with pytest.raises(Invalid, match="Eicar-Test") as refused:
        await town.add(PDF[:20] + EICAR + PDF[20:])
    assert refused.value.code == "document-infected"
    assert await town.rows() == (1, 0), "its bytes are gone"
    assert await town.there.leaves("document.refused") == 1
    assert await town.there.leaves("case.record.added") == 0
    for told in (SOCIAL_WORKER, MANAGER):
        [one] = await town.listed(told)
        assert (one.state, one.virus, one.title) == (DocumentState.REFUSED, "Eicar-Test", "tenancy.pdf")
    assert await town.listed(worker(COUNCIL, "acc_colleague")) == []


async def test_one_that_waited_and_is_infected_is_destroyed_when_the_scanner_is_back(town: DocumentTown) -> None:
    town.scans.away = True
    waiting = await town.add(PDF[:20] + EICAR + PDF[20:])
    town.scans.away = False
    town.there.later(minutes=4)
    assert await town.tend() == 1
    assert await town.rows() == (1, 0)
    with pytest.raises(NotFound):
        await town.content(waiting.record_id, SOCIAL_WORKER)
    assert await town.tend() == 0


async def test_what_waits_is_listed_to_nobody_outside(town: DocumentTown) -> None:
    town.scans.away = True
    await town.add()
    await town.there.share_on_consent()
    for other in (HEALTH_VISITOR, TEACHER, holding(AMINA_HERSELF, "records:read"), holding(partner(COUNCIL))):
        with pytest.raises(NotFound):
            await town.listed(other)


async def test_what_waits_about_a_protected_address_is_named_to_its_sender_only(town: DocumentTown) -> None:
    """A list has no purpose, and a protected address opens for safeguarding only; a file's name may well say it."""
    town.scans.away = True
    await town.add(data_class="protected_address", name="12 Rose Street.pdf")
    await town.add()
    manager = worker(COUNCIL, "acc_manager", "manager")
    assert {one.title for one in await town.listed()} == {"12 Rose Street.pdf", "tenancy.pdf"}
    assert [one.title for one in await town.listed(manager)] == ["tenancy.pdf"]


async def test_scanned_twice_at_once_it_becomes_one_record(town: DocumentTown) -> None:
    town.scans.away = True
    waiting = await town.add()
    town.scans.away, town.scans.holding = False, asyncio.Event()
    both = [asyncio.create_task(town.scan(waiting.record_id)) for _ in range(2)]
    await town.scans.both.wait()
    town.scans.holding.set()
    assert {one.state for one in await asyncio.gather(*both)} == {DocumentState.CLEAN}
    assert await town.there.leaves("case.record.added") == 1


# Kept


async def test_chunks_are_sealed_and_open_in_their_own_place_only(town: DocumentTown) -> None:
    record_id = (await town.add(LONG)).record_id
    db, c = town.there.town.db, document_chunk.c

    async def sealed() -> dict[int, bytes]:
        async with db.reading() as tx:
            return {row.number: row.content for row in await tx.execute(select(c.number, c.content))}

    async def put(number: int, content: bytes) -> None:
        async with db.transaction() as tx:
            await tx.execute(update(document_chunk).where(c.number == number).values(content=content))

    kept = await sealed()
    assert all(bytes(range(64)) not in content for content in kept.values())
    changed = bytearray(kept[3])
    changed[-1] ^= 1
    for number, content in ((3, kept[4]), (3, bytes(changed)), (12, kept[11])):
        await put(number, content)
        with pytest.raises(CannotOpen):
            await town.bytes_of(record_id, SOCIAL_WORKER)
        await put(number, kept[number])
    assert await town.bytes_of(record_id, SOCIAL_WORKER) == LONG


async def test_one_that_was_cut_off_at_its_end_does_not_pass_for_whole(town: DocumentTown) -> None:
    record_id = (await town.add(LONG)).record_id
    async with town.there.town.db.transaction() as tx:
        await tx.execute(document_chunk.delete().where(document_chunk.c.number == 12))
    with pytest.raises(NotFound):
        await town.bytes_of(record_id, SOCIAL_WORKER)
    async with town.there.town.db.transaction() as tx:
        await tx.execute(update(document).values(chunks=12))
    with pytest.raises(CannotOpen):
        await town.bytes_of(record_id, SOCIAL_WORKER)


async def test_once_its_key_is_destroyed_nothing_of_it_opens(town: DocumentTown) -> None:
    record_id = (await town.add()).record_id
    content = await town.content(record_id, SOCIAL_WORKER)
    await town.there.town.keys.destroy(document_key(record_id, COUNCIL))
    with pytest.raises(NotFound, match="erased"):
        await anext(content.parts)


async def test_a_document_goes_with_its_case_one_that_waits_too_and_none_is_added_to_a_case_that_is_closed(
    town: DocumentTown,
) -> None:
    keeping, keys = Keeping(town.there), town.there.town.keys
    record_id = (await town.add()).record_id
    town.scans.away = True
    waiting = (await town.add(name="letter.pdf")).record_id
    there = town.there
    await keeping.close()
    with pytest.raises(Conflict):
        await town.add(name="late.pdf")
    there.later(days=7 * 365)
    erased = await keeping.erase()
    assert {document_key(each, COUNCIL) for each in (record_id, waiting)} < set(erased.keys)
    assert await town.rows() == (0, 0)
    for name in erased.keys:
        with pytest.raises(KeyDestroyed):
            await keys.seal(name, b"", b"")


async def test_a_document_is_read_on_when_its_case_is_kept_for_longer(town: DocumentTown) -> None:
    case = await town.there.open_case(kind="children")
    record_id = (await town.add(case_id=case.id)).record_id
    await Keeping(town.there).keep_as(case)
    assert await town.bytes_of(record_id, SOCIAL_WORKER) == PDF
