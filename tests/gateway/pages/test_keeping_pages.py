"""Closing a case and taking it up again; how long what is held is kept, and why; and a hold that only those who decide
about it ever see.
"""

import re

import pytest
from kith.cases.v1 import retention_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, NotFound, Stale
from services.cases.domain.casework.case import CaseKind, Outcome
from services.cases.domain.retention.schedule import Retention
from services.gateway.web.pages import case, keeping
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.dealings import child_case, hold, holdings

CASE, KEPT, QUEUE = "/desk/cases/cas_1", "/desk/people/per_7f3k/retention", "/desk/retention"
CLOSED: Fields = {"version": "3", "outcome": "completed", "why": "The damp is gone."}
OTHERS = ["worker", "duty", "manager", "officer", "organisation-admin"]


def _acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


@pytest.fixture
def dee(nobody: Visitor) -> Visitor:
    """A data protection officer."""
    return nobody.as_(district.DPO)


def test_the_pages_know_every_outcome_and_class_that_cases_knows() -> None:
    assert set(case.OUTCOMES) == set(Outcome)
    assert {kind: list(case.CLASSES[kind]) for kind in case.CLASSES} == {
        kind: list(kind.classes) for kind in CaseKind if len(kind.classes) > 1
    }
    assert set(keeping.CLASSES) == set(Retention)


async def test_a_case_is_closed_with_how_it_ended_and_why_at_the_version_that_was_read(priya: Visitor) -> None:
    page = await priya.get(CASE)
    assert page.form_fields(f"{CASE}/close")["version"] == "3"
    assert " checked" not in page.html
    for left_out in ("outcome", "why"):
        page = await priya.post(f"{CASE}/close", {k: v for k, v in CLOSED.items() if k != left_out})
        assert (page.status, f'href="#{left_out}"' in page.html) == (400, True)
    assert priya.behind.casework.requests("CloseCase") == []
    done = await priya.post(f"{CASE}/close", CLOSED)
    assert done.location == f"{CASE}?done=case-closed&purpose=direct_care"
    asked = priya.behind.casework.requests("CloseCase")[0]
    assert (asked.case_id, asked.version, asked.outcome, asked.why) == ("cas_1", 3, "completed", "The damp is gone.")


async def test_a_closed_case_says_how_it_ended_and_is_taken_up_again_with_a_reason(priya: Visitor) -> None:
    closed = child_case("closed")
    priya.behind.casework.answers["GetCase"] = closed
    page = await priya.get(CASE)
    assert "It ended Everything was done" in page.words
    assert "The damp is gone." in page.words
    assert f'action="{CASE}/close' not in page.html
    assert (await priya.post(f"{CASE}/reopen", {"version": "4", "again_why": ""})).status == 400
    done = await priya.post(f"{CASE}/reopen", {"version": "4", "again_why": "The damp is back."})
    assert done.location == f"{CASE}?done=case-open&purpose=direct_care"
    asked = priya.behind.casework.requests("ReopenCase")[0]
    assert (asked.case_id, asked.version, asked.why) == ("cas_1", 4, "The damp is back.")


@pytest.mark.parametrize("verb", ["close", "reopen", "keep-as"])
async def test_who_was_second_is_told_and_shown_how_it_stands_now_with_what_was_typed(
    priya: Visitor, verb: str
) -> None:
    stale = Stale("it is at version 4 now; read it again")
    priya.behind.casework.answers |= {"CloseCase": stale, "ReopenCase": stale, "KeepCaseAs": stale}
    now = child_case("closed" if verb == "reopen" else "open")
    now.version = 9
    priya.behind.casework.answers["GetCase"] = now
    typed: Fields = {
        **CLOSED,
        "retention": "looked_after_child",
        "kept_why": "The damp is gone.",
        "again_why": "The damp is gone.",
    }
    page = await priya.post(f"{CASE}/{verb}", typed)
    assert page.status == 412
    assert "Somebody changed it since you read it" in page.words
    assert "The damp is gone." in page.html
    assert page.form_fields(f"{CASE}/{verb}")["version"] == "9"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999999"])
async def test_a_form_without_the_version_that_was_read_changes_nothing(priya: Visitor, version: str) -> None:
    assert (await priya.post(f"{CASE}/close", {**CLOSED, "version": version})).status == 400
    assert priya.behind.casework.requests("CloseCase") == []


