"""Back to the client, by a redirect or by a form that posts itself (OAuth 2.0 Form Post Response Mode)."""

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse, Response

from services.identity.api.oidc.answers import redirect, with_query
from services.identity.domain.authorization.interaction import ResponseMode

_SCRIPT = "document.forms[0].submit()"
_HASH = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
# No form-action: browsers hold that to whatever the client redirects to as well, which is the client's affair.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; script-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}


def send_back(mode: ResponseMode, redirect_uri: str, answer: Mapping[str, str]) -> Response:
    """The answer's members to a redirect URI that is the client's; empty ones are left out."""
    if mode == "form_post":
        return HTMLResponse(_page(redirect_uri, answer), headers=_HEADERS)
    return redirect(with_query(redirect_uri, answer))


def _page(redirect_uri: str, answer: Mapping[str, str]) -> str:
    """Without JavaScript, the button does what the script would have done."""
    fields = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in answer.items()
        if value
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Go back</title></head>
<body>
<main>
<h1>Go back to the service you came from</h1>
<form method="post" action="{escape(redirect_uri)}">
{fields}
<button type="submit">Continue</button>
</form>
</main>
<script>{_SCRIPT}</script>
</body>
</html>
"""


def _field(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
