"""`kith import people`: a whole delivery is checked before a row is sent; a file in another encoding is not begun."""

import os
from pathlib import Path
from typing import Any, cast

import pytest

from console.imports import NotTaken, UnknownColumns, Unreadable, count, import_file, import_whole

HEAD = "local_id,given_name,family_name,date_of_birth,status\n"
ABOUT: dict[str, str | bool] = {"organisation_id": "org_nhs", "feed": "social care", "as_of": "2026-11-22"}


class Service:
    """Answers as the public API does, and keeps what it was asked. `checked` and `finished` are how the roll stands."""

    def __init__(self, checked: str = "open", finished: str = "taken") -> None:
        self.asked: list[tuple[str, Any]] = []
        self._roll = {"id": "rol_1", "state": "open", "current": 10, "missing": 2}
        self._states = {"check": checked, "finish": finished}

    def post(self, path: str, body: Any) -> dict[str, Any]:
        self.asked.append((path, body))
        if path.startswith("/v1/imports"):
            return {"taken": len(body["rows"]), "unchanged": 0, "rejected": []}
        return {**self._roll, "state": self._states.get(path.rpartition("/")[2], "open")}

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def deliver(service: Any, file: Path, entries: int | None = None) -> Any:
    return import_whole(service, file, lambda _: None, entries, **ABOUT)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "caseload.csv"
    made.write_text(HEAD + "1,Amina,Begum,1992-03-04,open\n2,Noor,Ali,1950-07-08,\n2,Noor,Ali,1950-07-08,\n")
    return made


def test_the_roll_is_called_and_checked_before_a_row_is_sent_and_finished_after_the_last(file: Path) -> None:
    service = Service()
    report = deliver(service, file)
    steps = ["/v1/feeds/social%20care/rolls", *(f"/v1/rolls/rol_1/{step}" for step in ("entries", "check"))]
    assert service.paths == [*steps, "/v1/imports/people", "/v1/rolls/rol_1/finish"]
    began, named, _, rows, _ = (body for _, body in service.asked)
    assert began == {"organisation_id": "org_nhs", "as_of": "2026-11-22", "entries": 2}
    assert named == {"local_ids": ["1", "2", "2"]}
    assert rows["rows"][0] == {
        "line": 2,
        "local_id": "1",
        "given_name": "Amina",
        "family_name": "Begum",
        "date_of_birth": "1992-03-04",
        "status": "open",
    }
    assert (report.taken, report.ended) == (3, 2)


def test_the_source_system_s_own_count_is_believed_before_the_file_s(file: Path) -> None:
    service = Service()
    deliver(service, file, entries=812)
    assert service.asked[0][1]["entries"] == 812


def test_a_delivery_that_would_end_too_many_sends_no_row_and_says_who_has_to_look(file: Path) -> None:
    service = Service(checked="held")
    with pytest.raises(NotTaken, match="2 of 10 would end, more than this feed may shrink: it waits for a manager"):
        deliver(service, file)
    assert "/v1/imports/people" not in service.paths
    with pytest.raises(NotTaken):
        deliver(Service(finished="held"), file)


@pytest.mark.parametrize(
    ("line", "text"), [(2, "1,Zoë,Begum,1992-03-04,\n"), (1, "local_id,prénom\n")], ids=["a row", "the head"]
)
def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path, line: int, text: str) -> None:
    made = tmp_path / "caseload.csv"
    made.write_bytes((HEAD if line > 1 else "").encode() + text.encode("cp1252"))
    with pytest.raises(Unreadable, match=f"caseload.csv, line {line}: is not UTF-8; nothing was sent"):
        count("people", made)


