"""What the gate rests on is read in one go: one statement for any number of people, on either database."""

from dataclasses import replace

import pytest

from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.gate.disclosure import Facts, Permit, Refusal, decide
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.share import Standing
from services.cases.domain.viewer import AUDITORS, Viewer, viewer_of
from services.cases.usecases.casework.get_case import asking
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.private_services.worlds import executed
from tests.cases.sharing_town import AMINA_HERSELF, HEALTH_VISITOR, SOCIAL_WORKER, SharingTown
from tests.cases.town import COUNCIL, NHS, NOW, SCHOOL, row, worker

NURSE, TEACHER = viewer_of(HEALTH_VISITOR), viewer_of(worker(SCHOOL))


async def facts(town: SharingTown, viewer: Viewer, *more: str) -> tuple[dict[str, Facts], int]:
    """About Amina and others, and how many statements that took."""
    async with town.town.work() as work:
        with executed(town.town) as log:
            return await work.gate.facts(viewer, [town.amina, *more], town.town.clock.now()), len(log.statements)


async def test_one_statement_says_all_that_a_permit_rests_on(town: SharingTown) -> None:
    agreed = await town.agree(COUNCIL, NHS)
    _, on_consent = await town.share_on_consent(case_id="")
    under_agreement = await town.share(agreement_id=agreed, advice_sought="")
    found, statements = await facts(town, NURSE)
    assert statements == 1
    async with town.town.work() as work:
        expected = await work.shares.of(town.amina)
    assert list(found[town.amina].standings) == [wordless(one) for one in expected]
    assert {s.share.id for s in found[town.amina].standings} == {on_consent.share.id, under_agreement.share.id}
    assert found[town.amina].member
    decision = decide(NURSE, replace(asking(town.case), purpose=Purpose.HOUSING_SUPPORT), found[town.amina])
    assert isinstance(decision, Permit)


async def test_one_statement_says_that_there_is_nothing_to_rest_on(town: SharingTown) -> None:
    found, statements = await facts(town, TEACHER)
    assert statements == 1
    assert found[town.amina] == Facts(town.town.clock.now())
    assert isinstance(decide(TEACHER, asking(town.case), found[town.amina]), Refusal)


async def test_one_statement_is_enough_for_many_people(town: SharingTown) -> None:
    await town.town.take(COUNCIL, [row("2", given="Noor"), row("3", given="Ben")])
    noor, ben = [await town.town.person(COUNCIL, local_id) for local_id in ("2", "3")]
    shared = await town.share(agreement_id=await town.agree(COUNCIL, NHS))
    await town.end(shared.share.id)
    found, statements = await facts(town, NURSE, noor, ben, "per_unknown", noor)
    assert statements == 1
    assert list(found) == [town.amina, noor, ben, "per_unknown"]
    assert {one: len(of.standings) for one, of in found.items() if of.standings} == {town.amina: 1}
    assert [one for one, of in found.items() if of.member] == [town.amina]


async def test_a_worker_who_is_the_person_is_known_to_be(town: SharingTown) -> None:
    await town.link(SOCIAL_WORKER.subject, town.amina)
    found, statements = await facts(town, viewer_of(SOCIAL_WORKER))
    assert (statements, found[town.amina].herself) == (1, True)
    assert not (await facts(town, NURSE))[0][town.amina].herself
    # Whoever he is asked to look at: he may be named as a source of harm in an enquiry about another.
    await town.town.take(COUNCIL, [row("2", given="Noor")])
    noor = await town.town.person(COUNCIL, "2")
    about, _ = await facts(town, viewer_of(SOCIAL_WORKER), noor)
    assert (about[noor].herself, about[noor].oneself) == (False, frozenset({town.amina}))


@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.LIVE])
async def test_whom_an_account_is_not_linked_to_yet_or_no_more_is_not_herself(
    town: SharingTown, state: LinkState
) -> None:
    async with town.town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", SOCIAL_WORKER.subject, "prf", town.amina, state, "", NOW))
    assert not (await facts(town, viewer_of(SOCIAL_WORKER)))[0][town.amina].herself


async def test_shares_stand_newest_first_and_those_of_one_instant_always_in_one_order(town: SharingTown) -> None:
    agreed = await town.agree(COUNCIL, NHS)
    for _ in range(3):
        town.later(minutes=1)
        for _ in range(3):
            await town.share(agreement_id=agreed)
    found, _ = await facts(town, NURSE)
    shares = [(one.share.created_at, one.share.id) for one in found[town.amina].standings]
    assert len(shares) == 9
    assert shares == sorted(shares, reverse=True)


async def test_about_nobody_nothing_is_asked(town: SharingTown) -> None:
    async with town.town.work() as work:
        with executed(town.town) as log:
            assert await work.gate.facts(NURSE, [], town.town.clock.now()) == {}
    assert not log.statements


async def test_only_who_has_opened_an_emergency_access_is_asked_more_about(town: SharingTown) -> None:
    access = await town.break_in("housing")
    found, statements = await facts(town, NURSE)
    assert found[town.amina].emergencies == (access,)
    assert statements > 1
    other = viewer_of(worker(NHS, "acc_other"))
    found, statements = await facts(town, other)
    assert (found[town.amina].emergencies, statements) == ((), 1)
    # Nor about anybody but whom it was opened for.
    await town.town.take(COUNCIL, [row("2", given="Noor")])
    noor = await town.town.person(COUNCIL, "2")
    async with town.town.work() as work:
        with executed(town.town) as log:
            await work.gate.facts(NURSE, [noor], town.town.clock.now())
    assert len(log.statements) == 1


async def test_whom_a_private_services_work_names_is_known_in_the_same_statement(town: SharingTown) -> None:
    boss, sam = worker(NHS, "acc_boss", "manager"), viewer_of(worker(NHS, "acc_sam"))
    await town.town.record(boss, Working(person_id=town.amina, professional_id="pro_acc_sam", shielded=True))
    found, statements = await facts(town, sam)
    assert (found[town.amina].named, statements) == (True, 1)
    for other in (NURSE, viewer_of(boss), viewer_of(worker(COUNCIL, "acc_sam"))):
        assert not (await facts(town, other))[0][town.amina].named


async def test_her_own_pages_know_who_works_with_her_privately(town: SharingTown) -> None:
    await town.town.take("org_refuge", [row("R1", nhs_number="9434765919")], shielded=True)
    herself = viewer_of(AMINA_HERSELF)
    found, statements = await facts(town, herself)
    assert statements == 2, "no emergency of hers is looked for"
    assert found[town.amina].herself
    assert found[town.amina].private == {"org_refuge"}
    assert not (await facts(town, NURSE))[0][town.amina].private


@pytest.mark.parametrize("role", sorted(AUDITORS))
async def test_and_so_does_who_reads_a_file_of_what_left_that_it_may_be_kept_out_of_it(
    town: SharingTown, role: str
) -> None:
    await town.town.take("org_refuge", [row("R1", nhs_number="9434765919")], shielded=True)
    found, _ = await facts(town, viewer_of(worker(NHS, "acc_auditor", role)))
    assert found[town.amina].private == {"org_refuge"}


def wordless(standing: Standing) -> Standing:
    """The gate opens nothing that is sealed."""
    basis = replace(standing.share.basis, reason="", not_informed_reason="")
    return replace(standing, share=replace(standing.share, basis=basis, advice_sought=""))
