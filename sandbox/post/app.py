"""The page: every letter, newest first; and the same for programs at `letters.json`."""

from dataclasses import asdict
from html import escape

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.post.mailbox import Letter, Mailbox

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def post(mailbox: Mailbox) -> Starlette:
    async def page(_: Request) -> Response:
        letters = "".join(map(_shown, mailbox.letters)) or "<p>No letters yet.</p>"
        html = _PAGE.format(letters=letters)
        return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})

    async def listed(request: Request) -> Response:
        to = request.query_params.get("to", "")
        kept = [letter for letter in mailbox.letters if not to or letter.to == to]
        return JSONResponse([asdict(letter) | {"at": letter.at.isoformat()} for letter in kept])

    return Starlette(routes=[Route("/", page), Route("/letters.json", listed)])


def _shown(letter: Letter) -> str:
    at, to, subject = letter.at.strftime("%H:%M:%S"), escape(letter.to), escape(letter.subject)
    return f"<article><h2>{to}</h2><p>{at} · {subject}</p><pre>{escape(letter.text)}</pre></article>"


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Everybody's mailbox (sandbox)</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1rem/1.5 sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}}
article{{border-top:1px solid #767676;padding:.5rem 0}}
h2{{font-size:1.1rem;margin:0}}pre{{white-space:pre-wrap}}</style>
</head>
<body><h1>Everybody's mailbox</h1><p>A simulation: no letter here ever left this machine.</p>{letters}</body>
</html>
"""
