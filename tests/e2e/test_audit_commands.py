"""A partner's witness beside running services, and proofs with nothing running: what people type, and what they get."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from console.api import Api, ClientApi, operator
from console.app import main
from console.supervisor import Supervisor
from tests.chassis import outsider

NAME = "nhs.example/kith-witness"


def soon(what: Callable[[], bool]) -> None:
    """Within half a minute."""
    until = time.monotonic() + 30
    while not what():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.2)


class Typed:
    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data, self._capsys = data, capsys

    def run(self, *words: str, data: bool = True) -> tuple[int, str, str]:
        self._capsys.readouterr()
        status = main([*words, *(("--data-dir", str(self.data)) if data else ())])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def done(self, *words: str, data: bool = True) -> str:
        status, out, err = self.run(*words, data=data)
        assert status == 0, err
        return out


@pytest.mark.timeout(240)
async def test_a_partner_witnesses_the_log_and_anybody_verifies_it_with_nothing_running(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, state = tmp_path / "data", tmp_path / "witness"
    typed = Typed(data, capsys)
    async with Supervisor(data, port=0) as kith:
        await kith.ready()
        vkey = await asyncio.to_thread(_witnessed, typed, kith.topology.base_url, state)
    await asyncio.to_thread(_nothing_running, typed, vkey, tmp_path)


def _witnessed(typed: Typed, base_url: str, state: Path) -> str:
    """From the first key to a checkpoint served with the witness's line; its verifier key."""
    vkey = typed.done("witness", "key", NAME, "--state", str(state), data=False).splitlines()[0]
    assert typed.done("witness", "key", "--state", str(state), data=False).splitlines()[0] == vkey
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in (state / "secrets").iterdir())
    organisation = _organisation(typed, base_url)
    create = ("client", "create", "NHS witness", "--profile", "service", "--role", "witness", "--organisation")
    jwks = ("--jwks", str(state / "client-jwks.json"), "--json")
    client = json.loads(typed.done(*create, organisation, *jwks))["client_id"]
    run = ("witness", "run", base_url, "--client-id", client, "--state", str(state), "--once", "--log-key")
    log_key = str(typed.data / "log-keys" / "cases.vkey")
    assert "The log is empty yet." in typed.done(*run, log_key, data=False)
    # Cases hears of the organisation in its own time, and the entry gets its place a moment later.
    soon(lambda: typed.run("witness", "register", organisation, vkey)[0] == 0)
    soon(lambda: "Cosigned at" in typed.done(*run, log_key, data=False))
    note = requests.get(f"{base_url}/v1/audit/checkpoint?witnessed=true", timeout=20).json()["note"]
    assert outsider.cosigned_at(note, vkey)
    head = outsider.read_checkpoint(note, Path(log_key).read_text().strip())
    [listed] = json.loads(typed.done("witness", "list", "--json"))
    assert (listed["organisation_id"], listed["verifier_key"]) == (organisation, vkey)
    assert listed["cosigned_size"] >= head.size
    (typed.data.parent / "first.note").write_text(note)
    _witness_and_nothing_more(base_url, client, state)
    _over_the_net(typed, base_url, log_key)
    stranger = str(typed.data / "log-keys" / "identity.vkey")
    status, _, err = typed.run(*run, stranger, data=False)
    assert (status, "not signed by the log" in err) == (1, True)
    status, _, err = typed.run(*run, log_key, data=False)
    assert status == 0, "what was refused of one log says nothing of another"
    return vkey


def _organisation(typed: Typed, base_url: str) -> str:
    """An organisation that cases has heard of."""
    file = typed.data.parent / "organisations.csv"
    file.write_text("name,kind,nation\nMidlands NHS Trust,nhs_trust,England\n")
    typed.done("import", "organisations", str(file))
    found: list[dict[str, Any]] = _operator(typed).get("/v1/organisations")["items"]
    return str(found[0]["id"])


def _operator(typed: Typed) -> ClientApi:
    from console.topology import Topology

    return operator(Topology.running(typed.data))


def _witness_and_nothing_more(base_url: str, client: str, state: Path) -> None:
    """A stolen witness's key reads nobody's data."""
    theirs = ClientApi(base_url, client, state / "secrets" / "witness-client.pem")
    for path in ("/v1/cases", "/v1/organisations", "/v1/audit/inclusion?leaf_id=act_1&size=1", "/v1/subscriptions"):
        assert theirs.raw("GET", path).status_code == 403, path


