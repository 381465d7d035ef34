"""What the wire tells of one mandate: all of it to officers, and to either party neither the paper nor any reason."""

from datetime import date

import pytest
from google.protobuf.message import Message
from kith.identity.v1 import mandates_pb2 as pb

from chassis.tokens import Caller
from services.identity.api.rpc import mandates
from services.identity.domain.mandates.mandate import Assessment
from services.identity.usecases.mandates.get_acting import GetActing
from services.identity.usecases.mandates.get_reach import GetReach
from services.identity.usecases.mandates.list_acted_for import ListActedFor
from tests.identity.acting.parties import OFFICER, Parties

TODAY, UNTIL = date(2026, 11, 22), date(2026, 12, 6)
OFFICERS_ONLY = ("Alleged source of harm", "LP-2026-0417", "instrument", "Dr Lee", "medical_treatment", "suspended")


@pytest.fixture
def told(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> "Told":
    return Told(parties, monkeypatch)


class Told:
    """The servicer, asked by whoever is named."""

    def __init__(self, parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
        house, self._monkeypatch = parties.house, monkeypatch
        verbs = mandates.MandateVerbs(
            record=parties.record,
            listed=parties.listed,
            end=parties.end,
            suspension=parties.suspension,
            assess=parties.assess,
            ask_again=parties.ask_again,
            acting=GetActing(house.read, house.clock),
            reached=GetReach(house.write, house.clock),
            acted_for=ListActedFor(house.read),
        )
        self._servicer = mandates.MandatesServicer(verbs, house.clock)

    async def __call__(self, who: Caller, method: str, request: Message) -> Message:
        self._monkeypatch.setattr(mandates, "caller", lambda: who)
        answer: Message = await getattr(self._servicer, method)(request, None)
        return answer


async def test_an_officer_reads_whom_it_is_about_why_it_is_suspended_and_what_was_assessed(
    parties: Parties, told: Told
) -> None:
    amina, rosa = await parties.proven("amina@example.org", "Amina"), await parties.proven("rosa@example.org")
    made = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "health_attorney"))
    assessed = Assessment("medical_treatment", TODAY, UNTIL, "Dr Lee, memory clinic", "")
    await parties.assess(OFFICER, made.id, assessed)
    await parties.suspension.suspend(OFFICER, made.id, "Alleged source of harm.")
    of_amina = pb.ListMandatesOfRequest(account_id=amina.session.account_id)
    answer = await told(OFFICER, "ListMandatesOf", of_amina)
    assert isinstance(answer, pb.ListMandatesResponse)
    [read] = answer.mandates
    assert (answer.name, read.name, read.state) == ("Amina Begum", "Rosa Begum", "suspended")
    assert read.reason == "Alleged source of harm."
    assert [(each.decision, each.until, each.assessor) for each in read.assessments] == [
        ("medical_treatment", "2026-12-06", "Dr Lee, memory clinic")
    ]


async def test_neither_party_is_told_the_paper_the_assessment_or_that_and_why_it_is_suspended(
    parties: Parties, told: Told
) -> None:
    amina, rosa = await parties.proven("amina@example.org", "Amina"), await parties.proven("rosa@example.org")
    made = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "health_attorney"))
    await parties.assess(OFFICER, made.id, Assessment("medical_treatment", TODAY, UNTIL, "Dr Lee", ""))
    heard = [await told(parties.me(rosa), "ListHeldMandates", pb.ListHeldMandatesRequest())]
    await parties.suspension.suspend(OFFICER, made.id, "Alleged source of harm.")
    heard += [
        await told(parties.me(rosa), "ListHeldMandates", pb.ListHeldMandatesRequest()),
        await told(parties.me(amina), "ListMyMandates", pb.ListMyMandatesRequest()),
        await told(parties.me(amina), "StopMandate", pb.StopMandateRequest(id=made.id)),
        await told(parties.me(rosa), "StopMandate", pb.StopMandateRequest(id=made.id)),
    ]
    assert [made.id in str(each) for each in heard] == [True, False, True, True, True]
    for each in heard:
        for words in OFFICERS_ONLY:
            assert words not in str(each)


async def test_an_assessment_sent_twice_is_recorded_once(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    made = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "health_attorney"))
    once = parties.again(OFFICER, "once")
    for _ in range(2):
        answer = await parties.assess(once, made.id, Assessment("medical_treatment", TODAY, UNTIL, "Dr Lee", ""))
        assert len(answer.assessments) == 1


async def test_cases_hear_for_whom_an_account_ever_acted_whatever_became_of_it(parties: Parties, told: Told) -> None:
    amina, sara = await parties.proven("amina@example.org"), await parties.proven("sara@example.org")
    leila, rosa = await parties.proven("leila@example.org"), await parties.proven("rosa@example.org")
    over = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "parental_responsibility"))
    suspended = await parties.record.by_officer(OFFICER, parties.wanted(sara, rosa, "health_attorney"))
    await parties.record.by_officer(OFFICER, parties.wanted(rosa, leila))
    await parties.end.by_officer(OFFICER, over.id)
    await parties.suspension.suspend(OFFICER, suspended.id, "Alleged source of harm.")
    answer = await told(OFFICER, "ListActedFor", pb.ListActedForRequest(account_id=rosa.session.account_id))
    assert answer == pb.ListActedForResponse(account_ids=sorted({amina.session.account_id, sara.session.account_id}))