async def test_a_child_who_is_looked_after_is_kept_longer_and_only_a_manager_says_shorter(priya: Visitor) -> None:
    page = await priya.get(CASE)
    assert "Kept as Child social care" in page.words
    assert (
        await priya.post(f"{CASE}/keep-as", {"version": "3", "retention": "housing", "kept_why": "x"})
    ).status == 400
    said: Fields = {"version": "3", "retention": "looked_after_child", "kept_why": "A care order was made."}
    assert (await priya.post(f"{CASE}/keep-as", said)).location == f"{CASE}?done=kept-as&purpose=direct_care"
    asked = priya.behind.casework.requests("KeepCaseAs")[0]
    assert (asked.version, asked.retention, asked.why) == (3, "looked_after_child", "A care order was made.")
    shorter = Denied("a manager has to say that a case is kept shorter", code="kept-shorter")
    priya.behind.casework.answers["KeepCaseAs"] = shorter
    page = await priya.post(f"{CASE}/keep-as", said)
    assert (page.status, "A manager has to say that a case is kept shorter" in page.words) == (400, True)


async def test_a_case_of_another_organisation_offers_nothing_to_decide(priya: Visitor) -> None:
    theirs = child_case()
    theirs.organisation_id = district.TRUST
    priya.behind.casework.answers["GetCase"] = theirs
    page = await priya.get(CASE)
    assert page.status == 200
    for verb in ("close", "reopen", "keep-as"):
        assert f"{CASE}/{verb}" not in page.html
    assert "Kept as" not in page.words


async def test_the_records_of_a_case_lead_to_it_where_it_is_the_organisations_own(priya: Visitor) -> None:
    assert f'href="{CASE}?purpose=direct_care"' in (await priya.get("/desk/people/per_7f3k/records")).html


