"""The demo plays in a fresh folder, and clears none but its own."""

from pathlib import Path

import pytest

from console.demo.stage import NotOurs, fresh
from console.supervisor import AlreadyUp, alone


def test_what_an_earlier_demo_left_is_cleared(tmp_path: Path) -> None:
    fresh(tmp_path / "data")
    (tmp_path / "data" / "cases.db").touch()
    (tmp_path / "data" / "tls").mkdir()
    fresh(tmp_path / "data")
    assert not (tmp_path / "data" / "cases.db").exists()
    assert not (tmp_path / "data" / "tls").exists()


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "cases.db").write_text("real people")
    with pytest.raises(NotOurs):
        fresh(tmp_path)
    assert (tmp_path / "cases.db").read_text() == "real people"


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    fresh(tmp_path)
    (tmp_path / "cases.db").touch()
    with alone(tmp_path), pytest.raises(AlreadyUp):
        fresh(tmp_path)
    assert (tmp_path / "cases.db").exists()
