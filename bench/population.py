"""A county of so many people in the tables of cases and directory, on SQLite or PostgreSQL, to measure at size.

Everybody is known to one organisation, as its import would have left it: found by the same keys, its particulars
sealed. A team of it and two professionals of its neighbours work with them, and it has one case about each. There are
as many shares, none to two about a person, half of them on consent and half under an agreement. The first organisation
holds three tenths of it all, and the second receives a tenth of all shares. What is sealed is sealed under each
person's own keys, so that whoever reads opens something real.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Column, Index, MetaData, String, Table, insert, select

from bench.inhabitants import BLOCK, inhabitant
from bench.kept import Kind, place
from bench.staff import employ, professional
from chassis.clock import SystemClock
from chassis.db import Database, database, migrate
from chassis.keystore import KeyStore, keystore
from services.cases.domain.casework.case import CaseKind, CaseStatus
from services.cases.domain.classes import DataClass
from services.cases.domain.consents.consent import Method
from services.cases.domain.consents.notices import notice
from services.cases.domain.people.blocking import keys as found_by
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.sharing.basis import BasisKind
from services.cases.main import MIGRATIONS
from services.cases.ports.keys import Keys, knowledge_key, log_key
from services.cases.store.tables import casework, keeping, people, sharing
from services.cases.store.words import seal
from services.directory.main import MIGRATIONS as STAFF_MIGRATIONS

ORGANISATIONS = 40
MASTER = b"m" * 32
_NOW = datetime.now(UTC).replace(microsecond=0)
_LAST_DAY = (_NOW + timedelta(days=365)).date()
_COLLEAGUES = (1, 2)
"""How many organisations on those are whose professionals work with a person too."""

# What is in no order by itself is put into one at the end: entry by entry, each would cost a page of the disk.
_LATE: Sequence[Index] = sorted(
    {each for each in people.knowledge.indexes if each.name == "knowledge_by_name"} | people.matching_key.indexes,
    key=lambda each: str(each.name),
)
_UNSORTED = Table("unsorted_key", MetaData(), Column("key", BigInteger), Column("knowledge_id", String))
_SORT = insert(people.matching_key).from_select(
    ["key", "knowledge_id"], select(_UNSORTED).order_by(_UNSORTED.c.key, _UNSORTED.c.knowledge_id)
)

Say = Callable[[str], None]
Rows = Mapping[Table, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class County:
    """An open copy: `urls` of cases, its key store, directory. People are numbered from 0, and `inhabitant` says who
    they are; the case and the share of a number are called after it.
    """

    size: int
    kind: Kind
    urls: Sequence[str]
    db: Database
    keys: KeyStore


@asynccontextmanager
async def county(kind: Kind, size: int, folder: Path, say: Say) -> AsyncIterator[County]:
    """A copy for the block, loaded first where none is kept, or the tables have changed. Raises servers.Missing."""
    name = f"county_{_newest(MIGRATIONS)}_{_newest(STAFF_MIGRATIONS)}_{size}"
    with place(kind, ("cases", "keys", "directory"), folder) as where:
        if not where.has(name):
            await _load(where.empty(name), size, lambda done: say(f"{kind}: {done:,} of {size:,} people are loaded"))
            where.keep(name)
        say(f"{kind}: a copy of {size:,} people")
        urls = await asyncio.to_thread(where.copied, name)
        async with AsyncExitStack() as opened:
            db = await opened.enter_async_context(database(urls[0]))
            keys = await opened.enter_async_context(keystore(urls[1], MASTER, SystemClock()))
            yield County(size, kind, urls, db, keys)


def _newest(migrations: Path) -> str:
    return max(file.name.partition("_")[0] for file in migrations.glob("[0-9]*.py"))


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
        await employ(urls[2], keys)
        await _insert(db, _organisations())
        async with db.transaction() as tx:
            for index in _LATE:
                await tx.run_sync(index.drop)
            await tx.run_sync(_UNSORTED.create)
        for begin in range(0, size, BLOCK):
            done(begin)
            await _insert(db, await _people(range(begin, min(begin + BLOCK, size)), keys))
        done(size)
        async with db.transaction() as tx:
            await tx.execute(_SORT)
            await tx.run_sync(_UNSORTED.drop)
        for index in _LATE:
            async with db.transaction() as tx:
                await tx.run_sync(index.create)


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
    """With the shares of the same numbers. The four keys of each are made at once, and at hand for the moment."""
    whose = [(person(n), organisation(holder(n))) for n in numbers]
    kept = [(n, kind(n).classes[0]) for n in numbers] + [(n, Retention.DEALINGS) for n in numbers]
    await keys.make(*(key_name(*each) for each in kept), *(log_key(*one) for one in whose), *map(_known_key, numbers))
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
        people.knowledge: [await _knowledge(n, keys) for n in numbers],
        _UNSORTED: [
            {"key": key, "knowledge_id": _knowledge_id(n)} for n in numbers for key in found_by(inhabitant(n).identity)
        ],
        people.involvement: [_involvement(n, step) for n in numbers for step in (0, *_COLLEAGUES)],
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


def _knowledge_id(number: int) -> str:
    return f"kno_{number:026d}"


def _known_key(number: int) -> str:
    return knowledge_key(_knowledge_id(number), organisation(holder(number)))


async def _knowledge(number: int, keys: Keys) -> dict[str, Any]:
    made, which = inhabitant(number), _knowledge_id(number)
    identity = made.identity
    return {
        "id": which,
        "person_id": person(number),
        "organisation_id": organisation(holder(number)),
        "local_id": str(number),
        "given_name": identity.given_name,
        "family_name": identity.family_name,
        "given_folded": identity.given_folded,
        "family_folded": identity.family_folded,
        "date_of_birth": identity.date_of_birth,
        "nhs_number": identity.nhs_number or None,
        "postcode": identity.postcode,
        "particulars": await keys.seal(_known_key(number), made.particulars.plaintext(), which.encode()),
        "shielded": False,
    }


def _involvement(number: int, step: int) -> dict[str, Any]:
    """The team of the organisation that knows the person; so many organisations on, a professional."""
    feed = step == 0
    return {
        "id": f"inv_{number:025d}{step}",
        "person_id": person(number),
        "organisation_id": organisation((holder(number) + step) % ORGANISATIONS),
        "professional_id": "" if feed else professional(number * len(_COLLEAGUES) + step),
        "team": "Duty" if feed else "",
        "role": "team" if feed else "Social Worker",
        "since": _NOW.date(),
        "until": None,
        "source": "social care" if feed else "manager",
        "as_of": _NOW.date() if feed else None,
        "confirmed": True,
        "declared_by": "" if feed else "acc_manager",
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
