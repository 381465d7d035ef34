"""A QR code as a picture in the page: no other address is asked for it, so that the secret in it goes nowhere."""

import segno
from markupsafe import Markup

_DOTS = 5
_LONGEST = 500


def qr_code(text: str, title: str) -> Markup:
    """An `<svg>` that says in words (`title`) what it is. Empty for a text that no page of ours would show."""
    if not text or len(text) > _LONGEST:
        return Markup("")
    drawn = segno.make(text, error="m").svg_inline(
        scale=_DOTS, svgclass=None, lineclass=None, light="#fff", title=title
    )
    # Drawn from numbers alone: nothing of the text is in it as text.
    return Markup(drawn)  # noqa: S704
