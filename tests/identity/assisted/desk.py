"""Officers at their desks, professionals who vouch, and people who come with nothing but themselves."""

from dataclasses import dataclass, replace
from datetime import date

from chassis.ids import RandomIds
from chassis.tokens import Caller, IdempotencyKey
from services.identity.domain.proofs.gpg45 import Table
from services.identity.domain.proofs.proof import Claims, Evidence, Proof
from services.identity.domain.sessions.session import Session, new_value
from services.identity.domain.sittings.examination import Compared, Examination, Examined, Shown
from services.identity.domain.sittings.sitting import Sitting
from services.identity.usecases.sittings.bind_in_person import AskBinding
from services.identity.usecases.sittings.end_sitting import EndSitting
from services.identity.usecases.sittings.examine import Examine
from services.identity.usecases.sittings.give_vouch import Declaration, GiveVouch
from services.identity.usecases.sittings.open_sitting import OpenSitting
from services.identity.usecases.sittings.second_look import ConfirmBinding, DecideExamination, ListWaiting
from services.identity.usecases.workplaces.create_worker import NewWorker
from tests.identity.house import OPERATOR, PASSWORD, ROOM, House, acting, caller

GRACE = Claims("Grace", "Okoro", date(1941, 6, 2), "WS13 6YZ")
RECORD = Shown(Evidence("nhs_record", "943 476 5919"), "source")
BANK = Shown(Evidence("bank_account", "20-00-00 55779911"), "features")
PASSPORT = Shown(Evidence("uk_passport", "532197451", date(2031, 1, 1)), "source")
PLACE = "Lichfield library"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody at work: their token as a use case sees it, and the cookie of their session."""

    caller: Caller
    cookie: str

    def as_role(self, role: str, **claims: str) -> Caller:
        """The same account in another context, or with another claim."""
        return caller(self.caller.subject, **{**self.caller.claims, "role": role, **claims})

    def again(self, key: str) -> Caller:
        """The same, with an idempotency key."""
        return replace(self.caller, idempotency=IdempotencyKey(key, "same request"))


class Desk:
    def __init__(self, house: House) -> None:
        self.house = house
        write, clock, ids = house.write, house.clock, RandomIds(house.clock)
        table = Table.parse((ROOM / "gpg45-pre-1.0.toml").read_text())
        self.table, self.ids = table, ids
        self.open = OpenSitting(write, clock, ids)
        self.end = EndSitting(write, clock)
        self.vouch = GiveVouch(write, clock, ids)
        self.examine = Examine(write, house.providers, table, clock, ids)
        self.waiting = ListWaiting(write, clock)
        self.decide = DecideExamination(write, table, clock)
        self.ask_binding = AskBinding(write, clock)
        self.confirm_binding = ConfirmBinding(write, clock)

    async def staff(self, name: str, role: str = "officer", organisation: str = "org_lichfield") -> Staff:
        """A worker with one context, signed in."""
        context = acting(role, organisation)
        email = f"{name.replace(' ', '.').lower()}.{role}@{organisation}.example"
        new = NewWorker(email, PASSWORD, name, replace(context, professional_id=f"pro_{email}"))
        account = await self.house.create_worker(OPERATOR, new)
        now = self.house.clock.now()
        made = account.contexts[0]
        session = Session(f"ses_{email}", account.id, "gpg44-high", now, now.replace(year=2027), context_id=made.id)
        cookie = new_value()
        async with self.house.write() as work:
            await work.sessions.add(session, cookie)
        claims = {
            "sid": session.id,
            "name": name,
            "org": organisation,
            "pro": made.professional_id,
            "acr": "gpg44-high",
        }
        return Staff(caller(account.id, role=role, **claims), cookie)

    async def sit(self, officer: Staff, claims: Claims = GRACE) -> Sitting:
        """With somebody new."""
        return (await self.open.with_somebody_new(officer.caller, claims, PLACE))[0]

    def said(self, claims: Claims = GRACE, **changed: object) -> Declaration:
        """A good declaration about the person."""
        names = (claims.given_name, claims.family_name, claims.date_of_birth)
        good = Declaration(*names, "her GP", date(2019, 5, 1), related=False, same_address=False)
        return replace(good, **changed)  # type: ignore[arg-type]  # the fields a test changes, by name

    async def checked(
        self, officer: Staff, sitting: Sitting, *shown: Shown, compared: Compared = "photo_trained"
    ) -> Examination:
        return await self.examine(officer.caller, sitting.id, shown, compared)

    async def proofs(self, account_id: str) -> list[Proof]:
        async with self.house.read() as work:
            return [proof.at(self.house.clock.now()) for proof in await work.proofs.of(account_id)]


def shown(kind: str, number: str, examined: Examined = "source") -> Shown:
    return Shown(Evidence(kind, number), examined)
