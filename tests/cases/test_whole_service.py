"""The whole service over gRPC: from a caseload to a share, a read, a withdrawal and the proof of it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from grpc.aio import Channel
from kith.cases.v1 import audit_pb2 as audit
from kith.cases.v1 import casework_pb2 as casework
from kith.cases.v1 import me_pb2 as me
from kith.cases.v1 import people_pb2 as people
from kith.cases.v1 import retention_pb2 as retention
from kith.cases.v1 import sharing_pb2 as sharing
from kith.cases.v1.audit_pb2_grpc import AuditStub
from kith.cases.v1.casework_pb2_grpc import CaseworkStub
from kith.cases.v1.me_pb2_grpc import MeStub
from kith.cases.v1.people_pb2_grpc import PeopleStub
from kith.cases.v1.retention_pb2_grpc import RetentionStub
from kith.cases.v1.sharing_pb2_grpc import SharingStub
from kith.identity.v1 import letters_pb2, proofing_pb2

from chassis.errors import Conflict, Denied, Invalid, NotFound, Stale, Unauthenticated
from chassis.merkle import Checkpoint, Note, Verifier
from chassis.merkle.tree import verify_inclusion
from tests.cases.running import Running, running, soon, today

COUNCIL, NHS, SCHOOL = "org_council", "org_nhs", "org_school"
NUMBER = "9434765919"
WORKER = (
    "people:read links:write cases:read cases:write records:read records:write shares:read shares:write consents:write"
)
LAST_DAY = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as house:
        yield house


def worker(house: Running, organisation: str) -> str:
    claims = {"org": organisation, "role": "worker", "pro": f"pro_{organisation}", "purpose": "housing_support"}
    return house.identity.token("worker", WORKER, audience="cases", sub=f"acc_{organisation}", **claims)


def amina(house: Running) -> str:
    scope = "me:read consents:write audit:read"
    return house.identity.token("resident", scope, audience="cases", sub="acc_amina")


async def taken(opened: Channel, request: people.ImportCaseloadRequest) -> people.CaseloadReport | None:
    try:
        return await PeopleStub(opened).ImportCaseload(request)
    except NotFound:
        return None  # the organisation has not arrived yet


async def a_town(house: Running) -> str:
    """Three organisations; two know Amina, who has proved who she is. The person's id."""
    for id_, name, kind in (
        (COUNCIL, "Lichfield District Council", "council"),
        (NHS, "Midlands NHS Trust", "nhs_trust"),
        (SCHOOL, "Dimble School", "school"),
    ):
        await house.publish_organisation(id_, name, kind)
    row = people.CaseloadRow(
        line=2, local_id="1", given_name="Amina", family_name="Begum", date_of_birth="1992-03-04", nhs_number=NUMBER
    )
    for organisation in (COUNCIL, NHS):
        feed = house.identity.token("partner", "people:import", audience="cases", org=organisation)
        async with house.channel(feed) as opened:
            request = people.ImportCaseloadRequest(
                organisation_id=organisation, feed="social care", as_of=today(), rows=[row]
            )

            report = await soon(partial(taken, opened, request))
            assert report.taken == 1
    house.proofing.proven["acc_amina"] = proofing_pb2.ProvenIdentity(
        account_id="acc_amina",
        proof_id="prf_1",
        confidence="medium",
        given_name="Amina",
        family_name="Begum",
        date_of_birth="1992-03-04",
        nhs_number=NUMBER,
    )
    await house.publish_proof("acc_amina")
    async with house.channel(worker(house, COUNCIL)) as opened:
        stub = PeopleStub(opened)

        async def proposed() -> people.AccountLink | None:
            links = (await stub.ListAccountLinks(people.ListAccountLinksRequest())).links
            return links[0] if links else None

        link = await soon(proposed)
        await stub.ConfirmAccountLink(people.ConfirmAccountLinkRequest(link_id=link.id, method="in_person"))
    return link.person_id


async def a_record(house: Running, person: str) -> casework.Record:
    async with house.channel(worker(house, COUNCIL)) as opened:
        stub = CaseworkStub(opened)
        case = await stub.CreateCase(
            casework.CreateCaseRequest(person_id=person, title="Keeping her home", kind="housing")
        )
        return await stub.AddRecord(
            casework.AddRecordRequest(case_id=case.id, data_class="housing", title="Arrears", content="Two months.")
        )


