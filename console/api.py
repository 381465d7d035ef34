"""Kith's public HTTP API as a client sees it: the console's and the demo's only way in."""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt
import requests

from console.secrets import OPERATOR, private_key, signing_key
from console.topology import Topology

_TIMEOUT_SECONDS = 60
_ASSERTION_SECONDS = 60
_EARLY_SECONDS = 30
_PATIENCE_SECONDS = 30
_PAUSE_SECONDS = 0.25
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Refused(Exception):
    """The API said no: the status and the problem document (RFC 9457) or OAuth error it gave."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {problem.get('detail') or problem.get('error_description') or problem}")
        self.status, self.problem = status, problem


class Api:
    """Calls on behalf of whoever the token says."""

    def __init__(self, base_url: str, token: str = "") -> None:
        self.base_url, self._token = base_url, token
        self._http = requests.Session()

    def token(self) -> str:
        return self._token

    def raw(self, method: str, path: str, body: object = None, **headers: str) -> requests.Response:
        """One request, whatever its answer; asked again, under the same key, while a part of the service is away."""
        if method == "POST":
            headers.setdefault("Idempotency-Key", uuid.uuid4().hex)
        if body is not None:
            headers["Content-Type"] = "application/json"
        return patiently(lambda: self._once(method, path, body, headers))

    def _once(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> requests.Response:
        token = self.token()
        return self._http.request(
            method,
            self.base_url + path,
            data=None if body is None else json.dumps(body),
            headers={**headers, **({"Authorization": f"Bearer {token}"} if token else {})},
            timeout=_TIMEOUT_SECONDS,
            allow_redirects=False,
        )

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One request; the answer's JSON. Raises Refused."""
        return _answer(self.raw(method, path, body))

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: object) -> Any:
        return self.call("POST", path, body)


class ClientApi(Api):
    """Calls of an OAuth client with credentials of its own: an operator, a partner (RFC 6749 section 4.4, RFC 7523).

    `issuer`: what Kith calls itself, where that is not `base_url`.
    """

    def __init__(self, base_url: str, client_id: str, key_file: Path, scope: str = "", issuer: str = "") -> None:
        super().__init__(base_url)
        self._client_id, self._key_file, self._scope = client_id, key_file, scope
        self._issuer = issuer or base_url
        self._until = 0.0

    def token(self) -> str:
        if time.time() > self._until - _EARLY_SECONDS:
            answer = _answer(
                patiently(
                    lambda: self._http.post(
                        f"{self.base_url}/oauth2/token",
                        data={
                            "grant_type": "client_credentials",
                            **({"scope": self._scope} if self._scope else {}),
                            **client_assertion(self._issuer, self._client_id, self._key_file),
                        },
                        timeout=_TIMEOUT_SECONDS,
                    )
                )
            )
            self._token, self._until = answer["access_token"], time.time() + float(answer["expires_in"])
        return self._token


def patiently(ask: Callable[[], requests.Response]) -> requests.Response:
    """Ask again while nobody answers or the answer is 503, for half a minute at most."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            response = ask()
        except requests.ConnectionError:
            if time.monotonic() > until:
                raise
        else:
            if response.status_code != 503 or time.monotonic() > until:
                return response
        time.sleep(_PAUSE_SECONDS)


def client_assertion(issuer: str, client_id: str, key_file: Path) -> dict[str, str]:
    """The form fields of `private_key_jwt` (RFC 7523 section 2.2), good for one use. Raises BadKey."""
    now = int(time.time())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": issuer,
        "jti": uuid.uuid4().hex,
        "iat": now,
        "exp": now + _ASSERTION_SECONDS,
    }
    signed = jwt.encode(claims, private_key(key_file), "ES256", headers={"kid": key_file.stem})
    return {"client_id": client_id, "client_assertion_type": JWT_BEARER, "client_assertion": signed}


def operator(topology: Topology) -> ClientApi:
    """The API as this machine's operator."""
    return ClientApi(topology.base_url, OPERATOR, signing_key(topology.data, OPERATOR), issuer=topology.issuer)


def _answer(response: requests.Response) -> Any:
    try:
        body = response.json() if response.content else None
    except ValueError:
        body = {"detail": response.text[:200]}
    if response.status_code >= 400:
        raise Refused(response.status_code, body if isinstance(body, dict) else {"detail": str(body)})
    return body
