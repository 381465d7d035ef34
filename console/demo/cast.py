"""Who plays in the story, chosen from the files that are imported: the sample district, or a folder of real input."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Row = dict[str, str]


class CannotCast(Exception):
    """The folder lacks a file or a person that the story needs; the text says which."""


@dataclass(frozen=True, slots=True)
class Professional:
    """A row of professionals.csv who plays, and the role she signs in with."""

    external_id: str
    given_name: str
    family_name: str
    profession: str
    organisation: str
    phone: str
    role: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody two agencies know: a row of either caseload."""

    given_name: str
    family_name: str
    date_of_birth: str
    nhs_number: str
    postcode: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Cast:
    folder: Path
    organisations: Path
    professionals: Path
    caseload_council: Path
    caseload_nhs: Path
    resident: Person
    namesake: Person
    social_worker: Professional
    council_manager: Professional
    guardian: Professional
    other_council_worker: Professional
    other_council_manager: Professional
    health_visitor: Professional
    nhs_manager: Professional
    charity_worker: Professional
    charity_manager: Professional
    refuge_worker: Professional
    refuge_manager: Professional
    police_officer: Professional

    @property
    def council(self) -> str:
        return self.social_worker.organisation

    @property
    def other_council(self) -> str:
        return self.other_council_worker.organisation

    @property
    def trust(self) -> str:
        return self.health_visitor.organisation

    @property
    def charity(self) -> str:
        return self.charity_worker.organisation

    @property
    def refuge(self) -> str:
        return self.refuge_worker.organisation

    @property
    def workers(self) -> tuple[Professional, ...]:
        return tuple(v for v in (getattr(self, name) for name in self.__slots__) if isinstance(v, Professional))


def cast(folder: Path) -> Cast:
    """Choose the players from the CSV files of a folder. Raises CannotCast."""
    organisations = folder / "councils.csv"
    if not organisations.exists():
        organisations = folder / "organisations.csv"
    files = [organisations, folder / "professionals.csv", folder / "caseload-council.csv", folder / "caseload-nhs.csv"]
    for file in files:
        if not file.exists():
            raise CannotCast(f"{file} is missing")
    staff = _Staff(_read(files[1]))
    resident, namesake = _residents(_read(files[2]), _read(files[3]))
    council = staff.organisation("council", ["Social Worker"], least=3)
    trust = staff.organisation("nhs", ["Health Visitor"], least=2)
    refuge = staff.organisation("charity", ["Domestic Abuse Adviser"], least=2)
    charity = staff.organisation("charity", [], least=2, besides=refuge)
    other = staff.organisation("council", ["Social Worker"], least=2, besides=council)
    police = staff.organisation("police", ["Police Constable"], least=1)
    return Cast(
        folder=folder,
        organisations=files[0],
        professionals=files[1],
        caseload_council=files[2],
        caseload_nhs=files[3],
        resident=resident,
        namesake=namesake,
        social_worker=staff.take(council, "worker", "Social Worker"),
        council_manager=staff.take(council, "manager", "Team Manager"),
        guardian=staff.take(council, "guardian", "Caldicott Guardian"),
        other_council_worker=staff.take(other, "duty", "Social Worker"),
        other_council_manager=staff.take(other, "manager", "Team Manager"),
        health_visitor=staff.take(trust, "worker", "Health Visitor"),
        nhs_manager=staff.take(trust, "manager", "Service Manager"),
        charity_worker=staff.take(charity, "worker", "Family Support Worker"),
        charity_manager=staff.take(charity, "manager", "Service Manager"),
        refuge_worker=staff.take(refuge, "worker", "Domestic Abuse Adviser"),
        refuge_manager=staff.take(refuge, "manager", "Service Manager"),
        police_officer=staff.take(police, "worker", "Police Constable"),
    )


class _Staff:
    def __init__(self, rows: Iterable[Row]) -> None:
        self._of: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._of[row["organisation"]].append(row)

    def organisation(self, kind: str, professions: list[str], *, least: int, besides: str = "") -> str:
        """The first organisation of a kind that employs these professions, and at least so many reachable people."""
        for name, rows in self._of.items():
            held = {row["role"] for row in rows if row["phone"]}
            fits = rows[0]["organisation_kind"] == kind and set(professions) <= held
            if fits and name != besides and sum(bool(row["phone"]) for row in rows) >= least:
                return name
        raise CannotCast(f"no {kind} in professionals.csv has {', '.join(professions)} and {least} people with a phone")

    def take(self, organisation: str, role: str, profession: str) -> Professional:
        """Somebody of the organisation, of the profession if there is one, each person once."""
        rows = self._of[organisation]
        row = min(rows, key=lambda row: (row["role"] != profession, not row["phone"]))
        rows.remove(row)
        return Professional(
            external_id=row["external_id"],
            given_name=row["given_name"],
            family_name=row["family_name"],
            profession=row["role"],
            organisation=organisation,
            phone=row["phone"],
            role=role,
        )


def _residents(council: list[Row], nhs: list[Row]) -> tuple[Person, Person]:
    """Somebody whom both caseloads hold alike, and another person of the same name (with another birth date)."""
    theirs = {row["nhs_number"]: row for row in nhs if row["nhs_number"]}
    names = defaultdict(set)
    for row in council:
        names[row["given_name"], row["family_name"]].add(row["date_of_birth"])
    alike = ("given_name", "family_name", "date_of_birth", "postcode")
    both = [row for row in council if (other := theirs.get(row["nhs_number"])) and _same(row, other, alike)]
    adults = [row for row in both if "1930" < row["date_of_birth"] < "2005"]
    if not adults:
        raise CannotCast("no adult stands in both caseloads with one NHS number and one birth date")
    chosen = max(adults, key=lambda row: len(names[row["given_name"], row["family_name"]]))
    others = sorted(names[chosen["given_name"], chosen["family_name"]] - {chosen["date_of_birth"]})
    resident = Person(*(chosen[c] for c in ("given_name", "family_name", "date_of_birth", "nhs_number", "postcode")))
    born = others[0] if others else "1950-05-05"
    return resident, Person(resident.given_name, resident.family_name, born, "", "ZZ9 9ZZ")


def _same(one: Row, other: Row, columns: Iterable[str]) -> bool:
    return all(one[c] == other[c] for c in columns)


def _read(file: Path) -> list[Row]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))