async def shared_on_consent(house: Running, person: str) -> sharing.Consent:
    async with house.channel(amina(house)) as opened:
        consent = await SharingStub(opened).GiveConsent(
            sharing.GiveConsentRequest(
                from_organisation_id=COUNCIL,
                to_organisation_ids=[NHS],
                data_classes=["housing"],
                purpose="housing_support",
                expires_on=LAST_DAY,
                notice_language="en",
            )
        )
    async with house.channel(worker(house, COUNCIL)) as opened:
        share = await SharingStub(opened).CreateShare(
            sharing.CreateShareRequest(
                person_id=person,
                to_organisation_ids=[NHS],
                data_classes=["housing"],
                purpose="housing_support",
                until=LAST_DAY,
                basis=sharing.Basis(kind="consent", consent_id=consent.id),
            )
        )
    assert share.state == "live"
    return consent


async def test_from_a_caseload_to_a_share_a_read_a_withdrawal_and_its_proof(whole: Running) -> None:
    person = await a_town(whole)
    record = await a_record(whole, person)
    asked = casework.GetRecordRequest(record_id=record.id, purpose="housing_support")
    async with whole.channel(worker(whole, NHS)) as opened:
        visitor = CaseworkStub(opened)
        with pytest.raises(NotFound):
            await visitor.GetRecord(asked)
        consent = await shared_on_consent(whole, person)
        read = await visitor.GetRecord(asked)
        assert read.content == "Two months."
        assert "consent" in read.because
        assert (await visitor.ListRecords(casework.ListRecordsRequest(case_id=record.case_id))).total == 1
        async with whole.channel(amina(whole)) as hers:
            receipt = await SharingStub(hers).WithdrawConsent(sharing.WithdrawConsentRequest(consent_id=consent.id))
            assert len(receipt.ended_share_ids) == 1
            assert receipt.signature
        with pytest.raises(Denied):
            await visitor.GetRecord(asked)
    await she_sees_and_proves(whole)


async def she_sees_and_proves(whole: Running) -> None:
    async with whole.channel(amina(whole)) as opened:
        looks = await MeStub(opened).ListMyDisclosures(me.ListMyDisclosuresRequest())
        assert [(look.organisation_name, look.what) for look in looks.disclosures] == [
            ("Midlands NHS Trust", "record"),
            ("Midlands NHS Trust", "record"),
            ("Lichfield District Council", "account-link"),
        ]
        mine = await MeStub(opened).GetMySharing(me.GetMySharingRequest())
        assert [(share.state, share.ended_because) for share in mine.shares] == [("ended", "withdrawn")]
        auditor, leaf = AuditStub(opened), looks.disclosures[-1].id

        async def covered() -> tuple[Checkpoint, audit.Inclusion] | None:
            try:
                published = await auditor.GetCheckpoint(audit.GetCheckpointRequest())
                note = Note.parse(published.note)
                assert note.signers([Verifier.parse(published.verifier_key)])
                signed = Checkpoint.parse(note.text)
                return signed, await auditor.GetInclusion(audit.GetInclusionRequest(leaf_id=leaf, size=signed.size))
            except NotFound:
                return None

        signed, proof = await soon(covered)
        assert verify_inclusion(proof.leaf_hash, proof.index, proof.size, list(proof.path), signed.root)
    async with whole.channel(None) as opened:
        anybody = AuditStub(opened)
        whole_log = audit.GetConsistencyRequest(from_size=signed.size, to_size=signed.size)
        assert list((await anybody.GetConsistency(whole_log)).path) == []
        with pytest.raises(Invalid):
            await anybody.GetConsistency(audit.GetConsistencyRequest(from_size=2, to_size=1))
        with pytest.raises(Unauthenticated):
            await anybody.GetInclusion(audit.GetInclusionRequest(leaf_id=leaf))


