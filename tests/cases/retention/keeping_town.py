"""What guardians and data protection officers decide about what is kept, in a town on a real database."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.casework.case import Case
from services.cases.domain.retention.erasure import Erasure
from services.cases.domain.retention.held import Held
from services.cases.domain.retention.legal_hold import LegalHold
from services.cases.domain.retention.recall import Recall, Recipient
from services.cases.ports.casework import Page
from services.cases.ports.keys import DestroysKeys
from services.cases.usecases.casework.close_case import CloseCase
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.retention.erase import Erase
from services.cases.usecases.retention.finish_erasures import FinishErasures
from services.cases.usecases.retention.get_retention import GetRetention
from services.cases.usecases.retention.hear_recall import HearRecall
from services.cases.usecases.retention.keep_case_as import KeepCaseAs
from services.cases.usecases.retention.lift_legal_hold import LiftLegalHold
from services.cases.usecases.retention.list_due import Due, ListDue
from services.cases.usecases.retention.list_recalls import ListRecalls
from services.cases.usecases.retention.list_recipients import ListRecipients
from services.cases.usecases.retention.replay_erasures import ReplayErasures
from services.cases.usecases.retention.set_legal_hold import SetLegalHold
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown, holding
from tests.cases.town import COUNCIL, NHS, worker

DPO = holding(worker(COUNCIL, "acc_dpo", "dpo"), "retention:decide")
NHS_DPO = holding(worker(NHS, "acc_nhs_dpo", "dpo"), "retention:decide")
WHY = "Nothing is left to do, and nobody may claim any more."


class Keeping:
    """The verbs of those who decide."""

    def __init__(self, town: SharingTown, keys: DestroysKeys | None = None) -> None:
        self._there, self._town, self._keys = town, town.town, keys or town.town.keys

    async def close(self, case: Case | None = None, caller: Caller = SOCIAL_WORKER) -> Case:
        wanted = case or self._there.case
        why = "She needs nothing more."
        return await CloseCase(self._town.work, self._town.clock)(caller, wanted.id, wanted.version, "completed", why)

    async def keep_as(self, case: Case, retention: str = "looked_after_child", caller: Caller = SOCIAL_WORKER) -> Case:
        keep = KeepCaseAs(self._town.work, self._town.clock)
        return await keep(caller, case.id, case.version, retention, "A care order was made on 20 November.")

    async def end_work(self, organisation: str = COUNCIL) -> None:
        """The organisation's one involvement with Amina ends today."""
        async with self._town.work() as work:
            theirs = await work.involvements.of_person(self._there.amina)
        [one] = [involvement for involvement in theirs if involvement.organisation_id == organisation]
        manager, today = worker(organisation, "acc_manager", "manager"), self._town.clock.now().date()
        await EndInvolvement(self._town.work, self._town.clock)(manager, one.id, today)

    async def erase_everything(self) -> None:
        """All that the council holds of Amina, in its time."""
        await self.close()
        await self.end_work()
        self._there.later(days=7 * 365)
        await self.erase()
        await self.erase("dealings")

    async def held(self, caller: Caller = DPO, person: str = "") -> dict[str, Held]:
        found = await GetRetention(self._town.work, self._town.clock)(caller, person or self._there.amina)
        return {one.retention.value: one for one in found}

    async def reasons(self, retention: str = "housing") -> Sequence[str]:
        return (await self.held())[retention].verdict(self._town.clock.now().date()).reasons

    async def due(self, caller: Caller = DPO, after: str = "", people: int = 50) -> Due:
        return await ListDue(self._town.work, self._town.clock)(caller, after, people)

    async def hold(self, caller: Caller = DPO, person: str = "") -> LegalHold:
        made = SetLegalHold(self._town.work, self._town.ids, self._town.clock)
        return await made(caller, person or self._there.amina, "A claim was announced.")

    async def lift(self, hold: LegalHold, caller: Caller = DPO, of: str = "") -> LegalHold:
        lift = LiftLegalHold(self._town.work, self._town.clock)
        return await lift(caller, hold.id, "The claim was withdrawn.", of)

    @property
    def finish(self) -> FinishErasures:
        return FinishErasures(self._town.work, self._keys, self._town.clock)

    async def erase(self, retention: str = "housing", caller: Caller = DPO, person: str = "") -> Erasure:
        erase = Erase(self._town.work, self.finish, self._town.ids, self._town.clock)
        return await erase(caller, person or self._there.amina, retention, WHY)

    async def recalls(self, caller: Caller) -> Sequence[Recall]:
        return (await ListRecalls(self._town.work)(caller, Page(50))).items

    async def hear(self, record_id: str, caller: Caller) -> Recall:
        return await HearRecall(self._town.work, self._town.clock)(caller, record_id)

    async def recipients(self, erasure: Erasure, caller: Caller = DPO) -> Sequence[Recipient]:
        return await ListRecipients(self._town.work)(caller, erasure.id)

    async def replay(self) -> int:
        return await ReplayErasures(self._town.work, self._keys)()
