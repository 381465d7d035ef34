"""What an operator types wrong: one clear line, a status that is not 0, nothing on standard output, nothing changed."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.app import main
from console.secrets import new_key
from console.topology import free_ports


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