@pytest.mark.parametrize("role", ["guardian", "dpo", "officer"])
async def test_who_does_no_casework_has_no_such_page(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    assert (await other.get(CASE)).status == 403
    for verb in ("close", "reopen", "keep-as"):
        assert (await other.post(f"{CASE}/{verb}", CLOSED)).status == 403
    assert other.behind.casework.asked == []


@pytest.mark.parametrize("role", OTHERS)
async def test_nobody_else_learns_how_long_it_is_kept_or_that_there_is_a_hold(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    for path in (QUEUE, KEPT):
        page = await other.get(path)
        assert page.status == 403
        assert "solicitor" not in page.html
    for path in (f"{KEPT}/holds", f"{KEPT}/holds/hld_1/lift", f"{KEPT}/erase"):
        assert (await other.post(path, {"why": "x", "retention": "housing", "sure": "yes"})).status == 403
    assert other.behind.retention.asked == []
    for path in ("/desk/people/per_7f3k", "/desk/sessions", CASE):
        assert not re.findall(r'(?:href|action)="[^"]*retention', (await other.get(path)).html), path


async def test_each_class_says_until_when_and_every_reason(dee: Visitor) -> None:
    page = await dee.get(KEPT)
    assert "Housing Until 1 March 2032" in page.words
    assert "A case is open: close it first." in page.words
    assert "What is held besides cases Until Nobody can say yet" in page.words
    assert "A solicitor wrote on 3 November." in page.words
    assert dee.behind.retention.requests("GetRetention")[0].person_id == "per_7f3k"


async def test_the_persons_page_leads_there_for_who_decides(dee: Visitor) -> None:
    assert f'href="{KEPT}?purpose=direct_care"' in (await dee.get("/desk/people/per_7f3k")).html


async def test_only_holds_on_this_person_are_on_their_page(dee: Visitor) -> None:
    other = hold()
    other.id, other.person_id, other.why = "hld_2", "per_other", "Another matter."
    dee.behind.retention.answers["ListLegalHolds"] = lambda asked: pb.ListLegalHoldsResponse(
        holds=[one for one in (hold(), other) if asked.person_id in ("", one.person_id)]
    )
    page = await dee.get(KEPT)
    assert "Another matter." not in page.html
    queue = await dee.get(QUEUE)
    assert "Another matter." in queue.words
    assert 'href="/desk/people/per_other/retention"' in queue.html


async def test_a_hold_is_set_and_lifted_each_with_its_reason(dee: Visitor) -> None:
    assert (await dee.post(f"{KEPT}/holds", {"why": ""})).status == 400
    assert dee.behind.retention.requests("SetLegalHold") == []
    done = await dee.post(f"{KEPT}/holds", {"why": "A solicitor wrote."})
    assert done.location == f"{KEPT}?done=held&purpose=direct_care"
    asked = dee.behind.retention.requests("SetLegalHold")[0]
    assert (asked.person_id, asked.why) == ("per_7f3k", "A solicitor wrote.")
    page = await dee.post(f"{KEPT}/holds/hld_1/lift", {"why-hld_1": ""})
    assert (page.status, 'href="#why-hld_1"' in page.html) == (400, True)
    done = await dee.post(f"{KEPT}/holds/hld_1/lift", {"why-hld_1": "The claim is settled."})
    assert done.location == f"{KEPT}?done=hold-lifted&purpose=direct_care"
    lifted = dee.behind.retention.requests("LiftLegalHold")[0]
    assert (lifted.legal_hold_id, lifted.person_id, lifted.why) == ("hld_1", "per_7f3k", "The claim is settled.")


async def test_what_cases_refuses_is_said_in_its_words(dee: Visitor) -> None:
    dee.behind.retention.answers["LiftLegalHold"] = Conflict("this hold was lifted before", code="lifted")
    page = await dee.post(f"{KEPT}/holds/hld_1/lift", {"why-hld_1": "It is settled."})
    assert (page.status, "This hold was lifted before" in page.words) == (400, True)
    dee.behind.retention.answers["SetLegalHold"] = Invalid.field("why", "is longer than 2000 characters")
    page = await dee.post(f"{KEPT}/holds", {"why": "x"})
    assert (page.status, '<a href="#why">Is longer than' in page.html) == (400, True)


async def test_only_what_may_go_can_be_erased_with_a_reason_and_a_second_thought(dee: Visitor) -> None:
    assert f"{KEPT}/erase" not in (await dee.get(KEPT)).html
    kept = holdings()
    kept.holdings[1].may_go = True
    dee.behind.retention.answers["GetRetention"] = kept
    assert f'action="{KEPT}/erase' in (await dee.get(KEPT)).html
    said: Fields = {"retention": "dealings", "erase_why": "Their time is over.", "sure": "yes"}
    for left_out in said:
        page = await dee.post(f"{KEPT}/erase", {k: v for k, v in said.items() if k != left_out})
        assert (page.status, f'href="#{left_out}"' in page.html) == (400, True), left_out
    assert (await dee.post(f"{KEPT}/erase", {**said, "retention": "housing"})).status == 400
    assert dee.behind.retention.requests("Erase") == []
    done = await dee.post(f"{KEPT}/erase", said)
    assert done.location == f"{QUEUE}?done=erased"
    asked = dee.behind.retention.requests("Erase")[0]
    assert (asked.person_id, asked.retention, asked.why) == ("per_7f3k", "dealings", "Their time is over.")


async def test_the_queue_names_what_may_go_and_goes_on_where_there_is_more(dee: Visitor) -> None:
    dee.behind.retention.answers["ListDue"] = pb.ListDueResponse(
        holdings=[pb.Holding(person_id="per_9", retention="housing", until="2026-11-01", may_go=True)], after="per_9"
    )
    page = await dee.get(QUEUE)
    assert "Housing, since 1 November 2026" in page.words
    assert 'href="/desk/people/per_9/retention"' in page.html
    assert f'href="{QUEUE}?after=per_9"' in page.html
    await dee.get(f"{QUEUE}?after=per_9")
    assert [one.after for one in dee.behind.retention.requests("ListDue")] == ["", "per_9"]


async def test_about_oneself_there_is_no_page(dee: Visitor) -> None:
    dee.behind.retention.answers["GetRetention"] = NotFound("there is nothing here that you may see")
    page = await dee.get(KEPT)
    assert page.status == 404
    assert "solicitor" not in page.html


async def test_no_title_tells_that_there_is_a_hold(dee: Visitor) -> None:
    for path in (KEPT, QUEUE):
        assert "<title>Retention –" in (await dee.get(path)).html
