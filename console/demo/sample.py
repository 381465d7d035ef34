"""A small made-up district, written as the CSV files that `kith import` reads. Nobody in it is real.

NHS numbers are from the 999 test range with valid check digits, telephone numbers from Ofcom's range for drama, mail
domains end in `.example`. The same seed makes the same district.
"""

import csv
import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

SEED = 2026
_PEOPLE = 60
_KNOWN_TO_BOTH = 25
_TODAY = date(2026, 11, 1)

ORGANISATIONS = (
    # name, kind, identifier, area, nation
    ("Fairhaven City Council", "council", "gss:E06000991", "E06000991", "England"),
    ("Wexcombe District Council", "council", "gss:E07000992", "E07000992", "England"),
    ("Fairhaven Community Health NHS Trust", "nhs", "ods:RX999", "E06000991", "England"),
    ("Harbour Primary School", "school", "urn:999001", "E06000991", "England"),
    ("Lantern Family Support", "charity", "charity:9990001", "E06000991", "England"),
    ("Safe Harbour Women's Aid", "charity", "charity:9990002", "E06000991", "England"),
    ("Fairhaven Police", "police", "", "E06000991", "England"),
)

# The people of the story; the rest of the staff are made up around them.
_STAFF = (
    # given, family, known as, role, team, organisation, registration
    ("Priya", "Shah", "", "Social Worker", "Duty team", 0, ("SWE", "SW100001")),
    ("Daniel", "Owen", "Dan", "Team Manager", "Duty team", 0, ("SWE", "SW100002")),
    ("Marion", "Achebe", "", "Caldicott Guardian", "Information governance", 0, ("", "")),
    ("Colin", "Frost", "", "Social Worker", "Out of hours team", 1, ("SWE", "SW100003")),
    ("Helen", "Marsh", "", "Team Manager", "Out of hours team", 1, ("SWE", "SW100004")),
    ("Siobhan", "Okonedo", "", "Health Visitor", "Harbour team", 2, ("NMC", "99A1001E")),
    ("Lara", "Okafor", "", "General Practitioner", "Quay surgery", 2, ("GMC", "9990001")),
    ("Peter", "Lindqvist", "", "Service Manager", "Harbour team", 2, ("NMC", "99A1002E")),
    ("Ruth", "Abara", "", "Designated Safeguarding Lead", "Safeguarding", 3, ("", "")),
    ("Tom", "Reilly", "", "Family Support Worker", "Families team", 4, ("", "")),
    ("Grace", "Ndlovu", "", "Service Manager", "Families team", 4, ("", "")),
    ("Joan", "Winter", "", "Domestic Abuse Adviser", "Refuge team", 5, ("", "")),
    ("Iris", "Calder", "", "Service Manager", "Refuge team", 5, ("", "")),
    ("Ken", "Bright", "", "Police Constable", "Public protection", 6, ("", "")),
)
_GIVEN = ("Alice Bola Chen Dilys Emeka Farah Gareth Hana Idris Joy Karim Lena Mohan Nia Owen Pia Quentin Rosa").split()
_FAMILY = ("Adeyemi Barlow Cole Dobson Evans Fraser Grant Hussain Ives Jones Kaur Lloyd Moss Nowak Patel Quinn").split()
_ROLES = (("Social Worker", 0), ("Housing Officer", 1), ("School Nurse", 2), ("Midwife", 2), ("Youth Worker", 4))


def write(folder: Path) -> None:
    """Write organisations.csv, professionals.csv, caseload-council.csv and caseload-nhs.csv into a folder."""
    chance = random.Random(SEED)  # noqa: S311  # a made-up district, not a secret
    folder.mkdir(parents=True, exist_ok=True)
    _save(folder / "organisations.csv", _organisations())
    _save(folder / "professionals.csv", _professionals(chance))
    council, nhs = _caseloads(chance)
    _save(folder / "caseload-council.csv", council)
    _save(folder / "caseload-nhs.csv", nhs)


