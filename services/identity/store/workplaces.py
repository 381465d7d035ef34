"""Organisations' own sign-ins over SQLAlchemy Core; our secret there is sealed, what a browser carries is hashed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import Conflict, NotFound
from chassis.tokens import hashed
from services.identity.domain.workplaces.workplace import Attempt, Workplace
from services.identity.store.insert_new import insert_new
from services.identity.store.secrets import Fingerprints, KeyEncryption
from services.identity.store.tables import workplace_attempts, workplace_domains, workplaces

_OF = workplaces.c.organisation_id == bindparam("of")
_GET = select(workplaces).where(_OF)
_LISTED = select(workplaces).order_by(workplaces.c.organisation_name, workplaces.c.organisation_id)
_REMOVE = delete(workplaces).where(_OF).returning(workplaces.c.organisation_id)
_ADD = insert(workplaces)
_DOMAINS = select(workplace_domains).order_by(workplace_domains.c.domain)
_DOMAINS_OF = _DOMAINS.where(workplace_domains.c.organisation_id == bindparam("of"))
_OF_DOMAIN = select(workplace_domains.c.organisation_id).where(workplace_domains.c.domain == bindparam("domain"))
_FORGET_DOMAINS = delete(workplace_domains).where(workplace_domains.c.organisation_id == bindparam("of"))
_BEGIN = insert(workplace_attempts)
_STATE = workplace_attempts.c.state_hash == bindparam("state")
_TAKE = delete(workplace_attempts).where(_STATE).returning(workplace_attempts)
_OLD = delete(workplace_attempts).where(workplace_attempts.c.expires_at < bindparam("now"))


class SqlWorkplaces:
    def __init__(self, tx: AsyncConnection, encryption: KeyEncryption, fingerprints: Fingerprints) -> None:
        self._tx, self._encryption, self._fingerprints = tx, encryption, fingerprints

    async def put(self, workplace: Workplace) -> None:
        await self.remove(workplace.organisation_id)
        secret = workplace.secret.encode()
        await self._tx.execute(
            _ADD,
            {
                "organisation_id": workplace.organisation_id,
                "organisation_name": workplace.organisation_name,
                "issuer": workplace.issuer,
                "client_id": workplace.client_id,
                "sealed_secret": self._encryption.wrap(_name(workplace.organisation_id), secret) if secret else None,
                "claim": workplace.claim,
                "matched_by": workplace.matched_by,
                "levels": dict(workplace.levels),
                "purpose": workplace.purpose,
                "created_at": workplace.created_at,
            },
        )
        for domain in workplace.domains:
            row = {"domain": domain, "organisation_id": workplace.organisation_id}
            if not await insert_new(self._tx, workplace_domains, row):
                raise Conflict(f"{domain} leads to another organisation already", code="domain-taken")

    async def get(self, organisation_id: str) -> Workplace:
        row = (await self._tx.execute(_GET, {"of": organisation_id})).one_or_none()
        if row is None:
            raise NotFound("this organisation has no sign-in of its own here")
        domains = await self._tx.execute(_DOMAINS_OF, {"of": organisation_id})
        return self._workplace(row, tuple(each.domain for each in domains))

    async def listed(self) -> list[Workplace]:
        domains: dict[str, list[str]] = {}
        for each in await self._tx.execute(_DOMAINS):
            domains.setdefault(each.organisation_id, []).append(each.domain)
        rows = await self._tx.execute(_LISTED)
        return [self._workplace(row, tuple(domains.get(row.organisation_id, ()))) for row in rows]

    async def of_domain(self, domain: str) -> str | None:
        return (await self._tx.execute(_OF_DOMAIN, {"domain": domain})).scalar()

    async def remove(self, organisation_id: str) -> bool:
        await self._tx.execute(_FORGET_DOMAINS, {"of": organisation_id})
        return (await self._tx.execute(_REMOVE, {"of": organisation_id})).one_or_none() is not None

    async def begin(self, state: str, attempt: Attempt, now: datetime) -> None:
        await self._tx.execute(_OLD, {"now": now})
        await self._tx.execute(
            _BEGIN,
            {
                "state_hash": hashed(state),
                "organisation_id": attempt.organisation_id,
                "browser_hash": attempt.browser_hash,
                "interaction_id": attempt.interaction_id,
                "then": attempt.then,
                "expires_at": attempt.expires_at,
            },
        )

    async def take(self, state: str) -> Attempt | None:
        row = (await self._tx.execute(_TAKE, {"state": hashed(state)})).one_or_none()
        if row is None:
            return None
        return Attempt(row.organisation_id, row.browser_hash, row.interaction_id, row.then, row.expires_at)

    def mark(self, organisation_id: str, what: str, value: str) -> str:
        return self._fingerprints.of("workplace", organisation_id, what, value).hex() if value else ""

    def _workplace(self, row: Row[Any], domains: tuple[str, ...]) -> Workplace:
        sealed: bytes | None = row.sealed_secret
        return Workplace(
            organisation_id=row.organisation_id,
            organisation_name=row.organisation_name,
            issuer=row.issuer,
            client_id=row.client_id,
            claim=row.claim,
            matched_by=row.matched_by,
            levels=row.levels,
            domains=domains,
            purpose=row.purpose,
            created_at=row.created_at,
            secret=self._encryption.unwrap(_name(row.organisation_id), sealed).decode() if sealed else "",
        )


def _name(organisation_id: str) -> str:
    return f"workplace/{organisation_id}"
