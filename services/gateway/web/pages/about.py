"""What anybody may read: accessibility, privacy, what went wrong on the way here; and the static files."""

from fastapi import APIRouter, Request, Response

from chassis.errors import NotFound
from services.gateway.web.visit import Anyone, PageRoute, Web

router = APIRouter(route_class=PageRoute)
_A_YEAR = "public, max-age=31536000, immutable"

# What identity says when it cannot send somebody back to the site they came from (RFC 6749 section 4.1.2.1).
_ON_THE_WAY = ("interaction-over", "unknown-site", "unknown-return-address")


@router.get("/accessibility")
async def accessibility(visit: Anyone) -> Response:
    return visit.page("accessibility.html")


@router.get("/privacy")
async def privacy(visit: Anyone) -> Response:
    return visit.page("privacy.html")


@router.get("/error")
async def error(visit: Anyone) -> Response:
    """Where a sign-in for another site cannot go on. Says what is in our own words, never what the address says."""
    code = visit.asked("code") or visit.asked("error")
    return visit.page("problem.html", 400, code=code if code in _ON_THE_WAY else "sign-in-stuck")


@router.get("/static/{version}/{name}")
async def static(version: str, name: str, request: Request) -> Response:
    """Names change with the content, so that a browser may keep them."""
    web: Web = request.app.state.web
    if version != web.screen.version or name not in web.screen.static:
        raise NotFound("no such file")
    content, media_type = web.screen.static[name]
    return Response(content, media_type=media_type, headers={"Cache-Control": _A_YEAR})
