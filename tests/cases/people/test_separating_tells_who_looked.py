"""An honest mistake, the wrong person linked: whoever looked at her because of it is told, and nobody else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from kith.cases.v1 import retention_pb2 as pb

from chassis.errors import Conflict, NotFound
from chassis.tokens import Caller
from services.cases.api.rpc.retention import RetentionServicer, RetentionVerbs
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.audit.withheld import Ground, Withholding
from services.cases.domain.people.finding import ByIdentifier
from services.cases.domain.retention.recall import misled
from services.cases.ports.casework import Page
from services.cases.usecases.looks.hear_misread_look import HearMisreadLook
from services.cases.usecases.looks.list_misread_looks import ListMisreadLooks, MisreadLook
from services.cases.usecases.networks.get_network import GetNetwork
from tests.cases.gate.gate_worlds import NOW
from tests.cases.people.test_separating_tells import MANAGER, separate
from tests.cases.retention.keeping_town import DPO, NHS_DPO, Keeping
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, REFUGE, TODAY, row, worker

COLLEAGUE, DUTY = worker(NHS, "acc_colleague"), worker(NHS, "acc_duty", "duty")


@pytest.fixture
def keeping(town: SharingTown) -> Keeping:
    return Keeping(town)


async def told(town: SharingTown, caller: Caller = HEALTH_VISITOR) -> Sequence[MisreadLook]:
    return (await ListMisreadLooks(town.town.work)(caller, Page(50))).items


async def hear(town: SharingTown, look_id: str, caller: Caller = HEALTH_VISITOR) -> None:
    await HearMisreadLook(town.town.work, town.town.clock)(caller, look_id)


async def test_who_looked_at_the_network_finds_his_look_until_he_says_that_he_knows(town: SharingTown) -> None:
    await town.town.network(HEALTH_VISITOR, town.amina)
    town.later(days=2)
    await town.town.network(HEALTH_VISITOR, town.amina)
    looked_at = town.town.clock.now()
    town.later(days=3)
    right = await separate(town)
    [one] = await told(town)
    assert (one.local_ids, one.recall.looked_at, one.recall.what) == (("1",), looked_at, "looked")
    assert one.recall.person_id == right
    assert await told(town, COLLEAGUE) == []
    with pytest.raises(NotFound):
        await hear(town, one.recall.record_id, COLLEAGUE)
    await hear(town, one.recall.record_id)
    assert await told(town) == []
    assert await town.leaves("recall.heard") == 1
    with pytest.raises(Conflict):
        await hear(town, one.recall.record_id)


async def test_so_does_who_found_her_and_who_saw_her_case_in_a_list(town: SharingTown) -> None:
    await town.share_on_consent()
    await town.town.find(ByIdentifier("local_id", "1"), HEALTH_VISITOR)
    await town.cases(COLLEAGUE)
    await separate(town)
    assert [len(await told(town, one)) for one in (HEALTH_VISITOR, COLLEAGUE)] == [1, 1]


@pytest.mark.parametrize("what", ["round", "team", "caseload", "family", "a kind of list that is yet to come"])
def test_so_does_who_saw_her_in_any_list_of_people(what: str) -> None:
    look = Disclosure(
        id="dis_1",
        person_id="per_1",
        at=NOW,
        epoch=0,
        holder_id=NHS,
        organisation_id=NHS,
        organisation_name="",
        by="acc_1",
        role="worker",
        what=what,
        data_classes=(),
        purpose="",
        basis="member",
        because="",
    )
    assert [one.id for one in misled([look], None, privately=False)] == ["dis_1"]


async def test_nothing_says_who_the_other_is(town: SharingTown) -> None:
    """Known to the trust by her twin's name."""
    await town.town.take(NHS, [row("1", "Aminah", nhs_number=AMINA.nhs_number)])
    await town.town.network(HEALTH_VISITOR, town.amina)
    await separate(town)
    [one] = await told(town)
    assert one.local_ids == ("1",)
    async with town.town.work() as work:
        assert {known.person_id for known in await work.people.known_of([one.recall.person_id], NHS)} != {town.amina}


async def test_who_would_have_seen_it_anyway_is_not_told(town: SharingTown) -> None:
    """The duty desk, another agency in the network, and who looked before they were linked."""
    await town.town.network(DUTY, town.amina)
    await town.town.network(SOCIAL_WORKER, town.amina)
    await separate(town)
    for caller in (DUTY, SOCIAL_WORKER):
        assert await told(town, caller) == []


