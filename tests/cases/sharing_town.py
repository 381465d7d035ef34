"""What two agencies, a resident and a reviewer do with cases, consents and shares, in a town on a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select

from chassis.tokens import Caller, IdempotencyKey
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.audit.withheld import Withholding
from services.cases.domain.casework.case import Case
from services.cases.domain.casework.record import Record
from services.cases.domain.consents.consent import Consent
from services.cases.domain.consents.receipt import WithdrawalReceipt
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.objection import Objection
from services.cases.domain.sharing.share import Standing
from services.cases.ports.casework import Page
from services.cases.store.consents.receipt_key import ReceiptKey
from services.cases.store.tables.metadata import log
from services.cases.usecases.audit.list_my_disclosures import ListMyDisclosures, MyDisclosures
from services.cases.usecases.audit.release_withheld import ReleaseWithheld
from services.cases.usecases.casework.add_record import AddRecord, Marks
from services.cases.usecases.casework.correct_record import Correction, CorrectRecord
from services.cases.usecases.casework.create_case import CreateCase
from services.cases.usecases.casework.get_case import GetCase
from services.cases.usecases.casework.get_history import GetHistory, History
from services.cases.usecases.casework.get_record import GetRecord, Read
from services.cases.usecases.casework.list_cases import CaseList, ListCases
from services.cases.usecases.casework.list_records import ListRecords, RecordList
from services.cases.usecases.casework.mark_parts import MarkParts
from services.cases.usecases.consents.get_consent_record import GetConsentRecord, Recorded
from services.cases.usecases.consents.give_consent import ConsentWish, GiveConsent
from services.cases.usecases.consents.withdraw_consent import WithdrawConsent
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.emergency.open_emergency_access import EmergencyWish, OpenEmergencyAccess
from services.cases.usecases.emergency.review_emergency_access import ReviewEmergencyAccess
from services.cases.usecases.objections.answer_objection import AnswerObjection
from services.cases.usecases.objections.object_to import ObjectionWish, ObjectTo
from services.cases.usecases.sharing.accept_agreement import AcceptAgreement
from services.cases.usecases.sharing.create_share import BasisWish, CreateShare, ShareWish
from services.cases.usecases.sharing.end_share import EndShare
from services.cases.usecases.sharing.expire_shares import ExpireShares
from services.cases.usecases.sharing.get_my_sharing import GetMySharing, MySharing
from services.cases.usecases.sharing.propose_agreement import AgreementWish, ProposeAgreement
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, Town, resident, town_at, worker

REASON = "Care Act 2014 section 6: they must co-operate in her care."
RECEIPTS = ReceiptKey(ec.generate_private_key(ec.SECP256R1()), "https://kith.example")
RANG = "She rang from her own number; date of birth agreed."
PAGE = Page(50)
CONSENTED = BasisWish("consent", "", "", "", "", informed=True, not_informed_reason="")
TASK = BasisWish("public_task", "", "", REASON, "", informed=True, not_informed_reason="")
UNTOLD = replace(TASK, informed=False, not_informed_reason="Telling her would put her child at risk.")

SOCIAL_WORKER = worker(COUNCIL, "acc_social_worker")
HEALTH_VISITOR = worker(NHS, "acc_health_visitor")
AMINA_HERSELF = resident("acc_amina")


def holding(caller: Caller, *scopes: str) -> Caller:
    """The caller, with more scopes."""
    return replace(caller, scopes=caller.scopes | set(scopes))


def again(caller: Caller, key: str = "key-1", request_hash: str = "same") -> Caller:
    """The caller, with an Idempotency-Key."""
    return replace(caller, idempotency=IdempotencyKey(key, request_hash))


@dataclass(slots=True)
class SharingTown:
    """Amina, known to the council and the NHS trust and signed in herself, and a case of the council about her."""

    town: Town
    amina: str
    case: Case

    @property
    def _disclose(self) -> Disclose:
        return Disclose(self.town.ids, self.town.clock)

    def later(self, **time: float) -> None:
        self.town.clock.at += timedelta(**time)

    async def open_case(
        self, caller: Caller = SOCIAL_WORKER, kind: str = "housing", person: str = "", *, private: bool | None = None
    ) -> Case:
        create = CreateCase(self.town.work, self.town.ids, self.town.clock)
        return await create(caller, person or self.amina, "Keeping her home", kind, private)

    async def record(
        self,
        data_class: str = "housing",
        *,
        caller: Caller = SOCIAL_WORKER,
        sealed: bool = False,
        case: str = "",
        title: str = "",
        content: str = "What was said.",
        marked: Marks = (),
    ) -> Record:
        add = AddRecord(self.town.work, self.town.ids, self.town.clock)
        named = title or f"About {data_class}"
        return await add(caller, case or self.case.id, data_class, named, content, sealed, marked)

    async def correct(self, record: Record, caller: Caller = SOCIAL_WORKER, **wish: Any) -> Record:
        wanted: dict[str, Any] = {
            "record_id": record.id,
            "version": record.version,
            "title": record.title,
            "content": "What was meant.",
            "why": "She was misheard.",
            "purpose": "housing_support",
        }
        return await CorrectRecord(self.town.work, self.town.clock)(caller, Correction(**(wanted | wish)))

    async def mark(self, record: Record, *marked: tuple[str, str], caller: Caller = SOCIAL_WORKER) -> Record:
        mark = MarkParts(self.town.work, self.town.clock)
        return await mark(caller, record.id, record.version, "housing_support", marked)

    async def history(
        self, record: Record | str, caller: Caller = HEALTH_VISITOR, why: str = "housing_support"
    ) -> History:
        get = GetHistory(self.town.work, self._disclose, self.town.clock)
        return await get(caller, record if isinstance(record, str) else record.id, why)

    async def read(
        self,
        record: Record | str,
        caller: Caller = HEALTH_VISITOR,
        why: str = "housing_support",
        withholding: Withholding | None = None,
    ) -> Read:
        get = GetRecord(self.town.work, self._disclose, self.town.clock)
        return await get(caller, record if isinstance(record, str) else record.id, why, withholding)

    async def look(self, caller: Caller = HEALTH_VISITOR) -> Case:
        return await GetCase(self.town.work, self._disclose, self.town.clock)(caller, self.case.id)

    async def records(self, caller: Caller = HEALTH_VISITOR, page: Page = PAGE) -> RecordList:
        return await ListRecords(self.town.work, self._disclose, self.town.clock)(caller, self.case.id, page)

    async def cases(self, caller: Caller = HEALTH_VISITOR, page: Page = PAGE) -> CaseList:
        return await ListCases(self.town.work, self._disclose, self.town.clock)(caller, "", page)

    async def consent(self, caller: Caller = AMINA_HERSELF, **wish: object) -> Consent:
        wanted: dict[str, object] = {
            "person_id": "",
            "from_organisation_id": COUNCIL,
            "to_organisation_ids": [NHS],
            "data_classes": ["housing"],
            "purpose": "housing_support",
            "expires_on": "2027-06-30",
            "notice_language": "en",
            "method": "",
            "evidence": RANG if caller.kind == "worker" else "",
        }
        give = GiveConsent(self.town.work, self.town.mandates, RECEIPTS.for_consents(), self.town.ids, self.town.clock)
        return await give(caller, ConsentWish(**(wanted | wish)))  # type: ignore[arg-type]  # fields of ConsentWish

    async def consent_record(self, consent: Consent, caller: Caller = SOCIAL_WORKER) -> Recorded:
        get = GetConsentRecord(self.town.work, self._disclose, RECEIPTS.for_consents(), self.town.clock)
        return await get(caller, consent.id)

    async def withdraw(
        self, consent: Consent, caller: Caller = AMINA_HERSELF, patience: timedelta = timedelta(seconds=2)
    ) -> WithdrawalReceipt:
        withdraw = WithdrawConsent(self.town.work, RECEIPTS, self.town.ids, self.town.clock, patience)
        told = ("phone", RANG) if caller.kind == "worker" else ("", "")
        return await withdraw(caller, consent.id, *told)

    async def share(self, caller: Caller = SOCIAL_WORKER, **wish: object) -> Standing:
        wanted: dict[str, object] = {
            "person_id": self.amina,
            "case_id": self.case.id,
            "involvement_id": "",
            "to_organisation_ids": [NHS],
            "data_classes": ["housing"],
            "purpose": "housing_support",
            "until": "2027-06-30",
            "basis": TASK,
            "agreement_id": "",
        }
        create = CreateShare(self.town.work, self.town.ids, self.town.clock, None)
        return await create(caller, ShareWish(**(wanted | wish)))  # type: ignore[arg-type]  # fields of ShareWish

    async def share_on_consent(self, **wish: object) -> tuple[Consent, Standing]:
        consent = await self.consent()
        return consent, await self.share(SOCIAL_WORKER, **{"basis": replace(CONSENTED, consent_id=consent.id), **wish})

    async def end(self, share_id: str, caller: Caller = SOCIAL_WORKER) -> None:
        await EndShare(self.town.work, self.town.clock)(caller, share_id, "No longer needed.")

    async def expire(self) -> int:
        return await ExpireShares(self.town.work, self.town.clock)()

    async def agree(self, *parties: str, accepted: bool = True, expires_on: str = "2027-10-31") -> str:
        wish = AgreementWish("Homes", parties, ["housing_support"], ["housing", "social_care"], expires_on)
        propose = ProposeAgreement(self.town.work, self.town.ids, self.town.clock)
        made = await propose(worker(parties[0], "acc_manager", "manager"), wish)
        for other in parties[1:] if accepted else ():
            await AcceptAgreement(self.town.work, self.town.clock)(worker(other, f"acc_{other}", "manager"), made.id)
        return made.id

    async def object_to(self, caller: Caller = AMINA_HERSELF, **wish: Any) -> Objection:
        wanted: dict[str, Any] = {
            "organisation_id": COUNCIL,
            "kind": "dispute",
            "data_classes": ["housing"],
            "words": "I never lived there.",
        }
        made = ObjectTo(self.town.work, self.town.ids, self.town.clock)
        return await made(caller, ObjectionWish(**(wanted | wish)))

    async def answer(self, objection: Objection, caller: Caller, outcome: str = "refused") -> Objection:
        answer = AnswerObjection(self.town.work, self.town.clock)
        return await answer(caller, objection.id, outcome, "The tenancy is in her name.")

    async def break_in(
        self, *classes: str, caller: Caller = HEALTH_VISITOR, minutes: int = 15, reason: str = "Found unconscious."
    ) -> EmergencyAccess:
        open_access = OpenEmergencyAccess(self.town.work, self.town.ids, self.town.clock)
        return await open_access(caller, EmergencyWish(self.amina, classes, reason, minutes))

    async def review(self, access: EmergencyAccess, caller: Caller, justified: bool = True) -> EmergencyAccess:
        return await ReviewEmergencyAccess(self.town.work, self.town.clock)(caller, access.id, justified, "Seen.")

    async def release(self, disclosure_id: str, caller: Caller) -> None:
        await ReleaseWithheld(self.town.work, self.town.clock)(caller, disclosure_id, "The enquiry is over.")

    async def my_disclosures(self, caller: Caller = AMINA_HERSELF, page: Page = PAGE) -> MyDisclosures:
        return await ListMyDisclosures(self.town.work)(caller, page)

    async def my_sharing(self, caller: Caller = AMINA_HERSELF) -> MySharing:
        return await GetMySharing(self.town.work, self._disclose, self.town.clock)(caller)

    async def link(self, account: str, person: str) -> None:
        """The account is this person's: a live link, as an agency's confirmation leaves it."""
        async with self.town.work() as work:
            await work.account_links.add(
                AccountLink(
                    self.town.ids.new("lnk"), account, "prf", person, LinkState.LIVE, "", NOW, "acc", "in_person"
                )
            )

    async def leaves(self, kind: str) -> int:
        """How many of this kind are in the log."""
        counted = select(func.count()).select_from(log.leaf).where(log.leaf.c.kind == kind)
        async with self.town.db.reading() as tx:
            return int((await tx.execute(counted)).scalar_one())


@asynccontextmanager
async def sharing_town(url: str, folder: Path) -> AsyncIterator[SharingTown]:
    async with town_at(url, folder) as town:
        for organisation in (COUNCIL, NHS):
            await town.take(organisation, [AMINA])
        there = SharingTown(town, await town.person(COUNCIL), case=None)  # type: ignore[arg-type]  # opened below
        there.case = await there.open_case()
        await there.link(AMINA_HERSELF.subject, there.amina)
        yield there
