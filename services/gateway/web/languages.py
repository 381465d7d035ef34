"""In which language a page is: English, or Welsh where all of it is in Welsh.

The Welsh Language (Wales) Measure 2011 lets the standards of a council ask for its pages in Welsh. The wording is in
`locales/cy.po` (GNU gettext), read at start; `IN_WELSH` names the pages whose every sentence is there. Any other page
stays in English and says so, rather than be half of each.
"""

import gettext
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
_LOCALES = Path(__file__).parent / "locales"

IN_WELSH = frozenset(
    {
        "accessibility.html",
        "account.html",
        "account_activity.html",
        "account_close.html",
        "account_contact.html",
        "account_email.html",
        "account_email_code.html",
        "account_sessions.html",
        "acting.html",
        "acting_carer.html",
        "app.html",
        "approve.html",
        "concern_ask.html",
        "concern_check.html",
        "concern_raised.html",
        "concerns.html",
        "concerns_about.html",
        "councils.html",
        "device.html",
        "device_asks.html",
        "front_door.html",
        "front_doors.html",
        "home.html",
        "looks.html",
        "new_passkey.html",
        "passkey.html",
        "password.html",
        "privacy.html",
        "problem.html",
        "prove.html",
        "prove_elsewhere.html",
        "proved_elsewhere.html",
        "recover.html",
        "recover_way_in.html",
        "recovery_codes.html",
        "referral.html",
        "referrals.html",
        "register.html",
        "register_code.html",
        "register_way_in.html",
        "security.html",
        "sign_in.html",
        "sign_in_code.html",
        "sign_out.html",
        "step_up.html",
        "ties.html",
        "ties_declared.html",
        "undo_email.html",
    }
)


@dataclass(frozen=True, slots=True)
class Other:
    """The same page in the other language."""

    code: Language
    name: str
    href: str


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


def of_page(template: str, language: Language) -> Language:
    return language if template in IN_WELSH else "en"


def other(request: Request, template: str, language: Language) -> Other | None:
    """None where there is none, on the answer to a form, and for a refusal: what its address says is not repeated."""
    if template not in IN_WELSH or template == "problem.html" or request.method != "GET":
        return None
    code: Language = "en" if language == "cy" else "cy"
    query = [(name, value) for name, value in request.query_params.multi_items() if name != _ASKED]
    return Other(code, LANGUAGES[code], f"{request.url.path}?{urlencode([*query, (_ASKED, code)])}")


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
