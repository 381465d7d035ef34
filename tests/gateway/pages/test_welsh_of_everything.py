"""Everything that a page can say has a Welsh wording: what stands in a template, and what Python hands to one."""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from chassis.errors import Invalid
from services.cases.domain.purposes import Purpose
from services.gateway.web import languages, words
from services.gateway.web.pages import front_doors, keeping, mine, safe_contact
from services.gateway.web.waiting import QUEUES
from services.identity.domain.accounts.account import check_password, normal_email
from services.identity.domain.proofs.gpg45 import Level
from tests.gateway.pages.test_welsh import SAID, Message

_SERVICES = Path(languages.__file__).parents[2]
_WEB, _DECIDED = _SERVICES / "gateway" / "web", _SERVICES / "cases"
# A copy of what is held is as it was made, marked as the English that it is.
TEMPLATES = sorted({each.name for each in (_WEB / "templates").iterdir()} - {"shown.html"})
# Dates are said in Welsh by themselves (test_words).
MODULES = sorted({*_WEB.glob("*.py"), *(_WEB / "pages").glob("*.py")} - {_WEB / "dates.py"})
KNOWN = {one for message in SAID for one in ([message] if isinstance(message, str) else message)}
_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
_ENVIRONMENT.policies["ext.i18n.trimmed"] = True
# Begins as people write; no header, no address, no policy.
_PROSE = re.compile(r"(%\(\w+\)s )?[A-Za-z’']+[,:;]? [A-Za-z%’'][^=<>]*")
_CLASSES = re.compile(r"((govuk|kith)-[a-z_-]+|username|webauthn| )+")
# Names, hours, and what no page shows.
_ALIKE = re.compile(r"\d+(am|pm)|something went wrong here|GOV\.UK One Login|NHS login|Cymraeg|Iaith Arwyddion Prydain")
_CODES = {"_ANSWERED_BY", "COLOURS", "HEADERS", "_TYPES", "_OF_A_DAY", "_NEAR"}


def _source(template: str) -> str:
    return (_WEB / "templates" / template).read_text()


def said_by(template: str) -> list[Message]:
    """Its messages, as the catalogue has them as keys; one and several as a pair."""
    found: list[Message] = []
    for _, function, message in _ENVIRONMENT.extract_translations(_source(template)):  # type: ignore[attr-defined]  # by the extension
        given = tuple(each for each in ([message] if isinstance(message, str) else message) if each)
        if given:
            found.append(given if function == "ngettext" else given[0])
    return found


def _told(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext")


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_sentence_of_a_template_is_in_the_catalogue(template: str) -> None:
    assert [message for message in said_by(template) if message not in SAID or not all(SAID[message])] == []


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
    told = {id(each) for call in tree.find_all(nodes.Call) if _told(call) for each in call.find_all(nodes.Const)}
    consts = [each.value for each in tree.find_all(nodes.Const) if id(each) not in told]
    spoken = [
        text for text in consts if isinstance(text, str) and re.search(r"^[A-Z][a-z]|[A-Za-z]{2} | [A-Za-z]", text)
    ]
    assert [text for text in spoken if not _CLASSES.fullmatch(text) and "<" not in text] == []


def sentences(module: Path) -> Iterator[str]:
    """What a module of pages says: prose in its strings; neither docstrings nor what is only for a log or a machine."""
    tree = ast.parse(module.read_text())
    unsaid = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Expr, ast.Raise, ast.Assert, ast.JoinedStr))
        and not (isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant) and not _logs(node))
        and not (isinstance(node, ast.Raise) and "Invalid(" in ast.unparse(node))
        for each in ast.walk(node)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in unsaid else None
        if isinstance(text, str) and _PROSE.fullmatch(text):
            yield text


