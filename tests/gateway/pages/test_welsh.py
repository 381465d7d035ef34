"""The pages in Welsh: every sentence, the same forms, and the language somebody asked for last."""

import ast
import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from chassis.errors import Invalid, TooMany
from services.gateway.web import concern_questions, forms, languages, words
from services.gateway.web.pages import (
    about,
    account,
    acting,
    approve,
    concerns,
    councils,
    device,
    front_doors,
    home,
    looks,
    prove,
    proved_elsewhere,
    raise_concern,
    recover,
    referrals,
    register,
    security,
    sign_in,
    step_up,
)
from services.gateway.web.pages.withheld import LOOKS
from services.identity.domain.account import check_password, normal_email
from services.identity.domain.gpg45 import Level
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Answer, Visitor

_WEB = Path(languages.__file__).parent
_CATALOGUE = read_po(BytesIO((_WEB / "locales" / "cy.po").read_bytes()), locale="cy")
SAID = {message.id: message.string for message in _CATALOGUE if message.id}
# What those pages are made of, besides themselves.
PARTS = ["layout.html", "resident.html", "worker.html", "ask.html", "client.html", "passkeys.html"]
PARTS += ["journey.html", "concern_parts.html", "about_whom.html"]
TEMPLATES = sorted([*languages.IN_WELSH, *PARTS])
PAGES = [
    ("/sign-in", ""),
    ("/sign-in?next=%2Fsharing&done=signed-out", ""),
    ("/register", ""),
    ("/register?way=password&interaction=int_1", ""),
    ("/recover", ""),
    ("/recover/rec_1?key=k", ""),
    ("/account/undo/cnf_1?key=k", ""),
    ("/step-up", district.RESIDENT),
    ("/step-up?next=%2Fsecurity&stronger=yes", district.WORKER),
    ("/step-up?interaction=int_1", district.RESIDENT),
    ("/approve?interaction=int_1", district.RESIDENT),
    ("/device?user_code=BCDF-GHJK", district.RESIDENT),
    ("/sign-out", district.RESIDENT),
    ("/error?code=unknown-site", ""),
    ("/accessibility", ""),
    ("/privacy", district.RESIDENT),
    ("/", district.RESIDENT),
    ("/account", district.RESIDENT),
    ("/account/sessions", district.RESIDENT),
    ("/account/activity", district.RESIDENT),
    ("/account/contact", district.RESIDENT),
    ("/account/email", district.RESIDENT),
    ("/account/email/code", district.RESIDENT),
    ("/account/close", district.RESIDENT),
    ("/account/acting", district.RESIDENT),
    ("/account/acting/carer", district.RESIDENT),
    ("/councils", district.RESIDENT),
    ("/prove", district.RESIDENT),
    ("/prove/one-login", district.RESIDENT),
    ("/prove/nhs-login", district.RESIDENT),
    ("/security", district.RESIDENT),
    ("/security", district.WORKER),
    ("/security/passkeys/new", district.RESIDENT),
    ("/security/passkeys/psk_1", district.RESIDENT),
    ("/security/password", district.WORKER),
    ("/security/app", district.RESIDENT),
    ("/desk/people/per_7f3k/concern", district.WORKER),
    ("/desk/people/per_7f3k/concerns", district.WORKER),
    ("/desk/concerns", district.WORKER),
    ("/desk/concerns?done=concern-closed", district.MANAGER),
    ("/desk/front-doors", district.MANAGER),
    ("/desk/front-doors/adult_allegations", district.MANAGER),
    ("/desk/referrals", district.WORKER),
    ("/desk/referrals/rfr_1", district.MANAGER),
    ("/desk/looks", district.DPO),
    ("/desk/ties", district.WORKER),
    ("/desk/ties/declared", district.DPO),
]
# Written alike in both: names, and what a person is to type.
ALIKE = re.compile(
    r"Kith|Cymraeg|English|Amina Begum|Priya Shah|Lichfield District Council|Stafford Borough Council|[\W\d]*|· "
    r"|GP, Midlands NHS Trust,|acc_amina|My phone|Key ring|(: )?Rosa Diaz|Dee Hughes|Mo Farah-Jones"
    # What people wrote themselves.
    r"|Midlands NHS Trust|Chadsmead School|She had bruises on both arms\.|She would not say how\.|Adults first"
    r"|, and ask for the duty desk|Samantha Jones|Lucy Okafor|Jon Smythe|We spoke with her GP\."
    r"|A place in the parenting group\."
)
_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
_ENVIRONMENT.policies["ext.i18n.trimmed"] = True


