"""When something is wrong the page says what to do, in plain English, and nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, NotFound, Problem, TooMany, Unavailable
from services.gateway.web import languages
from services.gateway.web.refusals import REFUSALS
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

SECRET = "row 7 of table consents for per_7f3k"


@pytest.mark.parametrize(
    ("raised", "status", "said"),
    [
        (Denied(SECRET), 403, "You cannot do that"),
        (NotFound(SECRET), 404, "There is nothing here"),
        (TooMany(SECRET, retry_after=7), 429, "Too many requests"),
        (Unavailable(SECRET), 503, "A part of the service is away"),
        (Problem(SECRET), 500, "Something went wrong"),
        (RuntimeError(SECRET), 500, "Something went wrong"),
    ],
)
async def test_a_refusal_is_plain_and_leaks_nothing(amina: Visitor, raised: Exception, status: int, said: str) -> None:
    amina.behind.me.answers["GetMySharing"] = raised
    page = await amina.get("/sharing")
    assert page.status == status
    assert said in page.words
    assert "consents" not in page.html
    assert "Traceback" not in page.html
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers.get("Retry-After") == ("7" if status == 429 else None)


async def test_what_an_error_address_says_is_never_repeated(nobody: Visitor) -> None:
    page = await nobody.get("/error?error=%3Cb%3Ecall%20this%20number%3C/b%3E&code=your-account-is-blocked")
    assert page.status == 400
    assert "This sign-in cannot go on" in page.words
    assert "call this number" not in page.html
    assert "blocked" not in page.html
    assert "We do not know that website" in (await nobody.get("/error?code=unknown-site")).words


async def test_a_notice_in_an_address_is_one_of_ours_or_none(amina: Visitor) -> None:
    page = await amina.get("/sharing?done=Your+account+is+blocked")
    assert "blocked" not in page.html
    assert "govuk-notification-banner" not in page.html


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/x-www-form-urlencoded", b"email=%ff%fe"),
        ("application/x-www-form-urlencoded", "email=\u00e9".encode()),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(500))),
        ("application/x-www-form-urlencoded", b"a=" + b"x" * 70_000),
        ("application/x-www-form-urlencoded", b"interaction=%00"),
    ],
)
async def test_what_is_not_a_form_of_ours_is_refused_and_changes_nothing(
    amina: Visitor, kind: str, body: bytes
) -> None:
    headers = {"Content-Type": kind, "Cookie": f"__Host-kith={district.RESIDENT}", "Sec-Fetch-Site": "same-origin"}
    async with amina.http.post(amina.base + "/sharing/con_1/stop", data=body, headers=headers) as answer:
        assert answer.status == 400
        assert "We could not do that" in await answer.text()
    assert amina.behind.sharing.asked == []


async def test_an_address_that_no_service_could_look_up_is_not_looked_up(amina: Visitor) -> None:
    page = await amina.get("/sharing/%00/stop")
    assert page.status == 404
    assert amina.behind.sharing.asked == []


async def test_static_files_are_kept_by_browsers_and_nothing_else_is_served(nobody: Visitor) -> None:
    page = await nobody.get("/sign-in")
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.html)
    assert len(files) == 4
    for path in files:
        answer = await nobody.get(path)
        assert answer.status == 200
        assert "immutable" in answer.headers["Cache-Control"]
    folder = files[0].rpartition("/")[0]
    for path in ("/static/other/pages.css", f"{folder}/..%2F__init__.py", f"{folder}/nothing.css"):
        assert (await nobody.get(path)).status == 404


async def test_nothing_of_govuk_s_own_dress_is_served(nobody: Visitor) -> None:
    css = (await nobody.get(re.findall(r'href="([^"]+pages\.css)"', (await nobody.get("/sign-in")).html)[0])).html
    for theirs in ("GDS Transport", "url(", "@font-face", "crown"):
        assert theirs not in css


# No page asks for it: partners and feeds do, by the API; or what it says goes by what is there.
_BY_API = {"too-many", "too-many-hubs", "subscription-disabled", "no-subscription", "overtaken", "roll-closed"}
_SAYS_WHAT_IS_THERE = {"not-whole", "kept", "still-held", "in-use", "not-linked"}


def _clashes() -> Iterator[str]:
    """The code of every Conflict that cases refuses with."""
    cases = Path(languages.__file__).parents[2] / "cases"
    for module in (*cases.glob("domain/**/*.py"), *cases.glob("usecases/**/*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Conflict":
                yield from (
                    each.value.value
                    for each in node.keywords
                    if isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
                )


def test_whatever_clashes_is_said_in_the_words_of_a_page() -> None:
    codes = set(_clashes())
    assert {"involvement-of-a-feed", "no-front-door"} < codes
    assert codes - REFUSALS.keys() == _BY_API | _SAYS_WHAT_IS_THERE


async def test_what_clashes_is_said_by_its_code_in_both_languages(priya: Visitor) -> None:
    page = "/desk/people/per_7f3k/involvements/inv_1/hand-over"
    refused = Conflict("a feed says this", code="involvement-of-a-feed")
    priya.behind.networks.answers["HandOverInvolvement"] = refused
    english = await priya.post(page, {"team": "Duty team"})
    welsh = await priya.post(f"{page}?lang=cy", {"team": "Duty team"})
    assert "Another system’s list says this: it changes there" in english.words
    assert "Rhestr o system arall sy’n dweud hyn: yno y mae’n newid" in welsh.words
    assert "a feed says" not in (english.html + welsh.html).lower()


async def test_what_is_said_by_a_service_alone_is_marked_as_english_without_the_name_before_it(
    priya: Visitor,
) -> None:
    priya.behind.networks.answers["HandOverInvolvement"] = Conflict("something new", code="not-known-here")
    form = {"involvement_ids": "inv_2", "team": "Duty team"}
    page = await priya.post("/desk/hand-over?whose=pro_sam&lang=cy", form)
    assert 'Zofia Abara: <span lang="en">Something new</span>' in page.html
