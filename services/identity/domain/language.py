"""The languages that residents are spoken to in."""

from collections.abc import Sequence

LANGUAGES = ("en", "cy")


def ui_locales(language: str, supported: object) -> dict[str, str]:
    """The parameter that asks an OpenID Provider for its pages in a language (OIDC Core section 3.1.2.1).

    `supported`: its `ui_locales_supported` (Discovery section 3), as it came. One that lists others is not asked; one
    that lists none is, for the mere use is an error at none (Core section 15.1).
    """
    if language and isinstance(supported, list):
        language = next((tag for tag in supported if isinstance(tag, str) and first_of([tag]) == language), "")
    return {"ui_locales": language} if language else {}


def first_of(tags: Sequence[str]) -> str:
    """The first that we have of BCP 47 language tags, most wanted first; empty for none (RFC 4647 section 3.4)."""
    spoken = (tag.lower().partition("-")[0] for tag in tags)
    return next((language for language in spoken if language in LANGUAGES), "")
