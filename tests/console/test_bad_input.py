"""What an operator types wrong: one clear line, a status that is not 0, nothing on standard output, nothing changed."""

import os
import socket
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
import requests

from console.app import main
from console.listen import Receiver
from console.secrets import log_key, new_key
from console.topology import Topology, free_ports


@pytest.fixture
def missing(tmp_path: Path) -> Path:
    return tmp_path / "missing"


@pytest.fixture
def no_key(tmp_path: Path) -> Path:
    file = tmp_path / "notes.txt"
    file.write_text("not a key")
    return file


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The status, and the one line."""
    status = main(words)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("kith: ")
    assert len(told.err.splitlines()) == 1, told.err
    return status, told.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("client create X --profile nope", "'nope' is not one of 'basic', 'one-login', 'fapi2'"),
        ("client create X", "--profile"),
        ("client create --profile basic", "name"),
        ("client create X --profile basic --auth-method magic", "'magic' is not one of"),
        ("client create X --profile basic --algorithm HS256", "'HS256' is not one of"),
        ("client create X --profile basic --jwks /missing", "'/missing' does not exist"),
        ("client token", "--organisation"),
        ("client token --organisation o --uses 0", "--uses"),
        ("client token --organisation o --hours 9999", "--hours"),
        ("client nope", "No such command 'nope'"),
        ("keys nope", "No such command 'nope'"),
        ("nope", "No such command 'nope'"),
        ("keys rotate --nope", "--nope"),
        ("import cats /etc/hostname", "'cats' is not one of"),
        ("import people /etc/hostname", "--organisation, --feed and --as-of"),
        ("import organisations /etc/hostname --shielded", "only people come as a whole, or shielded"),
        ("import organisations /etc/hostname --entries 3", "--entries goes with --whole"),
        ("audit verify --older 99999999999999", "--older"),
        ("witness run http://localhost:1 --client-id c --log-key k --every inf", "--every"),
        ("listen --secret= --port 0", "the secret is empty"),
        ("up --port nope", "--port"),
        ("up --port 99999", "--port"),
        ("demo --port -1", "--port"),
        ("listen --secret x --port 99999", "--port"),
        ("sandbox --port 99999", "--port"),
        ("sandbox --smtp-port 99999", "--smtp-port"),
    ],
)
def test_a_wrong_word_is_named(capsys: pytest.CaptureFixture[str], words: str, named: str) -> None:
    status, line = said(capsys, *words.split())
    assert status == 2
    assert named in line
    assert "Value error" not in line


@pytest.mark.parametrize("words", ["", "client", "keys", "audit"])
def test_no_word_at_all_is_answered_with_the_help(capsys: pytest.CaptureFixture[str], words: str) -> None:
    assert main(words.split()) == 2
    told = capsys.readouterr()
    assert "Usage: kith" in told.out
    assert told.err == ""
    assert ("kith serve SERVICE" in told.out) == (not words), "the one command that the list cannot name"


@pytest.mark.parametrize(
    "words",
    [
        "client list",
        "client create X --profile basic --organisation o --redirect-uri https://x.example/",
        "client token --organisation o",
        "client rotate-key cli_1 old.pem new.pem",
        "keys rotate",
        "keys rotate --compromised kid",
        "import organisations /etc/hostname",
    ],
)
def test_with_nothing_running_it_says_how_to_start(
    capsys: pytest.CaptureFixture[str], missing: Path, words: str
) -> None:
    status, line = said(capsys, *words.split(), "--data-dir", str(missing))
    assert status == 1
    assert "start it with: kith up" in line
    assert not missing.exists()


def test_a_port_that_is_taken_is_named_at_once(capsys: pytest.CaptureFixture[str], missing: Path, taken: int) -> None:
    status, line = said(capsys, "up", "--port", str(taken), "--data-dir", str(missing))
    assert status == 1
    assert f"port {taken} cannot be used" in line
    assert "--port" in line


def test_an_address_where_nothing_answers_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.api._PATIENCE_SECONDS", 0)
    nowhere = f"http://localhost:{free_ports(1)[0]}"
    old, new = new_key(tmp_path / "old.pem"), tmp_path / "new.pem"
    status, line = said(capsys, "client", "rotate-key", "cli_1", str(old), str(new), "--base-url", nowhere)
    assert status == 1
    assert f"nothing answers at {nowhere}" in line


@pytest.mark.parametrize("finish", [False, True])
def test_a_file_without_a_key_is_named_and_no_key_is_made(
    capsys: pytest.CaptureFixture[str], no_key: Path, missing: Path, finish: bool
) -> None:
    files = (str(missing), str(no_key), "--finish") if finish else (str(no_key), str(missing))
    status, line = said(capsys, "client", "rotate-key", "cli_1", *files, "--base-url", "http://localhost:1")
    assert status == 1
    assert f"{no_key} holds no private key" in line
    assert not missing.exists()


BYTES = b"\xff\xfe\x00 no text"


@pytest.mark.parametrize(
    "words",
    [
        "client create X --profile basic --jwks {file} --data-dir {data}",
        "audit verify --checkpoint {file} --data-dir {data}",
        "audit verify --witness {file} --data-dir {data}",
        "audit proof leaf --checkpoint {file} --data-dir {data}",
        "audit proof leaf --base-url http://localhost:1 --checkpoint {file}",
        "audit consistency {file} {file} --data-dir {data}",
        "witness run http://localhost:1 --client-id c --log-key {file} --once --state {data}",
        "sandbox --port 0 --parties {file}",
    ],
)
def test_a_file_that_is_no_text_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, words: str) -> None:
    file, data = tmp_path / "photo.jpg", tmp_path / "data"
    file.write_bytes(BYTES)
    running(data)
    status, line = said(capsys, *words.format(file=file, data=data).split())
    assert status == 1
    assert f"{file} " in line


def running(data: Path) -> None:
    """A data folder of which this very process is the `kith up`."""
    Topology.choose(data, 0).save()


@pytest.mark.parametrize("state", ["[]", "nul", '{"pid": "abc"}', '{"pid": 1}', '{"pid": 9999999999999999999999}'])
def test_a_folder_whose_state_is_no_state_of_ours_runs_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, state: str
) -> None:
    (tmp_path / "up.json").write_text(state)
    status, line = said(capsys, "client", "list", "--data-dir", str(tmp_path))
    assert status == 1
    assert "start it with: kith up" in line


def test_a_folder_of_a_newer_kith_runs_nothing_we_know(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    running(tmp_path)
    state = tmp_path / "up.json"
    state.write_text(state.read_text().replace("{", '{"newer": 1,', 1))
    assert "start it with: kith up" in said(capsys, "client", "list", "--data-dir", str(tmp_path))[1]


def test_an_operator_s_key_that_is_none_is_named(capsys: pytest.CaptureFixture[str], no_key: Path) -> None:
    running(no_key.parent)
    key = no_key.parent / "secrets" / "operator.pem"
    key.parent.mkdir()
    no_key.rename(key)
    assert f"{key} holds no private key" in said(capsys, "client", "list", "--data-dir", str(no_key.parent))[1]


@pytest.mark.parametrize("words", ["audit verify", "audit proof leaf"])
def test_a_folder_without_its_databases_is_refused_and_none_is_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: str
) -> None:
    log_key(tmp_path, "identity")
    before = sorted(tmp_path.rglob("*"))
    status, line = said(capsys, *words.split(), "--data-dir", str(tmp_path))
    assert status == 1
    assert f"{tmp_path / 'identity.db'} is missing: --data-dir names no Kith data folder" in line
    assert sorted(tmp_path.rglob("*")) == before


def test_a_database_that_is_none_is_said_in_a_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log_key(tmp_path, "identity")
    (tmp_path / "identity.db").write_bytes(b"no database, however it looks" * 40)
    status, line = said(capsys, "audit", "verify", "--data-dir", str(tmp_path))
    assert (status, line) == (1, "kith: a database cannot be read: file is not a database\n")


def test_a_fault_of_ours_is_a_line_that_says_where_and_repeats_nothing(
    capsys: pytest.CaptureFixture[str], missing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Path) -> Topology:
        raise RuntimeError("Amina Begum, whsec_c2VjcmV0")

    monkeypatch.setattr(Topology, "running", fails)
    status, line = said(capsys, "client", "list", "--data-dir", str(missing))
    assert status == 1
    assert "a fault of ours: RuntimeError in test_bad_input.py line " in line
    assert "Amina" not in line
    assert "whsec" not in line


def test_what_would_command_the_terminal_is_not_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, line = said(capsys, "audit", "verify", "--data-dir", f"{tmp_path}/\x1b[2J\nlog")
    assert status == 1
    assert line.rstrip("\n").isprintable()


def test_a_terminal_without_our_signs_is_shown_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = BytesIO()
    terminal = TextIOWrapper(shown, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["doctor", "--data-dir", str(tmp_path)]) == 1
    terminal.flush()
    assert b"KITH_ISSUER" in shown.getvalue()


def test_a_secret_goes_into_no_file_that_somebody_laid_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that others may write to, they may know the name that is written first (CWE-377)."""
    theirs, key = tmp_path / "theirs", tmp_path / "new.pem"
    theirs.touch()
    (tmp_path / f".{key.name}.{os.getpid()}").symlink_to(theirs)
    new_key(key)
    assert theirs.read_bytes() == b""
    assert not key.is_symlink()
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff"])
def test_a_partner_s_receiver_refuses_what_is_no_event(body: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with Receiver() as receiver:
        receiver.secret = "whsec_c2VjcmV0"
        assert requests.post(receiver.url, data=body, timeout=5).status_code == 400
        odd = requests.Request("POST", receiver.url, headers={"Content-Length": "many"}).prepare()
        odd.headers["Content-Length"] = "many"
        assert requests.Session().send(odd, timeout=5).status_code == 411
        assert receiver.received == []
    assert "Traceback" not in capfd.readouterr().err
