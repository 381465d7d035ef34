"""Deciding not to share is recorded as sharing is; the person is shown neither it nor that there was a question."""

from dataclasses import replace

import pytest

from chassis.errors import Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.sharing.not_sharing import DecisionNotToShare
from services.cases.ports.casework import Page
from services.cases.store.tables.sharing import not_sharing
from services.cases.usecases.sharing.decide_not_to_share import DecideNotToShare, NotSharingWish
from services.cases.usecases.sharing.list_decisions_not_to_share import ListDecisionsNotToShare
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.audit.her_pages import her_pages
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, again, holding
from tests.cases.town import COUNCIL, NHS, PARTNER, REFUGE, SCHOOL, row, worker

WHY = "It would tell her brother where she is."
ADVICE = "The council's Caldicott guardian, who agreed."
MANAGER = holding(worker(COUNCIL, "acc_manager", "manager"), "decisions:read")


async def decide(town: SharingTown, caller: Caller = SOCIAL_WORKER, **wish: object) -> DecisionNotToShare:
    wanted: dict[str, object] = {
        "person_id": town.amina,
        "case_id": "",
        "to_organisation_ids": [PARTNER],
        "data_classes": ["housing", "risk"],
        "purpose": "safeguarding_adult",
        "reason": WHY,
        "advice_sought": ADVICE,
        "review_on": "2027-02-01",
    }
    decide = DecideNotToShare(town.town.work, town.town.ids, town.town.clock)
    return await decide(caller, NotSharingWish(**(wanted | wish)))  # type: ignore[arg-type]  # fields of the wish


async def listed(town: SharingTown, caller: Caller = MANAGER, person_id: str = "") -> list[DecisionNotToShare]:
    return list(await ListDecisionsNotToShare(town.town.work)(caller, person_id))


async def test_a_manager_reads_who_decided_about_whom_what_and_why_the_first_to_review_first(
    town: SharingTown,
) -> None:
    later = await decide(town)
    sooner = await decide(town, review_on="2026-12-01", case_id=town.case.id)
    assert await listed(town) == [sooner, later]
    assert (later.decided_by, later.organisation_id, later.person_id) == ("acc_social_worker", COUNCIL, town.amina)
    assert (later.reason, later.advice_sought, later.to_organisation_ids) == (WHY, ADVICE, frozenset({PARTNER}))
    assert await listed(town, person_id="per_another") == []


async def test_it_is_logged_and_no_event_tells_anybody(town: SharingTown) -> None:
    told = await town.town.told()
    await decide(town)
    assert await town.leaves("share.decided-against") == 1
    assert await town.town.told() == told


async def test_her_pages_are_the_same_bytes_with_the_decision_and_without(
    town: SharingTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await her_pages(town, monkeypatch)
    await decide(town)
    assert await her_pages(town, monkeypatch) == before


async def test_neither_another_organisation_nor_a_worker_reads_it(town: SharingTown) -> None:
    await decide(town)
    assert await listed(town, holding(worker(NHS, "acc_their_manager", "manager"), "decisions:read")) == []
    assert await listed(town, holding(worker(PARTNER, "acc_dpo", "dpo"), "decisions:read")) == []
    for caller in (SOCIAL_WORKER, holding(SOCIAL_WORKER, "decisions:read")):
        with pytest.raises(Denied):
            await listed(town, caller)


async def test_nobody_reads_what_was_decided_about_himself(town: SharingTown) -> None:
    made = await decide(town)
    himself = replace(MANAGER, subject="acc_amina")
    for person_id in ("", town.amina):
        assert await listed(town, himself, person_id) == []
        assert await listed(town, MANAGER, person_id) == [made]


async def test_only_who_may_share_decides_not_to(town: SharingTown) -> None:
    with pytest.raises(Denied, match="no confirmed involvement"):
        await decide(town, worker(SCHOOL, "acc_teacher"))
    with pytest.raises(NotFound):
        await decide(town, HEALTH_VISITOR, case_id=town.case.id)
    await town.link("acc_twin", town.amina)
    with pytest.raises(Denied, match="somebody else"):
        await decide(town, worker(COUNCIL, "acc_twin"))
    assert await listed(town) == []


async def test_whom_only_a_private_service_knows_is_nobody_to_decide_about(town: SharingTown) -> None:
    await town.town.take(REFUGE, [row("9", "Zara", "Khan", "1990-01-01")], shielded=True)
    hidden = await town.town.person(REFUGE, "9")
    with pytest.raises(NotFound):
        await decide(town, person_id=hidden)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"reason": "No."}, "reason"),
        ({"to_organisation_ids": []}, "to_organisation_ids"),
        ({"to_organisation_ids": [COUNCIL]}, "to_organisation_ids"),
        ({"to_organisation_ids": ["org_unknown"]}, "to_organisation_ids"),
        ({"data_classes": []}, "data_classes"),
        ({"purpose": "gossip"}, "purpose"),
        ({"review_on": "2028-12-01"}, "review_on"),
        ({"review_on": "2026-11-01"}, "review_on"),
    ],
)
async def test_what_is_missing_is_named_and_nothing_is_kept(
    town: SharingTown, wish: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await decide(town, SOCIAL_WORKER, **wish)
    assert [wrong.field for wrong in refused.value.fields] == [field]
    assert await listed(town) == []


async def test_sent_twice_it_is_decided_once(town: SharingTown) -> None:
    first = await decide(town, again(SOCIAL_WORKER))
    assert await decide(town, again(SOCIAL_WORKER)) == first
    assert len(await listed(town)) == 1


async def test_the_reason_lies_sealed_in_the_database(town: SharingTown) -> None:
    await decide(town)
    async with town.town.db.reading() as tx:
        [kept] = (await tx.execute(not_sharing.select())).all()
    assert b"brother" not in bytes(kept.words)
    assert WHY not in str(kept)


async def test_whose_advice_was_sought_before_a_share_is_the_givers_alone(town: SharingTown) -> None:
    await town.share(purpose="safeguarding_adult", until="2027-01-31", advice_sought=ADVICE)
    [given] = (await ListShares(town.town.work, town.town.clock)(SOCIAL_WORKER, town.amina, Page(50))).items
    [received] = (await ListShares(town.town.work, town.town.clock)(HEALTH_VISITOR, town.amina, Page(50))).items
    [hers] = (await town.my_sharing()).shares
    assert [one.share.advice_sought for one in (given, received, hers)] == [ADVICE, "", ""]