async def test_a_case_is_closed_and_kept_its_time_and_a_hold_is_set_and_lifted(whole: Running) -> None:
    person = await a_town(whole)
    record = await a_record(whole, person)
    async with whole.channel(worker(whole, COUNCIL)) as opened:
        stub = CaseworkStub(opened)
        close = casework.CloseCaseRequest(case_id=record.case_id, version=1, outcome="completed", why="Housed.")
        closed = await stub.CloseCase(close)
        assert (closed.status, closed.outcome, closed.version, closed.retention) == (
            "closed",
            "completed",
            2,
            "housing",
        )
        assert closed.HasField("closed_at")
        again = casework.AddRecordRequest(case_id=record.case_id, data_class="housing", title="More", content="Text.")
        with pytest.raises(Conflict):
            await stub.AddRecord(again)
        reopen = casework.ReopenCaseRequest(case_id=record.case_id, version=2, why="Evicted.")
        assert (await stub.ReopenCase(reopen)).status == "open"
        with pytest.raises(Stale):
            await stub.KeepCaseAs(casework.KeepCaseAsRequest(case_id=record.case_id, version=2, retention="x", why="y"))
        await stub.CloseCase(
            casework.CloseCaseRequest(case_id=record.case_id, version=3, outcome="died", why="She did.")
        )
    claims = {"org": COUNCIL, "role": "dpo", "pro": "pro_dpo", "purpose": "audit"}
    dpo = whole.identity.token("worker", "retention:decide", audience="cases", sub="acc_dpo", **claims)
    async with whole.channel(dpo) as opened:
        keeping = RetentionStub(opened)
        asked = retention.GetRetentionRequest(person_id=person)
        housing, dealings = (await keeping.GetRetention(asked)).holdings
        assert (housing.retention, housing.may_go, list(housing.case_ids)) == ("housing", False, [record.case_id])
        assert housing.reasons[0].startswith("It is kept until ")
        assert housing.until
        assert dealings.retention == "dealings"
        hold = await keeping.SetLegalHold(retention.SetLegalHoldRequest(person_id=person, why="A claim."))
        assert len((await keeping.GetRetention(asked)).holdings[0].reasons) == 2
        [live] = (await keeping.ListLegalHolds(retention.ListLegalHoldsRequest())).holds
        assert live == hold
        lifted = await keeping.LiftLegalHold(retention.LiftLegalHoldRequest(legal_hold_id=hold.id, why="Settled."))
        assert lifted.lifted_why == "Settled."
        assert not (await keeping.ListDue(retention.ListDueRequest())).holdings
        with pytest.raises(Conflict) as refused:
            await keeping.Erase(retention.EraseRequest(person_id=person, retention="housing", why="Please."))
        assert refused.value.code == "kept"


async def test_a_proof_in_doubt_closes_her_page_within_seconds(whole: Running) -> None:
    await a_town(whole)
    async with whole.channel(amina(whole)) as opened:
        stub = MeStub(opened)

        async def seats() -> int:
            return len((await stub.GetMyNetwork(me.GetMyNetworkRequest())).involvements)

        assert await seats() == 2
        await whole.publish_doubt("acc_amina")

        async def nobody() -> bool | None:
            return await seats() == 0 or None

        assert await soon(nobody)
    async with whole.channel(worker(whole, COUNCIL)) as opened:
        [link] = (await PeopleStub(opened).ListAccountLinks(people.ListAccountLinksRequest())).links
        assert link.state == "suspended"


async def test_what_ends_soon_is_told_to_her_account_once(whole: Running) -> None:
    consent = await shared_on_consent(whole, await a_town(whole))
    soon_over = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    with closing(sqlite3.connect(whole.data / "cases.db", timeout=20)) as db, db:
        db.execute("UPDATE consent SET expires_on = ? WHERE id = ?", (soon_over, consent.id))

    async def told() -> list[letters_pb2.SendNewsRequest] | None:
        """That the account became hers, and that a consent ends."""
        return list(whole.letters.asked) if len(whole.letters.asked) > 1 else None

    assert [(one.account_id, one.message_id[:4]) for one in await soon(told)] == [("acc_amina", "msg_")] * 2
    assert len({one.message_id for one in whole.letters.asked}) == 2
    async with whole.channel(amina(whole)) as opened:
        [mine] = (await MeStub(opened).GetMySharing(me.GetMySharingRequest())).consents
    assert mine.ends_in_days in (5, 6)


async def test_only_the_gateway_may_call_and_only_with_a_token(whole: Running) -> None:
    request = casework.ListCasesRequest()
    async with whole.channel(worker(whole, COUNCIL)) as opened:
        assert (await CaseworkStub(opened).ListCases(request)).total == 0
        with pytest.raises(Denied, match="emergency:review"):
            await SharingStub(opened).ListEmergencyAccesses(sharing.ListEmergencyAccessesRequest())
    elsewhere = whole.identity.token("worker", WORKER, audience="directory", org=COUNCIL)
    for token, service in ((worker(whole, COUNCIL), "directory"), (None, "gateway"), (elsewhere, "gateway")):
        async with whole.channel(token, service=service) as opened:
            with pytest.raises(Unauthenticated):
                await CaseworkStub(opened).ListCases(request)


async def test_a_bad_cursor_or_limit_is_named(whole: Running) -> None:
    async with whole.channel(worker(whole, COUNCIL)) as opened:
        for field, bad in (
            ("cursor", casework.ListCasesRequest(cursor="nonsense")),
            ("cursor", casework.ListCasesRequest(cursor="MjAyNi0xMS0yMiBjYXNfMQ==")),
            ("limit", casework.ListCasesRequest(limit=101)),
            ("limit", casework.ListCasesRequest(limit=-1)),
        ):
            with pytest.raises(Invalid) as refused:
                await CaseworkStub(opened).ListCases(bad)
            assert refused.value.fields[0].field == field
