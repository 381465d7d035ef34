"""Templates, and the headers that every page carries."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from jinja2.filters import do_filesizeformat
from markupsafe import Markup, escape

from chassis.clock import Clock
from services.gateway.web import dates, words
from services.gateway.web.forms import Form
from services.gateway.web.languages import LANGUAGES, Language, translations
from services.gateway.web.look import Look
from services.gateway.web.places import bar
from services.gateway.web.qr import qr_code

# Nothing in it can end a source expression of a policy and begin another (CSP Level 3 section 2.3.1).
_PICTURE = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/[A-Za-z0-9._~%/-]*(\?[^\s\"'<>]*)?")
# Whoever writes one into a name or a role turns round what stands behind it, a date or another's name (Unicode UAX 9).
# Arabic and Hebrew need none of them.
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NO_TURNS = dict.fromkeys(map(ord, _TURNS))
_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".mjs": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain"}

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
# Chromium applies form-action to redirects as well, and signing in or approving ends at the council's own address,
# which only identity knows. These pages hold no text from outside but the client's name, and templates escape that.
_POLICY_LEAVING = POLICY.removesuffix("; form-action 'self'")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def leaving_policy(picture: str) -> str:
    """The policy of a page on the way to a council's site, which may show one picture: the logo that it registered."""
    url = urlsplit(picture)
    source = f"{url.scheme}://{url.netloc}{url.path}" if _PICTURE.fullmatch(picture) else ""
    return _POLICY_LEAVING.replace("img-src 'self'", f"img-src 'self' {source}".rstrip())


class Screen:
    """Renders templates, and holds the static files in memory under a name that changes with their content."""

    def __init__(self, look: Look) -> None:
        files = {path.name: path.read_bytes() for path in sorted(_STATIC.iterdir())}
        files["look.css"] = look.css.encode()
        self.static = {name: (content, _TYPES[Path(name).suffix]) for name, content in files.items()}
        self.version = hashlib.sha256(b"".join(files.values())).hexdigest()[:16]
        self._look = look

    def render(self, template: str, clock: Clock, language: Language = "en", **context: Any) -> str:
        now = clock.now()
        page = (
            _TEMPLATES[language]
            .get_template(f"pages/{template}")
            .render(
                look=self._look,
                language=language,
                asset=f"/static/{self.version}/",
                once=now.isoformat(),
                when=lambda at: _when(at.ToDatetime(now.tzinfo), now, language),
                exact=lambda at: dates.moment(at.ToDatetime(now.tzinfo), language),
                on_day=lambda text: _on_day(text, now, language),
                age=lambda text: dates.age(text, now),
                example=lambda days: dates.typed(now + timedelta(days=days)),
                **context,
            )
        )
        return page.translate(_NO_TURNS) if any(turn in page for turn in _TURNS) else page


def _when(at: datetime, now: datetime, language: Language) -> Markup:
    """A moment in words, exact for machines and on pointing."""
    exact, stamp = dates.moment(at, language), at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(stamp, exact, dates.ago(at, now, language))


def _on_day(text: str, now: datetime, language: Language) -> Markup:
    """An ISO 8601 date in words, relative when it is near."""
    try:
        the_day = date.fromisoformat(text)
    except ValueError:
        return escape(text)
    said = dates.days_apart(the_day, now.astimezone(dates.LONDON).date(), language)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(text, dates.day(the_day, language), said)


def _telephone(number: str) -> Markup:
    """A number that can be tapped (RFC 3966: visual separators may stay out)."""
    digits = "".join(character for character in number if character.isdigit() or character == "+")
    return Markup('<a class="govuk-link kith-tel" href="tel:{}">{}</a>').format(digits, number)


def _reached(words: str) -> Markup:
    """How somebody says that a team is rung, its numbers to be tapped."""
    pieces = re.split(r"(\+?\d[\d ()-]{4,}\d)", words)
    return Markup().join(_telephone(piece) if place % 2 else escape(piece) for place, piece in enumerate(pieces))


_SAID_OF_AN_ACCOUNT = {**words.ACTIVITY, **words.DOCUMENTS, **words.CLAIMS}


