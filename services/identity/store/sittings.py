"""Sittings, examinations and vouches over SQLAlchemy Core: what is personal is sealed under the account's key."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Row, Select, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.identity.domain.proofs.gpg45 import Item, Level, Scores
from services.identity.domain.proofs.proof import Claims, Evidence
from services.identity.domain.sittings.examination import Examination, Shown
from services.identity.domain.sittings.sitting import Sitting, plain_name
from services.identity.domain.sittings.vouch import Vouch
from services.identity.store.secrets import Fingerprints, Vault, account_key
from services.identity.store.tables import examinations, sittings, vouches

_GET = select(sittings).where(sittings.c.id == bindparam("id"))
_LOCKED = _GET.with_for_update()
_OF = select(sittings).where(sittings.c.account_id == bindparam("of")).order_by(sittings.c.opened_at.desc())
_PERSON = select(sittings.c.account_id).where(sittings.c.person == bindparam("person")).distinct()
_WAITING = (
    select(sittings)
    .where(
        sittings.c.binding_asked_at.is_not(None),
        sittings.c.binding_confirmed_by == "",
        sittings.c.ended_at.is_(None),
        sittings.c.expires_at > bindparam("now"),
    )
    .order_by(sittings.c.binding_asked_at)
)
_ADD = insert(sittings)
_PUT = update(sittings).where(sittings.c.id == bindparam("which"))
_ADD_EXAMINATION = insert(examinations)
_PUT_EXAMINATION = update(examinations).where(examinations.c.id == bindparam("which"))
_EXAMINATION = select(examinations).where(examinations.c.id == bindparam("id")).with_for_update()
_EXAMINATIONS = select(examinations).where(examinations.c.state == "waiting").order_by(examinations.c.examined_at)
_ADD_VOUCH = insert(vouches)
_VOUCHES = select(vouches).where(vouches.c.sitting_id == bindparam("of")).order_by(vouches.c.given_at)
_VOUCHED = select(func.count()).where(
    vouches.c.professional_id == bindparam("professional"), vouches.c.given_at > bindparam("after")
)
_COLUMNS = (
    *("officer_id", "session_id", "organisation_id", "recognised_by", "opened_at", "expires_at", "ended_at"),
    *("binding_asked_at", "binding_confirmed_by"),
)


class SqlSittings:
    def __init__(self, tx: AsyncConnection, vault: Vault, fingerprints: Fingerprints) -> None:
        self._tx, self._vault, self._fingerprints = tx, vault, fingerprints

    async def add(self, sitting: Sitting, claims: Claims) -> None:
        personal = orjson.dumps({"place": sitting.place, "claims": claims})
        sealed = await self._vault.seal(account_key(sitting.account_id), personal, sitting.id.encode())
        named = {"id": sitting.id, "account_id": sitting.account_id, "sealed": sealed}
        person = self._person(claims.given_name, claims.family_name, claims.date_of_birth)
        await self._tx.execute(_ADD, _columns(sitting) | named | {"person": person})

    async def put(self, sitting: Sitting) -> None:
        await self._tx.execute(_PUT.values(_columns(sitting)), {"which": sitting.id})

    async def get(self, sitting_id: str) -> tuple[Sitting, Claims]:
        return await self._one(_GET, sitting_id)

    async def locked(self, sitting_id: str) -> tuple[Sitting, Claims]:
        return await self._one(_LOCKED, sitting_id)

    async def of(self, account_id: str) -> list[tuple[Sitting, Claims]]:
        return [await self._opened(row) for row in (await self._tx.execute(_OF, {"of": account_id})).all()]

    async def accounts_of(self, given_name: str, family_name: str, born_on: date) -> list[str]:
        named = {"person": self._person(given_name, family_name, born_on)}
        return list((await self._tx.execute(_PERSON, named)).scalars())

    async def bindings_waiting(self, now: datetime) -> list[tuple[Sitting, Claims]]:
        return [await self._opened(row) for row in (await self._tx.execute(_WAITING, {"now": now})).all()]

    async def _one(self, statement: Select[Any], sitting_id: str) -> tuple[Sitting, Claims]:
        row = (await self._tx.execute(statement, {"id": sitting_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such sitting")
        return await self._opened(row)

    async def _opened(self, row: Row[Any]) -> tuple[Sitting, Claims]:
        personal = orjson.loads(await self._vault.open(account_key(row.account_id), row.sealed, row.id.encode()))
        plain = {name: getattr(row, name) for name in _COLUMNS}
        return Sitting(row.id, row.account_id, place=personal["place"], **plain), _claims(personal["claims"])

    def _person(self, given_name: str, family_name: str, born_on: date) -> bytes:
        return self._fingerprints.of("person", plain_name(given_name), plain_name(family_name), born_on.isoformat())


class SqlExaminations:
    def __init__(self, tx: AsyncConnection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    async def add(self, examination: Examination) -> None:
        named = {name: getattr(examination, name) for name in ("id", "sitting_id", "account_id", "proof_id")}
        await self._tx.execute(_ADD_EXAMINATION, named | await self._columns(examination))

    async def put(self, examination: Examination) -> None:
        statement = _PUT_EXAMINATION.values(await self._columns(examination))
        await self._tx.execute(statement, {"which": examination.id})

    async def locked(self, examination_id: str) -> Examination:
        row = (await self._tx.execute(_EXAMINATION, {"id": examination_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such examination")
        return await self._opened(row)

    async def waiting(self) -> list[Examination]:
        return [await self._opened(row) for row in (await self._tx.execute(_EXAMINATIONS)).all()]

    async def _columns(self, examination: Examination) -> dict[str, Any]:
        personal = orjson.dumps(
            {
                "claims": examination.claims,
                "shown": [asdict(each) for each in examination.shown],
                "compared": examination.compared,
                "vouchers": list(examination.vouchers),
                "scores": asdict(examination.scores),
                "reason": examination.reason,
            }
        )
        return {
            "officer_id": examination.officer_id,
            "organisation_id": examination.organisation_id,
            "state": examination.state,
            "level": int(examination.level),
            "flags": list(examination.flags),
            "sealed": await self._vault.seal(account_key(examination.account_id), personal, examination.id.encode()),
            "examined_at": examination.examined_at,
            "decided_by": examination.decided_by,
            "decided_at": examination.decided_at,
        }

    async def _opened(self, row: Row[Any]) -> Examination:
        personal = orjson.loads(await self._vault.open(account_key(row.account_id), row.sealed, row.id.encode()))
        scores = personal["scores"]
        return Examination(
            id=row.id,
            sitting_id=row.sitting_id,
            account_id=row.account_id,
            proof_id=row.proof_id,
            officer_id=row.officer_id,
            organisation_id=row.organisation_id,
            claims=_claims(personal["claims"]),
            shown=tuple(Shown(_evidence(each["evidence"]), each["examined"]) for each in personal["shown"]),
            compared=personal["compared"],
            vouchers=tuple(personal["vouchers"]),
            scores=Scores(**scores | {"evidence": tuple(Item(**item) for item in scores["evidence"])}),
            level=Level(row.level),
            flags=tuple(row.flags),
            state=row.state,
            examined_at=row.examined_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            reason=personal["reason"],
        )


class SqlVouches:
    def __init__(self, tx: AsyncConnection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    async def add(self, vouch: Vouch) -> None:
        personal = orjson.dumps({"known_as": vouch.known_as, "known_since": vouch.known_since})
        row = {name: value for name, value in asdict(vouch).items() if name not in ("known_as", "known_since")}
        sealed = await self._vault.seal(account_key(vouch.account_id), personal, vouch.id.encode())
        await self._tx.execute(_ADD_VOUCH, row | {"sealed": sealed})

    async def of(self, sitting_id: str) -> list[Vouch]:
        return [await self._opened(row) for row in (await self._tx.execute(_VOUCHES, {"of": sitting_id})).all()]

    async def given_by(self, professional_id: str, after: datetime) -> int:
        named = {"professional": professional_id, "after": after}
        return int((await self._tx.execute(_VOUCHED, named)).scalar_one())

    async def _opened(self, row: Row[Any]) -> Vouch:
        personal = orjson.loads(await self._vault.open(account_key(row.account_id), row.sealed, row.id.encode()))
        return Vouch(
            id=row.id,
            sitting_id=row.sitting_id,
            account_id=row.account_id,
            voucher_id=row.voucher_id,
            professional_id=row.professional_id,
            organisation_id=row.organisation_id,
            known_as=personal["known_as"],
            known_since=date.fromisoformat(personal["known_since"]),
            same_surname=row.same_surname,
            given_at=row.given_at,
        )


def _columns(sitting: Sitting) -> dict[str, Any]:
    return {name: getattr(sitting, name) for name in _COLUMNS}


def _claims(told: dict[str, Any]) -> Claims:
    return Claims(**told | {"date_of_birth": date.fromisoformat(told["date_of_birth"])})


def _evidence(told: dict[str, Any]) -> Evidence:
    expires = told["expires_on"]
    return Evidence(told["kind"], told["number"], date.fromisoformat(expires) if expires else None)