def _logs(node: ast.Expr) -> bool:
    return ast.unparse(node).startswith("logger()")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_every_sentence_that_python_hands_to_a_page_is_in_the_catalogue(module: Path) -> None:
    assert [text for text in sentences(module) if text not in KNOWN and not _ALIKE.fullmatch(text)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_the_words_for_codes_are_in_the_catalogue(module: Path) -> None:
    """Every mapping of a module whose values are words: choices of a form, states, kinds."""
    name = ".".join(module.relative_to(_SERVICES.parent).with_suffix("").parts).removesuffix(".__init__")
    for called, meanings in vars(importlib.import_module(name)).items():
        if (
            isinstance(meanings, Mapping)
            and called not in _CODES
            and all(isinstance(one, str) for one in meanings.values())
        ):
            missing = [one for one in meanings.values() if one not in KNOWN and not _ALIKE.fullmatch(one)]
            assert missing == [], called


def test_what_waits_and_what_changed_is_said_of_one_and_of_several() -> None:
    pairs = [*((queue.one, queue.several) for queue in QUEUES), *mine.CHANGED.values()]
    assert [pair for pair in pairs if not all(SAID.get(pair, ("",)))] == []
    assert {queue.urgent for queue in QUEUES} - {""} <= KNOWN
    assert {words.plain(label, words.CONFIDENCE) for label in Level.names()} <= KNOWN


def test_the_days_and_the_languages_of_a_contact_are_in_welsh() -> None:
    assert {
        *front_doors.DAYS.values(),
        *safe_contact.DAYS.values(),
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    } <= KNOWN
    english, welsh = safe_contact.LANGUAGES["en"], safe_contact.LANGUAGES["cy"]
    assert english.keys() == welsh.keys()
    assert (welsh["pl"], welsh["ur"], welsh["bfi"]) == ("Pwyleg", "Wrdw", "Iaith Arwyddion Prydain")


def test_however_long_an_answer_may_be_it_is_said_in_welsh_that_it_is_too_long() -> None:
    limits = {"500"}
    for module in MODULES:
        source = module.read_text().replace("_", "")
        limits |= set(re.findall(r"longest=(\d{2,})", source))
        names = re.findall(r"^(.*LONGEST.*) = (.*)$", source, re.MULTILINE)
        for left, right in names:
            limits |= {
                value
                for name, value in zip(left.split(", "), right.split(", "), strict=True)
                if "LONGEST" in name and "VERSION" not in name and "QUERY" not in name
            }
    assert {"4000", "2000", "20000"} < limits
    assert [most for most in sorted(limits) if f"Use {most} characters or fewer" not in KNOWN] == []


def test_how_a_document_was_examined_is_asked_in_welsh_of_each() -> None:
    assert {f"Say how you examined the {document}" for document in words.DOCUMENTS.values()} <= KNOWN
    assert keeping.CLASSES.keys() > words.RETENTION.keys()


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


def _reasons() -> Iterator[str]:
    """Why somebody may look, as cases says it, wherever the sentence is the same for everybody or goes by purpose."""
    for module in sorted(_DECIDED.glob("domain/gate/*.py")) + sorted(_DECIDED.glob("usecases/**/*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) in ("Permit", "_told", "_kept")):
                continue
            given = [*node.args[1:2], *(each.value for each in node.keywords if each.arg == "because")]
            yield from (each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str))


def _looks() -> Iterator[str]:
    """What somebody looked at, as cases logs it."""
    for module in sorted(_DECIDED.glob("usecases/**/*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("self._disclose"):
                given = [*node.args[4:5], *(each.value for each in node.keywords if each.arg == "what")]
                yield from (
                    each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


def test_what_somebody_looked_at_is_said_in_words() -> None:
    """But for what is left for private services: its looks are not on her page."""
    looks = set(_looks())
    assert {"record", "case", "family"} < looks
    assert looks - words.LOOKED_AT.keys() == {"private_message"}


def test_why_somebody_could_look_is_in_the_catalogue() -> None:
    reasons = list(_reasons())
    assert "Your organisation works with this person." in reasons
    assert [reason for reason in reasons if reason not in SAID] == []
    looked = [
        "Looked at who works with you",
        "Looked up how you may safely be contacted",
        "Looked at family and household",
    ]
    looked += ["Looked you up by what they already knew of you"]
    assert [
        f"{said}, for {one.words}." for said in looked for one in Purpose if f"{said}, for {one.words}." not in SAID
    ] == []


def test_nothing_is_in_the_catalogue_that_nobody_says() -> None:
    """Neither a page, nor a form, nor identity and cases to whoever reads one."""
    on_pages = {
        one
        for template in TEMPLATES
        for message in said_by(template)
        for one in ([message] if isinstance(message, str) else message)
    }
    sources = [*MODULES, *_SERVICES.glob("identity/**/*.py"), *_SERVICES.glob("cases/**/*.py")]
    strings = {
        node.value.strip().lower()
        for source in sources
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = re.compile(
        r"Use \d+ characters or fewer|Say how you examined the .*|.*, for [a-z ]+\.|In a multi-agency hub that is .*"
        r"|Show us one more document, .*|Let us check more closely that .*|Help us see .*|Show .*"
        r"|Use between \d+ and \d+ characters|Give a last day, at most \d+ days after the first"
    )
    unused = [one for one in KNOWN - on_pages if one.strip().lower() not in strings and not made.fullmatch(one)]
    assert [one for one in unused if not any(one.lower() in text for text in strings)] == []
