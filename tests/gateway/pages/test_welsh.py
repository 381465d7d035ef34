"""The pages in Welsh: every sentence, the same forms, and the language somebody asked for last."""

import ast
import inspect
import re
from collections.abc import Mapping, Sequence
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import TypeAlias, cast

import pytest
from babel.messages.pofile import read_po

from chassis.errors import Invalid, TooMany
from services.gateway.web import languages
from tests.gateway.pages import answering, around_her, dealings, district, hub_rooms, lists_of_people, worries
from tests.gateway.pages.conftest import Answer, Visitor
from tests.gateway.pages.test_guarded_pages import EVERY_PAGE

_WEB = Path(languages.__file__).parent
_CATALOGUE = read_po(BytesIO((_WEB / "locales" / "cy.po").read_bytes()), locale="cy")
Message: TypeAlias = str | tuple[str, ...]


def _wordings(said: object) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(cast(Sequence[str], said))


# What is said of one and of several is a pair, with a wording for each Welsh plural.
SAID: Mapping[Message, tuple[str, ...]] = {
    message.id if isinstance(message.id, str) else _wordings(message.id): _wordings(message.string)
    for message in _CATALOGUE
    if message.id
}
PAGES = [
    *dict.fromkeys(EVERY_PAGE),
    ("/sign-in?next=%2Fsharing&done=signed-out", ""),
    ("/register?way=password&interaction=int_1", ""),
    ("/step-up?next=%2Fsecurity&stronger=yes", district.WORKER),
    ("/step-up?interaction=int_1", district.RESIDENT),
    ("/error?code=unknown-site", ""),
    ("/prove/nhs-login", district.RESIDENT),
    ("/desk/people/per_7f3k/concern", district.WORKER),
    ("/desk/people/per_7f3k/concerns", district.WORKER),
    ("/desk/concerns?done=concern-closed", district.MANAGER),
    ("/desk/front-doors/adult_allegations", district.MANAGER),
]
# Alike in both: names and what people wrote themselves, as the made-up district has them; and what is to be typed.
_WRITTEN = {
    piece
    for module in (answering, around_her, dealings, district, hub_rooms, lists_of_people, worries)
    for each in ast.walk(ast.parse(inspect.getsource(module)))
    if isinstance(each, ast.Constant) and isinstance(each.value, str) and re.search(r"[A-Z]| |_", each.value)
    # As it stands on a page: a line a paragraph, a number to be tapped.
    for piece in (each.value, *re.split(r"\n|\d[\d ]{5,}", each.value))
    if piece == each.value or len(piece) > 3
}
_ALWAYS = re.compile(
    r"Kith|Cymraeg|English|[\W\d]*|acc_amina|GP|reported-stolen|GOV\.UK One Login|Watch-list-7|Partner"
)


def alike(text: str) -> bool:
    for written in sorted(_WRITTEN, key=len, reverse=True):
        text = text.replace(written, "")
    return bool(_ALWAYS.fullmatch(text.strip()))


def test_a_sentence_keeps_its_names_and_its_links() -> None:
    wrong: list[str] = []
    for message, wordings in SAID.items():
        english = message if isinstance(message, str) else message[1]
        for kept in (r"%\(\w+\)s", r"<[^>]*>", r"^\s|\s$"):
            found = sorted(re.findall(kept, english))
            wrong += [wording for wording in wordings if sorted(re.findall(kept, wording)) != found]
    assert wrong == []


async def both(visitor: Visitor, path: str) -> tuple[Answer, Answer]:
    return await visitor.get(path), await visitor.get(path, Accept_Language="cy-GB, en;q=0.5")


def prose(html: str) -> list[str]:
    """What is read out: text, and the attributes that stand for text."""
    html = re.sub(r"<(script|code)\b.*?</\1>", "", html, flags=re.DOTALL)
    # What is not in the language of the page, and says so.
    html = re.sub(r'<(p|h2|div|span)\b[^>]* ?lang="en"[^>]*>.*?</\1>', "", html, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder|data-i18n\.[\w.-]+)="([^"]+)"', html)
    texts = [unescape(" ".join(text.split())) for text in re.split(r"<[^>]*>", html)]
    return [text for text in [*texts, *map(unescape, spoken)] if text]