def _leaf(typed: Typed) -> str:
    with sqlite3.connect(typed.data / "cases.db") as db:
        leaf_id: str = db.execute('SELECT id FROM log_leaf WHERE "index" = 0').fetchone()[0]
    db.close()
    return leaf_id


def _over_the_net(typed: Typed, base_url: str, log_key: str) -> None:
    token, leaf = _operator(typed).token(), _leaf(typed)
    over = ("--base-url", base_url, "--log-key", log_key)
    shown = json.loads(typed.done("audit", "proof", leaf, *over, "--token", token, "--json"))
    head = outsider.read_checkpoint(shown["checkpoint"], Path(log_key).read_text().strip())
    path = [bytes.fromhex(each) for each in shown["path"]]
    reached = outsider.root_by_inclusion(bytes.fromhex(shown["leaf_hash"]), shown["index"], head.size, path)
    assert reached == head.root
    first, now = typed.data.parent / "first.note", typed.data.parent / "now.note"
    now.write_text(Api(base_url).get("/v1/audit/checkpoint")["note"])
    assert "verified" in typed.done("audit", "consistency", str(first), str(now), *over)
    status, _, err = typed.run("audit", "proof", "act_nobody", *over, "--token", token)
    assert (status, err.startswith("kith: 404")) == (1, True)


def _nothing_running(typed: Typed, vkey: str, folder: Path) -> None:
    leaf, first, now = _leaf(typed), str(folder / "first.note"), str(folder / "now.note")
    shown = json.loads(typed.done("audit", "proof", leaf, "--json"))
    assert outsider.leaf_hash(shown["entry"].encode()).hex() == shown["leaf_hash"]
    said = typed.done("audit", "proof", leaf, "--checkpoint", first)
    assert f"{leaf} is entry 0 of the" in said
    assert "verified" in typed.done("audit", "consistency", first, now)
    status, _, err = typed.run("audit", "proof", "act_nobody")
    assert (status, "no log of this data folder has the entry act_nobody" in err) == (1, True)
    # Cosigned up to the first checkpoint; what came after it and is old enough is not.
    typed.done("audit", "verify", "--older", "60", "--witness", vkey)
    _made_up_look(typed)
    _later_entry(typed.data / "cases.db")
    status, out, _ = typed.run("audit", "verify", "--older", "0", "--witness", vkey)
    assert (status, f"is cosigned by {NAME}" in out) == (1, True)
    with sqlite3.connect(typed.data / "cases.db") as db:
        db.execute("UPDATE log_leaf SET kind = 'nothing-much' WHERE \"index\" = 0")
    db.close()
    status, _, err = typed.run("audit", "proof", leaf)
    assert (status, f"{leaf} is not in the log that kith/cases signed" in err) == (1, True)


def _made_up_look(typed: Typed) -> None:
    """A look that nobody took is put on a page, and taken off again."""
    columns = "id, person_id, at, epoch, holder_id, organisation_id, share_id, consent_id"
    values = "'dis_made_up', 'per_1', '2026-11-01 00:00:00.000000', 0, '', '', '', ''"
    with sqlite3.connect(typed.data / "cases.db") as db:
        db.execute(f"INSERT INTO disclosure ({columns}) VALUES ({values})")
    status, out, _ = typed.run("audit", "verify")
    assert (status, "dis_made_up is listed and was never logged" in out) == (1, True)
    with sqlite3.connect(typed.data / "cases.db") as db:
        db.execute("DELETE FROM disclosure WHERE id = 'dis_made_up'")
    db.close()
    typed.done("audit", "verify")


def _later_entry(file: Path) -> None:
    """The newest checkpoint loses its cosignatures, as if the witness had not come by since."""
    with sqlite3.connect(file) as db:
        for size, note in db.execute("SELECT size, note FROM log_checkpoint").fetchall():
            text, _, lines = note.rpartition("\n\n")
            bare = f"{text}\n\n{lines.splitlines()[0]}\n"
            db.execute("UPDATE log_checkpoint SET note = ? WHERE size = ?", (bare, size))
    db.close()
