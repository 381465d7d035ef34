"""What an employer's own administrator does at its provider, as JSON: staff, who may send people there, signing out."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.organisations.app import Employer, Member, RelyingParty


class Administration:
    """Believes whoever asks, as everything in the sandbox does. Members and parties are given by their fields."""

    def __init__(self, employer: Employer) -> None:
        self._employer = employer

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/staff", self._hire, methods=["POST"]),
                Route("/parties", self._register, methods=["POST"]),
                Route("/sign-out", self._sign_out, methods=["POST"]),
            ]
        )

    async def _hire(self, request: Request) -> Response:
        member = Member(**await request.json())
        self._employer.staff[member.key] = member
        return Response(status_code=204)

    async def _register(self, request: Request) -> Response:
        party = RelyingParty(**await request.json())
        self._employer.parties[party.client_id] = party
        return Response(status_code=204)

    async def _sign_out(self, request: Request) -> Response:
        """Of a member `{"key"}`; answers what each party said."""
        return JSONResponse(await self._employer.sign_out((await request.json())["key"]))