def _source(template: str) -> str:
    return (_WEB / "templates" / template).read_text()


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_sentence_of_a_template_is_in_the_catalogue(template: str) -> None:
    said = [message for _, _, message in _ENVIRONMENT.extract_translations(_source(template))]  # type: ignore[attr-defined]  # by the extension
    assert said
    assert [message for message in said if not SAID.get(message)] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_in_a_template_is_said_outside_the_catalogue(template: str) -> None:
    """Wherever it stands: the branches that a rendering does not take count too."""
    bare, told_elsewhere = "", False
    for _, kind, value in _ENVIRONMENT.lex(_source(template)):
        if kind == "name" and value in ("trans", "endtrans"):
            told_elsewhere = value == "trans"
        elif kind == "data" and not told_elsewhere:
            bare += value
    # Tags, and addresses that a sentence names.
    bare = re.sub(r"<[^>]*>|(?<!\w)/[a-z/-]+(\?[a-z]+=)*", " ", bare)
    assert re.findall(r"[A-Za-z]{2}.*", bare) == []
    tree = _ENVIRONMENT.parse(_source(template))
    told = {
        id(each)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext")
        for each in call.find_all(nodes.Const)
    }
    consts = [each.value for each in tree.find_all(nodes.Const) if id(each) not in told]
    assert [text for text in consts if isinstance(text, str) and re.match(r"[A-Z][a-z]", text)] == []


def sentences(module: Path) -> list[str]:
    """What a module of pages says: strings that begin like a sentence, docstrings left out."""
    tree = ast.parse(module.read_text())
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in documented
        if isinstance(node.value, str) and re.match(r"[A-Z][a-z]+ [a-z]", node.value) and node.value != "Use "
    ]


MODULES = [about, account, acting, approve, councils, device, home, prove, proved_elsewhere, recover, register]
MODULES += [security, sign_in, step_up, forms]
MODULES += [concern_questions, concerns, front_doors, looks, raise_concern, referrals]


@pytest.mark.parametrize("module", MODULES)
def test_everything_that_may_be_wrong_with_a_form_is_in_the_catalogue(module: object) -> None:
    path = Path(module.__file__)  # type: ignore[attr-defined]  # every module has one
    assert [text for text in sentences(path) if text not in SAID] == []
    longest = {*re.findall(r"longest=(\d+)", path.read_text()), "500"}
    assert [most for most in longest if f"Use {most} characters or fewer" not in SAID] == []


def test_what_identity_finds_wrong_with_an_address_or_a_password_is_in_the_catalogue() -> None:
    for check in (
        lambda: normal_email("nobody"),
        lambda: check_password("short", "a@example.org"),
        lambda: check_password("aaaaaaaaaaaaaa", "a@example.org"),
    ):
        with pytest.raises(Invalid) as refused:
            check()
        message = refused.value.fields[0].message
        assert message[:1].upper() + message[1:] in SAID


def test_the_words_for_codes_are_in_the_catalogue() -> None:
    said = [words.CLAIMS, words.ROLES, words.DATA_CLASSES, words.CONFIDENCE, words.DOCUMENTS, words.CHECKS]
    said += [words.CHANNELS, words.TIMES, words.LANGUAGES, words.ACTIVITY, acting.KINDS]
    said += [words.PURPOSES, words.CONCERNS_URGENT, words.CONCERNS_TAKEN_TO, words.CONCERNS_END]
    said += [concern_questions.ABOUT, concern_questions.STAFF, concern_questions.URGENCY, LOOKS]
    said += [front_doors.DOORS, front_doors.DAYS, looks.WHY, looks.JUDGEMENTS, looks.BY]
    said += [referrals.STATES, referrals.SHIELDED]
    assert [word for meanings in said for word in meanings.values() if word not in SAID] == []
    assert {words.plain(label, words.CONFIDENCE) for label in Level.names()} <= SAID.keys()


@pytest.mark.parametrize("english", sorted(SAID))
def test_a_sentence_keeps_its_names_and_its_links(english: str) -> None:
    welsh = SAID[english]
    assert isinstance(welsh, str)
    for kept in (r"%\(\w+\)s", r"<[^>]*>", r"^\s|\s$"):
        assert sorted(re.findall(kept, english)) == sorted(re.findall(kept, welsh))


async def both(visitor: Visitor, path: str) -> tuple[Answer, Answer]:
    return await visitor.get(path), await visitor.get(path, Accept_Language="cy-GB, en;q=0.5")


def prose(html: str) -> list[str]:
    """What is read out: text, and the attributes that stand for text."""
    html = re.sub(r"<(script|code)\b.*?</\1>", "", html, flags=re.DOTALL)
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
    assert [text for text in prose(welsh.html) if text in prose(english.html) and not ALIKE.fullmatch(text)] == []
    assert shape(welsh.html) == shape(english.html)
    assert welsh.headers["Content-Security-Policy"] == english.headers["Content-Security-Policy"]


async def test_making_a_passkey_to_register_with_is_in_welsh_too(nobody: Visitor) -> None:
    shown = {"Cookie": "__Host-kith-registration=reg_1.key"}
    english, welsh = (
        await nobody.get("/register/way-in", **shown),
        await nobody.get("/register/way-in?lang=cy", **shown),
    )
    assert [text for text in prose(welsh.html) if text in prose(english.html) and not ALIKE.fullmatch(text)] == []
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


@pytest.mark.parametrize("path", ["/sharing", "/supporting-you", "/who-has-looked", "/account/copy"])
async def test_a_page_that_is_not_all_in_welsh_stays_in_english_and_says_so(amina: Visitor, path: str) -> None:
    english, welsh = await both(amina, path)
    assert '<html lang="en"' in welsh.html
    assert welsh.headers["Content-Language"] == "en"
    assert "kith-language" not in welsh.html
    assert prose(welsh.html) == prose(english.html)


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
