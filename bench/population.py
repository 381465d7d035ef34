"""A county of so many people in cases' own tables, on SQLite or PostgreSQL, for what is measured at size.

Everybody is known to one organisation, which works with them and has one case about each. There are as many shares,
none to two about a person, half of them on consent and half under an agreement. The first organisation holds three
tenths of it all, and the second receives a tenth of all shares. What is sealed is sealed under each person's own keys,
so that whoever reads opens something real.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert

from bench.kept import Kind, place
from chassis.clock import SystemClock
from chassis.db import Database, database, migrate
from chassis.keystore import KeyStore, keystore
from services.cases.domain.basis import BasisKind
from services.cases.domain.case import CaseKind, CaseStatus
from services.cases.domain.classes import DataClass
from services.cases.domain.consent import Method
from services.cases.domain.notices import notice
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention import Retention
from services.cases.main import MIGRATIONS
from services.cases.ports.keys import Keys, log_key
from services.cases.store.tables import casework, keeping, people, sharing
from services.cases.store.words import seal

ORGANISATIONS = 40
MASTER = b"m" * 32
_NOW = datetime.now(UTC).replace(microsecond=0)
_LAST_DAY = (_NOW + timedelta(days=365)).date()
_CHUNK = 1_000
"""People a transaction; the three keys of each are at hand at once."""

Say = Callable[[str], None]
Rows = Mapping[Table, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class County:
    """An open copy. People are numbered from 0; the case and the share of a number are called after it."""

    size: int
    kind: Kind
    urls: Sequence[str]
    db: Database
    keys: KeyStore


@asynccontextmanager
async def county(kind: Kind, size: int, folder: Path, say: Say) -> AsyncIterator[County]:
    """A copy for the block, loaded first where none is kept, or the tables have changed. Raises servers.Missing."""
    newest = max(file.name.partition("_")[0] for file in MIGRATIONS.glob("[0-9]*.py"))
    name = f"county_{newest}_{size}"
    with place(kind, ("cases", "keys"), folder) as where:
        if not where.has(name):
            await _load(where.empty(name), size, lambda done: say(f"{kind}: {done:,} of {size:,} people are loaded"))
            where.keep(name)
        say(f"{kind}: a copy of {size:,} people")
        urls = await asyncio.to_thread(where.copied, name)
        async with AsyncExitStack() as opened:
            db = await opened.enter_async_context(database(urls[0]))
            keys = await opened.enter_async_context(keystore(urls[1], MASTER, SystemClock()))
            yield County(size, kind, urls, db, keys)


def organisation(number: int) -> str:
    return f"org_{number:026d}"


def person(number: int) -> str:
    return f"per_{number:026d}"


def case(number: int) -> str:
    return f"cas_{number:026d}"


def holder(number: int) -> int:
    """The number of the organisation that knows a person: the first, three times of ten."""
    return 0 if number % 10 < 3 else 1 + number * 7919 % (ORGANISATIONS - 1)


def about(share: int) -> int:
    """The number of the person a share is about: of four people two have one, one has two, one has none."""
    return share // 4 * 4 + (0, 0, 1, 2)[share % 4]


def recipient(share: int) -> int:
    """The number of the organisation that receives a share: one of three neighbours of the giver."""
    return (holder(about(share)) + 1 + share % 3) % ORGANISATIONS


def opened_at(case: int) -> datetime:
    """One after the other, a second apart."""
    return _NOW - timedelta(days=3650) + timedelta(seconds=case)


async def _load(urls: Sequence[str], size: int, done: Callable[[int], None]) -> None:
    await migrate(urls[0], MIGRATIONS)
    async with database(urls[0]) as db, keystore(urls[1], MASTER, SystemClock()) as keys:
        await _insert(db, _organisations())
        for begin in range(0, size, _CHUNK):
            done(begin)
            await _insert(db, await _people(range(begin, min(begin + _CHUNK, size)), keys))


async def _insert(db: Database, rows: Rows) -> None:
    async with db.transaction() as tx:
        for table, each in rows.items():
            if db.dialect == "sqlite":
                await tx.execute(insert(table), each)
            else:
                driver = (await tx.get_raw_connection()).driver_connection
                assert driver
                columns, records = list(each[0]), [tuple(row.values()) for row in each]
                await driver.copy_records_to_table(table.name, columns=columns, records=records)


def _organisations() -> Rows:
    """And the agreement of each with its three neighbours."""
    numbers, words = range(ORGANISATIONS), " ".join
    return {
        people.organisation: [
            {"id": organisation(n), "name": f"Organisation {n}", "kind": "council", "nation": "England"}
            for n in numbers
        ],
        sharing.agreement: [
            {
                "id": f"agr_{n}",
                "title": "Working together",
                "purposes": words(Purpose),
                "data_classes": words(DataClass),
                "expires_on": _LAST_DAY,
            }
            for n in numbers
        ],
        sharing.agreement_party: [
            {
                "agreement_id": f"agr_{n}",
                "organisation_id": organisation((n + step) % ORGANISATIONS),
                "accepted_by": "acc_manager",
                "accepted_at": _NOW,
            }
            for n in numbers
            for step in range(4)
        ],
    }


async def _people(numbers: range, keys: Keys) -> Rows:
    """With the shares of the same numbers."""
    whose = [(person(n), organisation(holder(n))) for n in numbers]
    kept = [(n, kind(n).classes[0]) for n in numbers] + [(n, Retention.DEALINGS) for n in numbers]
    await keys.make(*(key_name(*each) for each in kept), *(log_key(*one) for one in whose))
    shares = [await _share(n, keys) for n in numbers]
    return {
        people.person: [{"id": id_, "sequence": 0, "epoch": 0} for id_, _ in whose],
        keeping.person_key: [
            {
                "person_id": person(n),
                "organisation_id": organisation(holder(n)),
                "retention": retention.value,
                "name": key_name(n, retention),
            }
            for n, retention in kept
        ],
        people.knowledge: [_knowledge(n) for n in numbers],
        people.involvement: [_involvement(n) for n in numbers],
        casework.case: [await _case(n, keys) for n in numbers],
        casework.case_recipient: [
            {
                "organisation_id": organisation(recipient(n)),
                "opened_at": opened_at(about(n)),
                "case_id": case(about(n)),
            }
            for n in numbers
        ],
        sharing.consent: [_consent(n) for n in numbers if _on_consent(n)],
        sharing.share: shares,
        sharing.share_recipient: [
            {"share_id": _share_id(n), "organisation_id": organisation(recipient(n))} for n in numbers
        ],
        sharing.share_class: [
            {"share_id": _share_id(n), "data_class": word.value} for n in numbers for word in classes(n)
        ],
    }


def _knowledge(number: int) -> dict[str, Any]:
    given, family = f"Given{number % 5_000}", f"Family{number % 70_000}"
    return {
        "id": f"kno_{number:026d}",
        "person_id": person(number),
        "organisation_id": organisation(holder(number)),
        "local_id": str(number),
        "given_name": given,
        "family_name": family,
        "given_folded": given.lower(),
        "family_folded": family.lower(),
        "date_of_birth": (_NOW - timedelta(days=number % 30_000)).date(),
        "nhs_number": None,
        "postcode": "WS13 6YY",
        "particulars": b"",  # nobody reads them here
        "shielded": False,
    }


def _involvement(number: int) -> dict[str, Any]:
    return {
        "id": f"inv_{number:026d}",
        "person_id": person(number),
        "organisation_id": organisation(holder(number)),
        "professional_id": "",
        "team": "Duty",
        "role": "team",
        "since": _NOW.date(),
        "until": None,
        "source": "social care",
        "as_of": _NOW.date(),
        "confirmed": True,
        "declared_by": "",
        "shielded": False,
    }


def key_name(number: int, kept: Retention) -> str:
    """The key of what the holder keeps of a person in a class of retention."""
    return f"{person(number)}/{organisation(holder(number))}/{kept}/key_{number:026d}"


def kind(number: int) -> CaseKind:
    """Of a case."""
    return tuple(CaseKind)[number % len(CaseKind)]


def classes(share: int) -> tuple[DataClass, DataClass]:
    """What a share shares: what the case about its person is of, and contacts."""
    return kind(about(share)).data_class, DataClass.CONTACT


async def _case(number: int, keys: Keys) -> dict[str, Any]:
    retention = kind(number).classes[0]
    key, title = key_name(number, retention), {"title": f"Support for person {number}"}
    return {
        "id": case(number),
        "person_id": person(number),
        "organisation_id": organisation(holder(number)),
        "title": await seal(keys, key, f"{case(number)}/title", title),
        "kind": kind(number).value,
        "data_class": kind(number).data_class.value,
        "status": CaseStatus.OPEN.value,
        "opened_at": opened_at(number),
        "version": 1,
        "retention": retention.value,
        "closed_at": None,
        "closing": None,
        "key": key,
    }


def _share_id(number: int) -> str:
    return f"shr_{number:026d}"


def _on_consent(share: int) -> bool:
    return share % 2 == 0


def _consent(share: int) -> dict[str, Any]:
    words = notice("en")
    return {
        "id": f"con_{share:026d}",
        "person_id": person(about(share)),
        "from_organisation_id": organisation(holder(about(share))),
        "to_organisation_ids": organisation(recipient(share)),
        "data_classes": " ".join(classes(share)),
        "purpose": Purpose.DIRECT_CARE.value,
        "expires_on": _LAST_DAY,
        "method": Method.SPOKEN.value,
        "notice_language": words.language,
        "notice_version": words.version,
        "notice_hash": words.hash,
        "given_at": _NOW,
        "given_by": "acc_worker",
        "withdrawn_at": None,
        "withdrawn_epoch": 0,
    }


async def _share(number: int, keys: Keys) -> dict[str, Any]:
    whom, giver = person(about(number)), holder(about(number))
    words = {"reason": "The Care Act 2014, section 6.", "not_informed_reason": "", "advice_sought": ""}
    return {
        "id": _share_id(number),
        "person_id": whom,
        "case_id": "",
        "involvement_id": "",
        "from_organisation_id": organisation(giver),
        "purpose": Purpose.DIRECT_CARE.value,
        "until": _LAST_DAY,
        "basis": (BasisKind.CONSENT if _on_consent(number) else BasisKind.PUBLIC_TASK).value,
        "consent_id": f"con_{number:026d}" if _on_consent(number) else "",
        "agreement_id": "" if _on_consent(number) else f"agr_{giver}",
        "contribution_id": "",
        "condition": "",
        "para_18": "",
        "informed": True,
        "words": await seal(keys, key_name(about(number), Retention.DEALINGS), f"{_share_id(number)}/words", words),
        "created_at": _NOW,
        "created_by": "acc_worker",
        "ended": "",
        "ended_at": None,
    }