def _held(text: str) -> str:
    """What a copy for machines says, as a person reads it: moments, days, and codes that have words. In English, as all
    of a copy is.
    """
    if text in _SAID_OF_AN_ACCOUNT:
        return _SAID_OF_AN_ACCOUNT[text]
    try:
        return dates.moment(datetime.fromisoformat(text), "en") if "T" in text else dates.day(text, "en")
    except ValueError:
        return text


def _environment(language: Language) -> Environment:
    """The templates in one language: their sentences, and the plain words for codes."""
    wording = translations(language)

    def translated(text: str) -> str:
        # The empty key holds the catalogue's own header.
        return wording.gettext(text) if text else ""

    def plain(code: str, meanings: Mapping[str, str]) -> str:
        return translated(words.plain(code, meanings))

    def listed(codes: Iterable[str], meanings: Mapping[str, str]) -> str:
        return words.joined([plain(code, meanings) for code in codes], language)

    def browser(text: str) -> str:
        name, on, system = text.partition(" on ")
        return translated("%(browser)s on %(system)s") % {"browser": name, "system": system} if on else text

    def sentences(text: str) -> Markup:
        """What a service says, sentence by sentence; what has no other wording is marked as the English it is."""
        begun, rest = ("Or: ", text[4:]) if text.startswith("Or: ") else ("", text)
        return escape(translated(begun)) + Markup(" ").join(map(marked, re.split(r"(?<=[.!?]) ", rest)))

    def marked(text: str) -> Markup:
        known = translated(text)
        return Markup('<span lang="en">{}</span>').format(text) if language != "en" and known == text else escape(known)

    def size(count: int) -> str:
        amount, _, unit = do_filesizeformat(count).rpartition(" ")
        return f"{amount} {translated(unit)}"

    def wrong(form: Form, name: str) -> dict[str, str] | None:
        error = form.error(name)
        return error and {"html": marked(error["text"]), "visuallyHiddenText": translated("Error")}

    def all_wrong(form: Form) -> list[dict[str, str]]:
        return [
            each | {"html": (escape(f"{each['whose']}: ") if "whose" in each else "") + marked(each["text"])}
            for each in form.summary
        ]

    environment = Environment(
        loader=PrefixLoader(
            {
                "pages": PackageLoader("services.gateway.web"),
                "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
            }
        ),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        auto_reload=False,  # one version of the pages for as long as the process lives
        trim_blocks=True,
        lstrip_blocks=True,
        # The macros ask for members of what was not given.
        undefined=ChainableUndefined,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(wording, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    environment.globals |= {"wrong": wrong, "all_wrong": all_wrong, "bar": bar}
    environment.filters |= {
        "capfirst": lambda text: text[:1].upper() + text[1:],
        "day": lambda text: dates.day(text, language),
        "purpose": lambda code: plain(code, words.PURPOSES),
        "purpose_for_you": lambda code: plain(code, words.PURPOSES_FOR_YOU),
        "named": lambda ids, names: words.joined([names[i] for i in ids], language),
        "role": lambda code: plain(code, {**words.INVOLVED, **words.ROLES}),
        "document": lambda code: plain(code, words.DOCUMENTS),
        "confidence": lambda code: plain(code, words.CONFIDENCE),
        "looked_at": lambda code: plain(code, words.LOOKED_AT),
        "ended": lambda code: plain(code, words.ENDED),
        "basis": lambda code: plain(code, words.BASES),
        "channels": lambda codes: listed(codes, words.CHANNELS),
        "words_of": listed,
        "times": lambda code: plain(code, words.TIMES),
        "activity": lambda code: plain(code, words.ACTIVITY),
        "kind_of_case": lambda code: plain(code, words.CASES),
        "kin": lambda code: plain(code, words.KIN),
        "claim": lambda code: plain(code, words.CLAIMS),
        "data_classes": lambda codes: listed(codes, words.DATA_CLASSES),
        "tel": _telephone,
        "reached": _reached,
        "filesizeformat": size,
        "provider": lambda code: plain(code, words.PROVIDERS),
        "check": lambda code: plain(code, words.CHECKS),
        "browser": browser,
        "held": _held,
        "qr_code": qr_code,
        "sentences": sentences,
        "translated": translated,
    }
    return environment


_TEMPLATES = {language: _environment(language) for language in LANGUAGES}
