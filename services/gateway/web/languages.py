"""In which language a page is: English or Welsh.

The Welsh Language (Wales) Measure 2011 lets the standards of a council ask for its pages in Welsh. The wording is in
`locales/cy.po` (GNU gettext), read once; tests hold that every sentence of every page is there.
"""

import functools
import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request, Response

Language = Literal["en", "cy"]
LANGUAGES: Final[Mapping[Language, str]] = {"en": "English", "cy": "Cymraeg"}
COOKIE = "__Host-kith-language"
_ASKED = "lang"
_NOTICE = re.compile(r"[a-z-]{1,40}")
# A refusal, and whom another system wants opened.
_NOT_REPEATED = frozenset({"problem.html", "open.html"})
_LOCALES = Path(__file__).parent / "locales"


@dataclass(frozen=True, slots=True)
class Other:
    """The same page in the other language."""

    code: Language
    name: str
    href: str


@functools.cache
def translations(language: Language) -> gettext.NullTranslations:
    """English sentences are their own keys. Raises an error of babel's for a catalogue that cannot be read."""
    if language == "en":
        return gettext.NullTranslations()
    compiled = BytesIO()
    with (_LOCALES / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def wanted(request: Request) -> Language:
    """What was asked for last, by a link or by the council somebody came from; else what the browser prefers."""
    asked = _asked(request) or _known(request.cookies.get(COOKIE, ""))
    return asked or _preferred(request.headers.get("accept-language", ""))


def remembered(request: Request, response: Response) -> None:
    """What an address asks for (`lang`), from now on in this browser, until it is closed."""
    if asked := _asked(request):
        response.set_cookie(COOKIE, asked, path="/", secure=True, httponly=True, samesite="lax")


def other(request: Request, template: str, language: Language) -> Other | None:
    """None on the answer to a form, and where what the address says is not repeated."""
    if template in _NOT_REPEATED or request.method != "GET":
        return None
    code: Language = "en" if language == "cy" else "cy"
    query = [pair for pair in request.query_params.multi_items() if pair[0] != _ASKED and _repeated(*pair)]
    return Other(code, LANGUAGES[code], f"{request.url.path}?{urlencode([*query, (_ASKED, code)])}")


def _repeated(name: str, value: str) -> bool:
    """A notice goes by its code: words that somebody put in its place are not ours to show."""
    return name != "done" or bool(_NOTICE.fullmatch(value))


def headers(language: Language) -> dict[str, str]:
    """RFC 9110 sections 8.5 and 12.5.5."""
    return {"Content-Language": language, "Vary": "Accept-Language, Cookie"}


def _asked(request: Request) -> Language | None:
    return _known(request.query_params.get(_ASKED, ""))


def _known(tag: str) -> Language | None:
    """Of a language tag its first part (RFC 4647 section 3.4): "cy-GB" is Welsh."""
    language = tag.strip().lower().partition("-")[0]
    return cast(Language, language) if language in LANGUAGES else None


def _preferred(accepted: str) -> Language:
    """The first that we have, most wanted first (RFC 9110 section 12.5.4); English for what nobody can read."""
    weighed: list[tuple[float, Language]] = []
    for each in accepted[:500].split(","):
        tag, _, weight = each.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if (language := _known(tag)) and quality > 0:
            weighed.append((quality, language))
    return max(weighed, key=lambda pair: pair[0], default=(1.0, "en"))[1]