def shape(html: str) -> list[tuple[str, ...]]:
    """What a page does: its forms with fields and buttons, and where links lead; but for that to the other language."""
    html = re.sub(r'<nav class="kith-language".*?</nav>', "", html, flags=re.DOTALL)
    kept = re.compile(
        r'\s(type|name|value|action|method|href|id|autocomplete|inputmode|required|hidden|data-passkey)(="[^"]*")?'
    )
    tags = re.findall(r"<(form|input|button|select|option|textarea|a|h1|h2|main)\b([^>]*)>", html)
    return [(tag, *("".join(found) for found in kept.findall(attributes))) for tag, attributes in tags]


@pytest.mark.parametrize(("path", "cookie"), PAGES)
async def test_a_page_is_in_welsh_from_top_to_bottom_and_does_the_same(nobody: Visitor, path: str, cookie: str) -> None:
    english, welsh = await both(nobody.as_(cookie), path)
    assert (english.status, english.headers["Content-Language"]) == (welsh.status, "en")
    assert welsh.headers["Content-Language"] == "cy"
    assert {"Accept-Language", "Cookie"} <= set(welsh.headers["Vary"].split(", "))
    assert '<html lang="cy"' in welsh.html
    left = [text for text in prose(welsh.html) if text in prose(english.html) and not alike(text)]
    assert [text for text in left if (path, text) != ("/desk/feeds", "housing")] == [], "but the list's own name"
    assert shape(welsh.html) == shape(english.html)
    assert welsh.headers["Content-Security-Policy"] == english.headers["Content-Security-Policy"]


async def test_making_a_passkey_to_register_with_is_in_welsh_too(nobody: Visitor) -> None:
    shown = {"Cookie": "__Host-kith-registration=reg_1.key"}
    english, welsh = (
        await nobody.get("/register/way-in", **shown),
        await nobody.get("/register/way-in?lang=cy", **shown),
    )
    assert [text for text in prose(welsh.html) if text in prose(english.html) and not alike(text)] == []
    assert shape(welsh.html) == shape(english.html)


async def test_what_is_wrong_is_said_in_welsh_at_its_field_and_above(nobody: Visitor) -> None:
    page = await nobody.post_bare("/sign-in", {"email": "", "password": ""}, Accept_Language="cy")
    assert page.status == 400
    assert "<title>Gwall: Mewngofnodi" in page.html
    assert '<a href="#email">Rhowch eich cyfeiriad e-bost</a>' in page.html
    assert "Gwall: Rhowch eich cyfrinair" in page.words
    assert "kith-language" not in page.html


async def test_a_refusal_by_a_service_is_said_in_welsh(nobody: Visitor) -> None:
    nobody.behind.mailbox.answers["Register"] = Invalid.field("password", "use between 10 and 256 characters")
    form = {"email": "amina@example.org", "password": "short", "way": "password"}
    page = await nobody.post_bare("/register", form, Accept_Language="cy")
    assert "Defnyddiwch rhwng 10 a 256 o nodau" in page.words
    nobody.behind.mailbox.answers["Register"] = TooMany("slow down", retry_after=60)
    page = await nobody.post_bare("/register", form, Accept_Language="cy")
    assert "Gormod o gynigion" in page.words


async def test_what_has_no_welsh_is_marked_as_english(nobody: Visitor) -> None:
    nobody.behind.mailbox.answers["UndoEmail"] = Invalid("something that only a service could say")
    page = await nobody.post_bare("/account/undo/cnf_1", {"key": "k"}, Accept_Language="cy")
    assert '<p class="govuk-body" lang="en">Something that only a service could say</p>' in page.html
    assert "Ni allem wneud hynny" in page.words


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("cy", "cy"),
        ("cy-GB,cy;q=0.9,en;q=0.8", "cy"),
        ("en-GB,en;q=0.9,cy;q=0.8", "en"),
        ("fr, cy;q=0.4, en;q=0.3", "cy"),
        ("fr", "en"),
        ("*", "en"),
        ("cy;q=0, en;q=0.1", "en"),
        ("cy;q=nonsense, ,;;", "en"),
        ("cy," * 5000, "cy"),
        ("", "en"),
    ],
)
async def test_a_browser_says_which_language_it_prefers(nobody: Visitor, accepted: str, language: str) -> None:
    page = await nobody.get("/sign-in", Accept_Language=accepted)
    assert page.headers["Content-Language"] == language