async def test_who_knew_her_by_another_entry_looked_rightly(town: SharingTown) -> None:
    await town.town.network(HEALTH_VISITOR, town.amina)
    town.later(days=1)
    await town.town.take(NHS, [replace(AMINA, local_id="2")])
    await town.town.network(COLLEAGUE, town.amina)
    await separate(town, local_id="2")
    assert [await told(town, one) for one in (HEALTH_VISITOR, COLLEAGUE)] == [[], []]


async def test_reading_a_record_is_told_by_its_handle_and_not_again(town: SharingTown, keeping: Keeping) -> None:
    await town.share_on_consent()
    record = await town.record()
    await town.read(record)
    await separate(town)
    assert await told(town) == []
    assert [one.record_id for one in await keeping.recalls(NHS_DPO)] == [record.id]


async def test_its_guardians_see_that_it_waits_for_somebody_who_has_left_and_say_that_they_know(
    town: SharingTown, keeping: Keeping
) -> None:
    await town.town.network(HEALTH_VISITOR, town.amina)
    await separate(town)
    [waiting] = await keeping.recalls(NHS_DPO)
    assert (waiting.what, waiting.looker) == ("looked", HEALTH_VISITOR.subject)
    assert list(await keeping.recalls(DPO)) == []
    await town.link(NHS_DPO.subject, town.amina)
    assert list(await keeping.recalls(NHS_DPO)) == [], "it was she herself whom they saw"
    async with town.town.work() as work:
        account = await work.account_links.open_of(NHS_DPO.subject)
        assert account
        await work.account_links.put(account.ended("Somebody else."))
    await keeping.hear(waiting.record_id, NHS_DPO)
    assert await told(town) == []


async def test_a_look_that_is_kept_back_from_her_is_told_to_who_looked_and_shows_nowhere_else(
    town: SharingTown, keeping: Keeping
) -> None:
    kept = Withholding(Ground.RISK_TO_ANOTHER, "A sibling may be at risk.", TODAY)
    get = GetNetwork(town.town.work, town.town.ids, town.town.clock)
    await get(HEALTH_VISITOR, town.amina, "direct_care", kept)
    await separate(town)
    before = (await town.my_disclosures()).total
    [one] = await told(town)
    await hear(town, one.recall.record_id)
    assert (await town.my_disclosures()).total == before
    assert list(await keeping.recalls(DPO)) == []


async def test_a_private_services_mistake_is_told_to_whom_it_let_in_and_no_other_colleague(town: SharingTown) -> None:
    """Any worker of the organisation may find her by her own number: to tell him would tell of the service."""
    await town.town.take(REFUGE, [replace(AMINA, nhs_number=NUMBERS[0])], shielded=True)
    broker, other = worker(REFUGE, "acc_manager", "manager"), worker(REFUGE, "acc_other")
    await town.town.network(broker, town.amina)
    await town.town.find(ByIdentifier("nhs_number", NUMBERS[0]), other)
    await separate(town, broker)
    assert [len(await told(town, one)) for one in (broker, other)] == [1, 0]
    assert await told(town, worker(COUNCIL, "acc_council", "manager")) == await told(town, MANAGER) == []


async def test_over_the_wire(town: SharingTown, monkeypatch: pytest.MonkeyPatch) -> None:
    there, keeping = town.town, Keeping(town)
    served: Any = RetentionServicer(RetentionVerbs.over(there.work, keeping.finish, there.ids, there.clock))

    def by(caller: Caller) -> Any:
        monkeypatch.setattr("services.cases.api.rpc.retention.caller", lambda: caller)
        return served

    await there.network(HEALTH_VISITOR, town.amina)
    right = await separate(town)
    [look] = (await by(HEALTH_VISITOR).ListMisreadLooks(pb.ListMisreadLooksRequest(), None)).looks
    assert (look.person_id, list(look.local_ids), look.looked_at.ToDatetime(UTC)) == (right, ["1"], there.clock.now())
    [recall] = (await by(NHS_DPO).ListRecalls(pb.ListRecallsRequest(), None)).recalls
    assert (recall.record_id, recall.what, recall.looker) == (look.id, "looked", HEALTH_VISITOR.subject)
    await by(HEALTH_VISITOR).HearMisreadLook(pb.HearMisreadLookRequest(look_id=look.id), None)
    assert not (await by(HEALTH_VISITOR).ListMisreadLooks(pb.ListMisreadLooksRequest(), None)).looks
