"""Who acts, for whom, and the officer who records it."""

from dataclasses import replace
from datetime import date
from typing import Any

from chassis.ids import RandomIds
from chassis.tokens import Caller, IdempotencyKey
from services.identity.domain.mandates.mandate import Kind, Mandate, london_day
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import Claims, Proof
from services.identity.domain.sessions.session import Opened
from services.identity.usecases.mandates.ask_again import AskAgain
from services.identity.usecases.mandates.assess_capacity import AssessCapacity
from services.identity.usecases.mandates.end_mandate import EndMandate
from services.identity.usecases.mandates.list_mandates import ListMandates
from services.identity.usecases.mandates.record_mandate import RecordMandate
from services.identity.usecases.mandates.suspend_mandate import SuspendMandate
from tests.identity.house import House, caller

OFFICER = caller("acc_officer", role="officer", org="org_lichfield", acr="gpg44-high")


class Parties:
    """The verbs of mandates over a house."""

    def __init__(self, house: House) -> None:
        self.house = house
        read, write, clock, ids = house.read, house.write, house.clock, RandomIds(house.clock)
        self.record = RecordMandate(write, clock, ids)
        self.end = EndMandate(write, clock)
        self.suspension = SuspendMandate(write, clock)
        self.assess = AssessCapacity(write, clock)
        self.ask_again = AskAgain(write, clock)
        self.listed = ListMandates(read, write, clock)

    async def proven(self, email: str, given_name: str = "Rosa") -> Opened:
        """A resident whose identity is checked at medium confidence."""
        opened = await self.house.resident(email)
        await self.prove(opened.session.account_id, given_name)
        return opened

    async def prove(self, account_id: str, given_name: str, level: Level = Level.MEDIUM) -> None:
        now = self.house.clock.now()
        claims = Claims(given_name, "Begum", date(1970, 1, 2), "WS13 6YZ")
        proof = Proof(f"prf_{account_id}", account_id, "live", claims, now, now, now.replace(year=2031), level=level)
        async with self.house.write() as work:
            await work.proofs.add(proof, ())

    def wanted(self, about: Opened, proxy: Opened, kind: Kind = "carer", **changed: Any) -> Mandate:
        """A good mandate of the kind, from today."""
        today = london_day(self.house.clock.now())
        fields: dict[str, Any] = {
            "id": "",
            "account_id": about.session.account_id,
            "proxy_id": proxy.session.account_id,
            "kind": kind,
            "data_classes": frozenset({"finance"} if kind == "finance_attorney" else {"social_care", "health"}),
            "starts_on": today,
            "ends_on": today.replace(month=12) if kind in ("carer", "advocate") else None,
            "recorded_by": "",
            "organisation_id": "",
            "recorded_at": self.house.clock.now(),
            "document": "the registered instrument",
            "number": "LP-2026-0417",
            "born_on": date(2013, 5, 1) if kind == "parental_responsibility" else None,
        }
        return Mandate(**fields | changed)

    def me(self, who: Opened, **claims: str) -> Caller:
        return caller(who.session.account_id, sid=who.session.id, **claims)

    def again(self, who: Caller, key: str) -> Caller:
        """The same, with an idempotency key."""
        return replace(who, idempotency=IdempotencyKey(key, "same request"))
