"""`kith client rotate-key`, as a partner uses it: over HTTP, with the keys it has."""

from pathlib import Path
from typing import Any

import pytest

from chassis.clock import SystemClock
from chassis.errors import Problem
from console import clients
from console.api import ClientApi
from console.secrets import new_key, public_jwks
from services.identity.usecases.clients.update_client_keys import SELF, UpdateClientKeys
from tests.identity.house import ISSUER, House, Party, caller


@pytest.mark.parametrize("finish", [False, True])
async def test_what_the_command_sends_is_taken(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finish: bool
) -> None:
    old, new = new_key(tmp_path / "old.pem"), new_key(tmp_path / "new.pem")
    party: Party = await house.party("service", jwks=public_jwks(old))
    sent = list[Any]()
    monkeypatch.setattr(ClientApi, "call", lambda _, *asked: sent.append(asked))
    steps = [(old, [old, new])] + ([(new, [new])] if finish else [])
    for proof, keys in steps:
        clients.publish_keys("http://localhost:1", ISSUER, party.client.id, proof, keys)
    for method, path, body in sent:
        assert (method, path) == ("PUT", "/v1/clients/self/keys")
        assert await _taken(house, party, body), "an assertion made a moment ago is in time"
    assert len(sent) == len(steps)


async def _taken(house: House, party: Party, body: dict[str, str]) -> bool:
    update = UpdateClientKeys(house.write, ISSUER, SystemClock())
    try:
        await update(caller(party.client.id, "partner"), SELF, body["jwks"], body["client_assertion"])
    except Problem:
        return False
    return True


def test_a_key_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    old, new = new_key(tmp_path / "old.pem"), new_key(tmp_path / "new.pem")
    with pytest.raises(clients.KeyFileTaken):
        clients.rotate_key("cli_1", old, new, base_url="http://localhost:1")