async def test_the_language_asked_for_last_stays_until_the_browser_is_closed(nobody: Visitor) -> None:
    """Whatever the browser prefers: by the link on the page, or by the council that sent somebody here."""
    page = await nobody.get("/sign-in?next=%2Fsharing")
    assert 'href="/sign-in?next=%2Fsharing&amp;lang=cy" lang="cy" hreflang="cy">Cymraeg</a>' in page.html
    welsh = await nobody.get("/sign-in?next=%2Fsharing&lang=cy")
    assert 'href="/sign-in?next=%2Fsharing&amp;lang=en" lang="en" hreflang="en">English</a>' in welsh.html
    given = next(each for each in welsh.headers.getall("Set-Cookie") if each.startswith("__Host-kith-language"))
    assert given == "__Host-kith-language=cy; HttpOnly; Path=/; SameSite=lax; Secure"
    later = await nobody.get("/recover", Cookie="__Host-kith-language=cy", Accept_Language="en")
    assert later.headers["Content-Language"] == "cy"
    back = await nobody.get("/recover?lang=en", Cookie="__Host-kith-language=cy", Accept_Language="cy")
    assert back.headers["Content-Language"] == "en"


@pytest.mark.parametrize("asked", ["fr", "xx-klingon", "", "cy\r\nX: 1", "../cy", "<b>"])
async def test_a_language_that_we_do_not_have_changes_nothing(nobody: Visitor, asked: str) -> None:
    page = await nobody.get("/recover?lang=" + "".join(f"%{byte:02x}" for byte in asked.encode()))
    assert page.headers["Content-Language"] == "en"
    assert "Set-Cookie" not in page.headers
    assert "X" not in page.headers


async def test_the_language_is_kept_on_the_way_through_a_redirect(amina: Visitor) -> None:
    sent_on = await amina.get("/sign-in?interaction=int_1&lang=cy")
    assert (sent_on.status, sent_on.location) == (303, "/approve?interaction=int_1")
    assert "__Host-kith-language=cy" in sent_on.headers["Set-Cookie"]


@pytest.mark.parametrize("path", ["/account/copy", "/sharing/copies/sar_1/1"])
async def test_a_copy_of_what_is_held_is_as_it_was_made_and_marked_as_english(amina: Visitor, path: str) -> None:
    welsh = await amina.get(path, Accept_Language="cy")
    assert '<html lang="cy"' in welsh.html
    assert "Lawrlwytho hwn fel ffeil" in welsh.words
    assert re.findall(r'<div class="govuk-body kith-wide"(?! lang="en")', welsh.html) == []
    assert welsh.html.count('lang="en" role="region"') >= 1
    held = re.compile(r'<div[^>]*lang="en"[^>]*>(.*?)</div>', re.DOTALL)
    assert held.findall(welsh.html) == held.findall((await amina.get(path, Accept_Language="en")).html)


async def test_what_a_page_asks_to_be_mailed_is_asked_for_in_its_language(amina: Visitor) -> None:
    mailbox, life = amina.behind.mailbox, amina.behind.account_life
    form = {"email": "bola@example.org", "password": "a new battery staple"}
    for header, language in (({"Accept_Language": "cy"}, "cy"), ({"Accept_Language": "fr"}, "en")):
        await amina.as_("").post_bare("/register", form, **header)
        await amina.as_("").post_bare("/recover", form, **header)
        asked = [mailbox.requests(verb)[-1].language for verb in ("Register", "AskRecovery")]
        assert asked == [language, language]
    await amina.as_(district.RESIDENT).post("/account/email?lang=cy", {"email": "bola@example.org"})
    assert life.requests("AskNewEmail")[-1].language == "cy"


async def test_who_leaves_to_sign_in_elsewhere_goes_on_in_her_language(amina: Visitor) -> None:
    await amina.post("/prove/one-login?lang=cy")
    await amina.as_("").post_bare("/sign-in/organisation?lang=cy", {"email": "priya@lichfield.example"})
    assert amina.behind.upstream_proofs.requests("BeginUpstreamProof")[-1].language == "cy"
    assert amina.behind.workplace_sign_ins.requests("BeginWorkplaceSignIn")[-1].language == "cy"
