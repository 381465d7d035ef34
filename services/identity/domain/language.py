"""The languages that residents are spoken to in."""

from collections.abc import Sequence

LANGUAGES = ("en", "cy")


def first_of(tags: Sequence[str]) -> str:
    """The first that we have of BCP 47 language tags, most wanted first; empty for none (RFC 4647 section 3.4)."""
    spoken = (tag.lower().partition("-")[0] for tag in tags)
    return next((language for language in spoken if language in LANGUAGES), "")
