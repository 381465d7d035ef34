"""A council's own web site, in a process of its own: signs residents in with Kith and knows nothing else of it.

OpenID Connect Core 1.0 code flow with PKCE (RFC 7636), `private_key_jwt` (RFC 7523), the ID token verified against the
published keys; by Authlib's client, with nothing but the issuer's address and the client's own key.
"""

import asyncio
import json
import secrets
import sys
from pathlib import Path
from typing import Any

import uvicorn
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwk, jwt
from joserfc.errors import JoseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from console.demo.id_token import verified

_TIMEOUT_SECONDS = 20
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_CLAIMS = {
    "userinfo": {
        "verified_claims": {
            "verification": {"trust_framework": None},
            "claims": {"given_name": None, "family_name": None, "birthdate": None},
        }
    }
}


class RelyingParty:
    """One council's site: `/sign-in` sends to Kith, `/callback` comes back from it, `/signed-out` lists the ended."""

    def __init__(self, issuer: str, client_id: str, key_file: Path, redirect_uri: str) -> None:
        self._client_id, self._redirect_uri = client_id, redirect_uri
        self._key_file = key_file
        self._about = self._discover(issuer)
        self._started: dict[str, tuple[str, str]] = {}
        self._ended: set[str] = set()

    def _session(self, **more: Any) -> OAuth2Session:
        session = OAuth2Session(
            self._client_id,
            jwk.ECKey.import_key(self._key_file.read_bytes()),
            token_endpoint_auth_method="private_key_jwt",
            redirect_uri=self._redirect_uri,
            scope="openid",
            code_challenge_method="S256",
            **more,
        )
        headers = {"kid": self._key_file.stem}
        session.register_client_auth_method(PrivateKeyJWT(self._about["issuer"], headers=headers, alg="ES256"))
        session.default_timeout = _TIMEOUT_SECONDS
        return session

    def _discover(self, issuer: str) -> dict[str, Any]:
        with OAuth2Session() as session:
            about: dict[str, Any] = session.request(
                "GET", f"{issuer}/.well-known/openid-configuration", withhold_token=True, timeout=_TIMEOUT_SECONDS
            ).json()
        if about["issuer"] != issuer:
            raise ValueError("the discovery document names another issuer")
        return about

    def sign_in(self, _: Request) -> Response:
        verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        with self._session() as session:
            url, state = session.create_authorization_url(
                self._about["authorization_endpoint"], code_verifier=verifier, nonce=nonce, claims=json.dumps(_CLAIMS)
            )
        self._started[state] = verifier, nonce
        return RedirectResponse(url, 303)

    def callback(self, request: Request) -> Response:
        """Answers what the council now knows about the person, or the error it was told."""
        state = request.query_params.get("state", "")
        if state not in self._started or request.query_params.get("iss") != self._about["issuer"]:
            return JSONResponse({"error": "mixed_up"}, 400)
        verifier, nonce = self._started.pop(state)
        if "error" in request.query_params:
            return JSONResponse({"error": request.query_params["error"]}, 403)
        with self._session(state=state) as session:
            token = session.fetch_token(
                self._about["token_endpoint"], authorization_response=str(request.url), code_verifier=verifier
            )
            id_token = verified(token["id_token"], self._keys(session), self._about["issuer"], self._client_id, nonce)
            userinfo = session.get(self._about["userinfo_endpoint"], timeout=_TIMEOUT_SECONDS).json()
        if userinfo["sub"] != id_token["sub"]:
            return JSONResponse({"error": "another_subject"}, 400)
        return JSONResponse({"id_token": id_token, "userinfo": userinfo, "code": request.query_params["code"]})

    async def logout(self, request: Request) -> Response:
        """OpenID Connect Back-Channel Logout 1.0 sections 2.6 and 2.8."""
        token = str((await request.form()).get("logout_token", ""))
        try:
            self._ended.add(await asyncio.to_thread(self._signed_out, token))
        except (JoseError, ValueError, KeyError):
            return JSONResponse({"error": "invalid_request"}, 400)
        return Response(status_code=204)

    def _signed_out(self, token: str) -> str:
        """Whose session ends: its `sid`. Raises JoseError, ValueError or KeyError for what the issuer did not say."""
        with OAuth2Session() as session:
            said = jwt.decode(token, self._keys(session), algorithms=["ES256"])
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self._about["issuer"]},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
        ).validate(said.claims)
        if _LOGOUT_EVENT not in said.claims["events"] or "nonce" in said.claims:
            raise ValueError("no logout token")
        return str(said.claims["sid"])

    def _keys(self, session: OAuth2Session) -> jwk.KeySet:
        published = session.request("GET", self._about["jwks_uri"], withhold_token=True, timeout=_TIMEOUT_SECONDS)
        return jwk.KeySet.import_key_set(published.json())

    def signed_out(self, _: Request) -> Response:
        return JSONResponse(sorted(self._ended))


def main(issuer: str, client_id: str, key_file: str, port: str) -> None:
    site = RelyingParty(issuer, client_id, Path(key_file), f"http://localhost:{port}/callback")
    app = Starlette(
        routes=[
            Route("/sign-in", site.sign_in),
            Route("/callback", site.callback),
            Route("/backchannel-logout", site.logout, methods=["POST"]),
            Route("/signed-out", site.signed_out),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, host="localhost", port=int(port), log_level="critical"))

    async def serve() -> None:
        ending = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # ends with its parent
        serving = asyncio.create_task(server.serve())
        await asyncio.wait({ending, serving}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving

    asyncio.run(serve())


if __name__ == "__main__":
    main(*sys.argv[1:])