def nhs_number(serial: int) -> str:
    """The `serial`-th valid number of the 999 test range (check digit: NHS Data Dictionary, modulus 11)."""
    for candidate in range(9990000000 // 10 + serial * 11, 10**9):
        digits = f"{candidate:09d}"
        check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return digits + ("0" if check == 11 else str(check))
    raise ValueError("no such number")


def _organisations() -> Iterable[Mapping[str, str]]:
    for name, kind, identifier, area, nation in ORGANISATIONS:
        yield {"name": name, "kind": kind, "identifier": identifier, "area_gss": area, "nation": nation}


def _professionals(chance: random.Random) -> Iterable[Mapping[str, str]]:
    staff = list(_STAFF)
    for _ in range(40):
        role, organisation = chance.choice(_ROLES)
        staff.append((chance.choice(_GIVEN), chance.choice(_FAMILY), "", role, "North team", organisation, ("", "")))
    for number, (given, family, known_as, role, team, organisation, (body, registration)) in enumerate(staff):
        name, kind, _, area, _ = ORGANISATIONS[organisation]
        domain = "".join(c for c in name.lower() if c.isalpha())
        yield {
            "external_id": f"S{number:04d}",
            "given_name": given,
            "family_name": family,
            "known_as": known_as,
            "role": role,
            "team": team,
            "organisation": name,
            "organisation_kind": kind,
            "area_gss": area,
            "registration_body": body,
            "registration_number": registration,
            "email": f"{given}.{family}{number}@{domain}.example".lower(),
            "phone": f"01632 960{number:03d}",
            "mobile": f"07700 900{number:03d}",
            "working_days": "Mon,Tue,Wed,Thu,Fri",
            "postcode": f"ZZ{number % 9 + 1} 1AA",
        }


def _caseloads(chance: random.Random) -> tuple[list[Mapping[str, str]], list[Mapping[str, str]]]:
    amina = _person("Amina", "Begum", date(1992, 3, 14), nhs_number(1), "12 Quay Street", "ZZ1 2AB")
    namesake = _person("Amina", "Begum", date(1961, 11, 2), nhs_number(2), "3 Mill Lane", "ZZ3 4CD")
    council, nhs = [_row("LCS", 1, amina), _row("LCS", 2, namesake)], [_row("NH", 1, amina)]
    for serial in range(_PEOPLE):
        born = _TODAY - timedelta(days=chance.randrange(200, 32000))
        address = f"{chance.randrange(1, 99)} {chance.choice(_FAMILY)} Road"
        person = _person(
            chance.choice(_GIVEN), chance.choice(_FAMILY), born, nhs_number(10 + serial), address, "ZZ5 6EF"
        )
        council.append(_row("LCS", len(council) + 1, person))
        if serial < _KNOWN_TO_BOTH:
            nhs.append(_row("NH", len(nhs) + 1, person))
    # One bad row, so that the report has something to name: the check digit is wrong.
    bad = _person("Evan", "Typo", date(1990, 1, 1), "9990000000", "1 Nowhere", "ZZ9 9ZZ")
    council.append(_row("LCS", len(council) + 1, bad))
    return council, nhs


def _person(given: str, family: str, born: date, nhs: str, address: str, postcode: str) -> dict[str, str]:
    return {
        "given_name": given,
        "family_name": family,
        "date_of_birth": born.isoformat(),
        "sex": "F",
        "nhs_number": nhs,
        "address": address,
        "town": "Fairhaven",
        "postcode": postcode,
        "uprn": "",
        "phone": "",
    }


def _row(prefix: str, number: int, person: Mapping[str, str]) -> Mapping[str, str]:
    return {"local_id": f"{prefix}{number:06d}", **person}


def _save(file: Path, rows: Iterable[Mapping[str, str]]) -> None:
    rows = list(rows)
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