AMINA, NOOR = "1,Amina,Begum,1992-03-04,open\n", "2,Noor,Ali,1950-07-08,\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + AMINA + '2,"Noor', "line 3: a quoted field is not closed"),
        (HEAD + AMINA + "2,Noor,Ali,1950-07-08", "line 3: ends before its row does: was the file cut off"),
        (HEAD + "1,Amina,Begum, the younger,1992-03-04,open\n" + NOOR, "line 2: has more fields than the first line"),
        (HEAD + AMINA.replace("Amina", '"Amina') + NOOR.replace("Noor", '"Noor"'), "a quoted field is not closed"),
        (HEAD + AMINA + f"2,{'N' * 3_000_000},Ali,1950-07-08,\n", "line 3: is longer than a row can be"),
        (HEAD + AMINA + "2," + ('"' + "N" * 50_000 + "\n") + ("N" * 50_000 + "\n") * 3, "field larger than"),
        (HEAD.encode().decode("latin-1").encode("utf-16").decode("latin-1"), "line 1: is not UTF-8"),
    ],
    ids=[
        "cut off in a quote",
        "cut off in a row",
        "a comma in no quotes",
        "a quote left open",
        "a huge line",
        "a huge field",
        "UTF-16",
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_is_refused_before_a_row_is_sent(
    tmp_path: Path, text: str, said: str
) -> None:
    made = tmp_path / "caseload.csv"
    made.write_bytes(text.encode("latin-1"))
    with pytest.raises(Unreadable, match=said):
        count("people", made)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column local_id, given_name, family_name, date_of_birth: its first line must name the columns"),
        (HEAD.replace(",", ";"), "no column local_id, given_name"),
        ("local_id," + HEAD, "has the column local_id more than once"),
    ],
    ids=["empty", "parted by semicolons", "a column twice"],
)
def test_a_head_that_does_not_fit_is_refused_before_a_row_is_sent(tmp_path: Path, text: str, said: str) -> None:
    made = tmp_path / "caseload.csv"
    made.write_text(text)
    with pytest.raises(UnknownColumns, match=said):
        count("people", made)


def test_a_file_without_a_head_is_refused_without_repeating_who_is_on_its_first_line(tmp_path: Path) -> None:
    made = tmp_path / "caseload.csv"
    made.write_text(AMINA + NOOR)
    with pytest.raises(UnknownColumns) as refused:
        count("people", made)
    assert "Amina" not in str(refused.value)
    assert "1992" not in str(refused.value)


def test_a_pipe_is_refused_since_a_file_is_read_twice(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable, match="pipe: is no file that can be read twice"):
        count("people", tmp_path / "pipe")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_way_to_end_a_line_is_one(tmp_path: Path, ends: str) -> None:
    made = tmp_path / "caseload.csv"
    made.write_bytes((HEAD + AMINA + "\n" + NOOR).replace("\n", ends).encode())
    assert count("people", made) == 2


def test_a_spreadsheet_that_leaves_out_empty_fields_at_the_end_of_a_row_is_taken(tmp_path: Path) -> None:
    made = tmp_path / "caseload.csv"
    made.write_text(HEAD + "2,Noor,Ali,1950-07-08\n" + AMINA)
    assert count("people", made) == 2


def test_a_table_of_councils_without_a_place_is_taken_and_one_without_a_name_is_not(tmp_path: Path) -> None:
    made, service = tmp_path / "councils.csv", Service()
    made.write_text("official_name,gss_code,latitude\nLichfield District Council,E07000194,\nShort\n")
    import_file(cast("Any", service), "organisations", made, lambda _: None)
    first, short = service.asked[0][1]["rows"]
    assert (first["identifier"], first["latitude"], first["nation"]) == ("gss:E07000194", 0, "")
    assert short["area_gss"] == ""
    made.write_text("gss_code\nE07000194\n")
    with pytest.raises(UnknownColumns, match="no column official_name"):
        count("organisations", made)


def test_a_byte_order_mark_and_a_quoted_line_break_are_no_fault(tmp_path: Path) -> None:
    made = tmp_path / "caseload.csv"
    made.write_bytes(b"\xef\xbb\xbf" + (HEAD + '1,"Zoë\nMaria",Begum,1992-03-04,\n').encode())
    assert count("people", made) == 1


def test_merges_are_sent_as_they_stand_and_what_waits_for_a_manager_is_counted(tmp_path: Path) -> None:
    class Merging(Service):
        def post(self, path: str, body: Any) -> dict[str, Any]:
            return super().post(path, body) | {"to_decide": 1}

    merged = tmp_path / "merges.csv"
    service: Any = Merging()
    merged.write_text("local_id,merged_into\n9,1\n")
    report = import_file(service, "merges", merged, lambda _: None, organisation_id="org_nhs")
    row = {"line": 2, "local_id": "9", "merged_into": "1"}
    assert service.asked == [("/v1/imports/merges", {"rows": [row], "organisation_id": "org_nhs"})]
    assert (report.taken, report.to_decide) == (1, 1)
