"""A file is added, followed and saved without a script."""

import re
from typing import Any

import aiohttp
from kith.cases.v1 import documents_pb2 as pb

from chassis.errors import FieldError, Invalid
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Answer, Visitor

PAGE = "/desk/cases/cas_1/documents?purpose=housing_support"
PDF = b"%PDF-1.7\n%%EOF"
HOUSING = {"data_class": "housing"}


async def sent(priya: Visitor, fields: dict[str, str], name: str = "tenancy.pdf", **more: Any) -> Answer:
    """The page's own form, as a browser sends it: its fields in their order, the file last."""
    page = await priya.get(PAGE)
    form = aiohttp.FormData()
    for field, value in (page.form_fields("/desk/cases/cas_1/documents") | fields).items():
        form.add_field(field, value)
    form.add_field("file", PDF, filename=name, content_type="application/pdf")
    headers = {"Cookie": f"__Host-kith={priya.cookie}", "Sec-Fetch-Site": "same-origin"} | more
    async with priya.http.post(priya.base + PAGE, data=form, headers=headers, allow_redirects=False) as answer:
        return Answer(answer.status, answer.headers, await answer.text())


def adds(priya: Visitor, answer: Any) -> None:
    priya.behind.documents.answers["AddDocument"] = answer


async def test_a_clean_file_leads_to_its_record_and_one_that_waits_back_to_the_page(priya: Visitor) -> None:
    adds(priya, pb.Document(id="rec_9", state="clean"))
    assert (await sent(priya, HOUSING)).location == "/desk/records/rec_9?purpose=housing_support"
    [[first, *rest]] = priya.behind.documents.requests("AddDocument")
    assert (first.head.case_id, first.head.name, first.head.data_class) == ("cas_1", "tenancy.pdf", "housing")
    assert not first.head.sealed
    assert b"".join(part.content for part in rest) == PDF
    adds(priya, pb.Document(id="rec_9", state="waiting"))
    assert (await sent(priya, HOUSING | {"sealed": "yes"})).location == PAGE
    assert priya.behind.documents.requests("AddDocument")[1][0].head.sealed


async def test_the_file_is_the_last_thing_that_the_form_sends(priya: Visitor) -> None:
    page = await priya.get(PAGE)
    form = page.html.partition('<form method="post" action="/desk/cases')[2].partition("</form>")[0]
    assert 'enctype="multipart/form-data"' in form
    names = re.findall(r'\bname="([^"]+)"', form)
    assert names[-1] == "file"
    assert set(names) == {"form_token", "once", "data_class", "sealed", "file"}


async def test_what_is_missing_or_wrong_is_said_and_nothing_is_added(priya: Visitor) -> None:
    for fields, name, said in (
        ({"data_class": ""}, "a.pdf", "Choose what kind of information it holds"),
        (HOUSING, "", "Choose a file"),
    ):
        page = await sent(priya, fields, name)
        assert page.status == 400
        assert said in page.words
    assert priya.behind.documents.requests("AddDocument") == []
    refused = "contains Eicar-Test; nothing of it was kept"
    adds(priya, Invalid(f"file: {refused}", code="document-infected", fields=[FieldError("file", refused)]))
    page = await sent(priya, HOUSING)
    assert page.status == 400
    assert "Contains Eicar-Test; nothing of it was kept" in page.words


async def test_a_form_of_another_session_or_site_adds_nothing(priya: Visitor) -> None:
    for fields, headers in (
        (HOUSING | {"form_token": "t-amina-"}, {}),
        (HOUSING | {"form_token": ""}, {}),
        (HOUSING, {"Sec-Fetch-Site": "cross-site"}),
    ):
        assert (await sent(priya, fields, **headers)).status == 403
    assert priya.behind.documents.requests("AddDocument") == []


async def test_what_waits_and_what_was_refused_is_told(priya: Visitor) -> None:
    told = pb.ListDocumentsResponse(
        documents=[
            pb.Document(title="<b>a.pdf", data_class="housing", state="waiting", added_at=district.at(days=1)),
            pb.Document(
                title="b.pdf", data_class="health", state="refused", virus="Eicar", added_at=district.at(days=2)
            ),
        ]
    )
    priya.behind.documents.answers["ListDocuments"] = told
    page = await priya.get(PAGE)
    assert "waits to be checked for viruses" in page.words
    assert "refused, it contains Eicar; nothing of it was kept" in page.words
    assert "<b>a.pdf" not in page.html


async def test_a_record_that_is_a_file_is_saved_under_its_name(priya: Visitor) -> None:
    record = district.record()
    record.content = ""
    record.document.size = 9
    priya.behind.casework.answers["GetRecord"] = record
    page = await priya.get("/desk/records/rec_1?purpose=housing_support")
    assert "Save the file (9 Bytes)" in page.words
    assert "This record is empty" not in page.words
    priya.behind.documents.answers["GetContent"] = [
        pb.GetContentResponse(head=pb.ContentHead(name="a.pdf", media_type="application/pdf", size=9)),
        pb.GetContentResponse(content=b"%PDF-1.7\n"),
    ]
    saved = await priya.get("/desk/records/rec_1/content?purpose=housing_support")
    assert (saved.status, saved.html) == (200, "%PDF-1.7\n")
    assert saved.headers["Content-Disposition"].startswith('attachment; filename="a.pdf"')
    assert saved.headers["Content-Security-Policy"].endswith("sandbox")
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    asked = priya.behind.documents.requests("GetContent")
    assert [(one.record_id, one.purpose) for one in asked] == [("rec_1", "housing_support")]


async def test_records_of_ones_own_organisation_lead_to_adding_one(priya: Visitor) -> None:
    page = await priya.get("/desk/people/per_7f3k/records?purpose=housing_support")
    assert 'href="/desk/cases/cas_1/documents?purpose=housing_support"' in page.html
