"""Organisations' OpenID providers, played: who signed in there is what the test says."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from services.identity.domain.workplaces.workplace import Expected, Workplace
from services.identity.ports import BadArrival


class PlayedWorkplaces:
    """`claims` is what the next ID token (or logout token) says; None for one that does not hold."""

    def __init__(self) -> None:
        self.claims: Mapping[str, Any] | None = None
        self.expected: list[Expected] = []

    async def address(self, workplace: Workplace, expected: Expected, login_hint: str, language: str = "") -> str:
        asked = {"state": expected.state, "login_hint": login_hint, "ui_locales": language}
        return f"{workplace.issuer}/authorize?{urlencode(asked)}"

    async def identified(self, workplace: Workplace, code: str, issuer: str, expected: Expected) -> Mapping[str, Any]:
        self.expected.append(expected)
        return self._said()

    async def signed_out(self, workplace: Workplace, logout_token: str) -> Mapping[str, Any]:
        return self._said()

    def _said(self) -> Mapping[str, Any]:
        if self.claims is None:
            raise BadArrival("it does not hold")
        return self.claims


def state_of(url: str) -> str:
    return dict(parse_qsl(urlsplit(url).query))["state"]
