"""Somebody asks aloud or by letter for a copy of what is held: a worker writes it down, and the clock begins."""

import pytest

from chassis.errors import Denied, FieldError, Invalid
from services.cases.domain.access.request import Way
from services.cases.domain.consents.authority import Outcome
from services.gateway.web.pages import copy_request
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor

HERE = "/desk/people/per_7f3k/copy"
SAID: Fields = {
    "way": "letter",
    "asked_on-day": "20",
    "asked_on-month": "11",
    "asked_on-year": "2026",
    "wanted": "My housing file.",
}
FOR_HER: Fields = {
    **SAID,
    "mandate_id": "man_1",
    "able": "unable",
    "assessor": "Dr Okafor, GP",
    "assessed_on-day": "19",
    "assessed_on-month": "11",
    "assessed_on-year": "2026",
}


def test_the_page_knows_every_way_and_finding_that_cases_knows() -> None:
    assert set(copy_request.WAYS) == set(Way) - {Way.ONLINE}
    assert set(copy_request.ABLE) == set(Outcome)


@pytest.mark.parametrize("role", ["officer", "organisation-admin", "operator"])
async def test_whoever_works_with_nobody_has_no_such_page(priya: Visitor, role: str) -> None:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    priya.behind.sessions.answers["GetSession"] = session
    assert (await priya.get(HERE)).status == (await priya.post(HERE, SAID)).status == 403
    assert priya.behind.access.asked == []


async def test_what_they_asked_is_written_down_with_the_day_it_came(priya: Visitor) -> None:
    assert f'href="{HERE}?purpose=direct_care"' in (await priya.get("/desk/people/per_7f3k")).html
    for left_out in ("way", "asked_on"):
        page = await priya.post(HERE, {name: value for name, value in SAID.items() if not name.startswith(left_out)})
        assert (page.status, f'href="#{left_out}' in page.html) == (400, True)
    assert priya.behind.access.requests("RecordAccessRequest") == []
    done = await priya.post(HERE, SAID)
    assert done.location == "/desk/people/per_7f3k?done=copy-recorded&purpose=direct_care"
    asked = priya.behind.access.requests("RecordAccessRequest")[0]
    assert (asked.person_id, asked.way, asked.asked_on) == ("per_7f3k", "letter", "2026-11-20")
    assert (asked.wanted, asked.mandate_id, asked.HasField("competence")) == ("My housing file.", "", False)


async def test_who_asks_in_their_place_shows_authority_and_what_was_found(priya: Visitor) -> None:
    await priya.post(HERE, FOR_HER)
    asked = priya.behind.access.requests("RecordAccessRequest")[0]
    assert (asked.mandate_id, asked.competence.outcome) == ("man_1", "unable")
    assert (asked.competence.assessed_on, asked.competence.assessor) == ("2026-11-19", "Dr Okafor, GP")


async def test_an_officer_finds_the_number_of_the_authority_to_write_here(priya: Visitor) -> None:
    assert "Its reference man_1" in (await priya.get("/desk/mandates/acc_grace")).words


async def test_what_cases_finds_wrong_is_said_at_its_field(priya: Visitor) -> None:
    for field, place in (
        ("mandate_id", "mandate_id"),
        ("competence", "able"),
        ("competence.assessed_on", "assessed_on-day"),
        ("asked_on", "asked_on-day"),
    ):
        priya.behind.access.answers["RecordAccessRequest"] = Invalid("bad", fields=[FieldError(field, "cannot be so")])
        page = await priya.post(HERE, FOR_HER)
        assert (page.status, f'<a href="#{place}">Cannot be so' in page.html) == (400, True), field
    hers = Denied("she asks for this herself: nobody was found to decide it for her", code="she-decides")
    priya.behind.access.answers["RecordAccessRequest"] = hers
    page = await priya.post(HERE, FOR_HER)
    assert (page.status, "She asks for this herself" in page.words) == (400, True)
    priya.behind.access.answers["RecordAccessRequest"] = Denied("org_refuge works with her", code="not-a-member")
    page = await priya.post(HERE, SAID)
    assert (page.status, "refuge" in page.html) == (403, False)
