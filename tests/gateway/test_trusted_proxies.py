"""Whom the gateway believes about where a request came from: ingress pods, whose addresses come and go."""

from typing import Any

import pytest

from chassis.settings import BadSettings, load
from services.gateway.api.edge import sourced
from services.gateway.settings import Settings

_SAID = [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.9"), (b"client-cert", b":MIIB:"), (b"accept", b"*/*")]


def _settings(monkeypatch: pytest.MonkeyPatch, proxies: str) -> Settings:
    for name in ("IDENTITY", "DIRECTORY", "CASES", "IDENTITY_HTTP"):
        monkeypatch.setenv(f"KITH_{name}_ADDRESS", "localhost:1")
    for name, value in {"TLS_DIR": ".", "PORT": "0", "OPS_PORT": "0", "TRUSTED_PROXIES": proxies}.items():
        monkeypatch.setenv(f"KITH_{name}", value)
    return load(Settings)


@pytest.mark.parametrize(
    ("peer", "believed"),
    [
        ("10.4.7.9", True),
        ("10.5.0.1", False),
        ("192.0.2.1", True),
        ("192.0.2.2", False),
        ("fd00::7", True),
        ("fd01::7", False),
        ("", False),
    ],
)
async def test_what_is_said_of_the_client_counts_from_a_trusted_network_only(
    peer: str, believed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = _settings(monkeypatch, "10.4.0.0/16, 192.0.2.1,fd00::/16").trusted_proxies
    heard: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope)

    await sourced(app, trusted)({"client": (peer, 4711), "headers": list(_SAID)}, None, None)
    [scope] = heard
    assert scope["client"][0] == ("203.0.113.9" if believed else peer)
    assert (b"client-cert" in dict(scope["headers"])) is believed
    assert (b"accept", b"*/*") in scope["headers"]


def test_a_network_that_is_none_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSettings, match="KITH_TRUSTED_PROXIES"):
        _settings(monkeypatch, "ingress.example")
