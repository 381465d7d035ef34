"""With an officer there she is served as herself, and the log says whose hand it was; who acts for her on a mandate
sees of two of her pages what it reaches, and nothing else anywhere.
"""

from dataclasses import replace
from datetime import date

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.consents.consent import Method
from services.cases.domain.looks.tie import Home, Subject
from services.cases.domain.networks.network import Seat
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.domain.viewer import PROXIES, ViewerKind, viewer_of
from services.cases.usecases.audit.list_my_disclosures import MyDisclosures
from services.cases.usecases.consents.end_confidence import EndConfidence
from services.cases.usecases.consents.keep_in_confidence import ConfidenceWish, KeepInConfidence
from services.cases.usecases.consents.list_confidences import ListConfidences
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.looks.declare_tie import DeclareTie
from services.cases.usecases.networks.get_my_network import GetMyNetwork
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.sharing.get_my_sharing import MySharing
from services.identity.domain.mandates.mandate import KINDS
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    CONSENTED,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    TASK,
    UNTOLD,
    SharingTown,
    holding,
)
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, worker

WITH_HER = {"act": "acc_officer", "act_kind": "officer", "act_for": "sit_1"}
OFFICER_THERE = replace(AMINA_HERSELF, claims=WITH_HER)
EVERY_CLASS = "health housing education social_care finance sexual_health protected_address"


def proxy(kind: str = "carer", classes: str = "social_care housing", account: str = "acc_amina") -> Caller:
    """As identity signs for who acts on a mandate that reaches these classes today."""
    claims = {"act": "acc_rosa", "act_kind": kind, "act_for": "man_1", "act_classes": classes}
    return Caller(account, "proxy", frozenset({"acting:read"}), claims)


PARENT = proxy("parental_responsibility", EVERY_CLASS)
# A token with every scope there is: neither is the person.
BOLD = replace(PARENT, scopes=AMINA_HERSELF.scopes | {"acting:read", "people:read", "records:read", "audit:read"})


async def network(town: SharingTown, caller: Caller) -> list[Seat]:
    there = town.town
    return list((await GetMyNetwork(there.work, Disclose(there.ids, there.clock), there.clock)(caller)).seats)


async def organisations(town: SharingTown, caller: Caller) -> set[str]:
    return {seat.involvement.organisation_id for seat in await network(town, caller)}


async def confide(
    town: SharingTown, *classes: str, caller: Caller = HEALTH_VISITOR, day: str = "2026-11-20"
) -> Confidence:
    wish = ConfidenceWish(town.amina, classes, day, "Dr Lee, school nurse")
    return await KeepInConfidence(town.town.work, town.town.ids, town.town.clock)(caller, wish)


async def test_a_consent_said_with_an_officer_there_is_hers_and_names_the_officers_hand(town: SharingTown) -> None:
    given = await town.consent(OFFICER_THERE)
    assert (given.method, given.given_by) == (Method.SPOKEN, "acc_officer")
    assert (await town.consent(AMINA_HERSELF)).method is Method.ONLINE
    withdrawn = await town.withdraw(given, OFFICER_THERE)
    assert withdrawn.consent_id == given.id


def test_the_gate_knows_the_kinds_of_mandate_that_identity_does() -> None:
    assert PROXIES == KINDS


@pytest.mark.parametrize("lacking", ["act", "act_kind", "act_classes"])
def test_a_token_that_does_not_say_who_acts_as_what_and_how_far_is_nobodys(lacking: str) -> None:
    assert viewer_of(PARENT).kind is ViewerKind.PROXY
    incomplete = replace(PARENT, claims={name: value for name, value in PARENT.claims.items() if name != lacking})
    assert viewer_of(incomplete).kind is ViewerKind.NOBODY


async def test_a_carer_sees_who_supports_her_as_far_as_the_mandate_reaches_without_names(town: SharingTown) -> None:
    priya = Working(person_id=town.amina, professional_id="pro_priya", role="Social worker")
    await town.town.record(worker(COUNCIL, "acc_manager", "manager"), priya)
    seats = await network(town, proxy())
    assert {seat.involvement.organisation_id for seat in seats} == {COUNCIL}
    assert "Social worker" in {seat.involvement.role for seat in seats}
    assert {seat.involvement.professional_id for seat in seats} == {""}
    assert await organisations(town, proxy(classes="health")) == {NHS}
    assert await organisations(town, PARENT) == {COUNCIL, NHS} == await organisations(town, AMINA_HERSELF)


async def test_a_finance_attorney_sees_nothing_that_is_not_about_money(town: SharingTown) -> None:
    attorney = proxy("finance_attorney", "finance")
    await town.town.take(SCHOOL, [AMINA])
    assert await organisations(town, attorney) == {COUNCIL}
    await town.share_on_consent()
    assert await town.my_sharing(attorney) == MySharing()


async def test_a_mandate_that_reaches_nothing_looks_like_nobody_involved(town: SharingTown) -> None:
    """Suspended, over, without its assessment, not begun: identity says of each that it reaches nothing."""
    await town.share_on_consent()
    suspended, alone = proxy(classes=""), proxy(account="acc_nobody")
    bold = [replace(caller, scopes=BOLD.scopes) for caller in (suspended, alone)]
    assert [await network(town, caller) for caller in bold] == [[], []]
    assert [await town.my_sharing(caller) for caller in bold] == [MySharing(), MySharing()]


async def test_no_proxy_learns_of_a_private_service_or_what_she_was_not_told_of(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    before = await network(town, PARENT), await town.my_sharing(PARENT)
    assert REFUGE not in {seat.involvement.organisation_id for seat in before[0]}
    await town.share(to_organisation_ids=[REFUGE], basis=TASK, until="2026-12-31", purpose="safeguarding_adult")
    await town.share(basis=UNTOLD, until="2026-12-31", purpose="safeguarding_adult")
    spoken = {"method": "spoken", "person_id": town.amina}
    await town.consent(SOCIAL_WORKER, **spoken, to_organisation_ids=[REFUGE])
    # What she agreed to on her own screen stays on her page, and off the proxy's.
    await town.consent(to_organisation_ids=[REFUGE])
    assert len((await town.my_sharing()).consents) == 1
    assert (await network(town, PARENT), await town.my_sharing(PARENT)) == before


@pytest.mark.parametrize("secret", ["protected_address", "sexual_health", "mental_health", "substance_use"])
async def test_a_share_of_what_a_parent_may_not_see_is_not_there_whatever_the_token_says(
    town: SharingTown, secret: str
) -> None:
    bold = proxy("parental_responsibility", f"{EVERY_CLASS} mental_health substance_use")
    consent = await town.consent(data_classes=["housing", secret])
    basis = replace(CONSENTED, consent_id=consent.id)
    await town.share(data_classes=["housing", secret], basis=basis)
    assert await town.my_sharing(bold) == MySharing()
    assert len((await town.my_sharing()).shares) == len((await town.my_sharing()).consents) == 1


async def test_what_is_shared_comes_without_what_somebody_wrote(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    await town.share(
        basis=replace(TASK, reason="Her neighbour Mr Pike told us."), until="2026-12-31", purpose="safeguarding_adult"
    )
    told = await town.my_sharing(proxy())
    assert [one.id for one in told.consents] == [consent.id]
    assert [(s.share.basis.reason, s.share.basis.not_informed_reason) for s in told.shares] == [("", "")] * 2


async def test_a_competent_childs_refusal_stands_until_she_lets_it_go(town: SharingTown) -> None:
    await town.share_on_consent(to_organisation_ids=[NHS])
    assert await organisations(town, PARENT) == {COUNCIL, NHS}
    refusal = await confide(town)
    assert await organisations(town, PARENT) == {COUNCIL}
    assert await town.my_sharing(PARENT) == MySharing()
    assert await organisations(town, AMINA_HERSELF) == {COUNCIL, NHS}
    with pytest.raises(NotFound):
        await EndConfidence(town.town.work, town.town.mandates, town.town.clock)(SOCIAL_WORKER, refusal.id)
    ended = await EndConfidence(town.town.work, town.town.mandates, town.town.clock)(HEALTH_VISITOR, refusal.id)
    assert ended.ended_at == town.town.clock.now()
    assert await organisations(town, PARENT) == {COUNCIL, NHS}
    with pytest.raises(Conflict):
        await EndConfidence(town.town.work, town.town.mandates, town.town.clock)(HEALTH_VISITOR, refusal.id)
    assert await town.leaves("confidence.moved") == 2


async def test_whoever_recorded_it_finds_it_again_until_she_lets_it_go_and_nobody_else_does(town: SharingTown) -> None:
    await town.share_on_consent(to_organisation_ids=[NHS])
    kept = ListConfidences(town.town.work, town.town.mandates, town.town.clock)
    first = await confide(town, "housing")
    town.later(days=1)
    second = await confide(town)
    assert await kept(HEALTH_VISITOR, town.amina) == [first, second]
    assert await kept(SOCIAL_WORKER, town.amina) == []
    await EndConfidence(town.town.work, town.town.mandates, town.town.clock)(HEALTH_VISITOR, first.id)
    assert await kept(HEALTH_VISITOR, town.amina) == [second]
    assert await kept(worker(SCHOOL, "acc_teacher"), town.amina) == []
    with pytest.raises(NotFound):
        await kept(HEALTH_VISITOR, "per_nobody")
    for nobody in (PARENT, BOLD, AMINA_HERSELF):
        with pytest.raises(Denied):
            await kept(nobody, town.amina)


async def test_a_worker_does_not_read_what_is_kept_of_herself(town: SharingTown) -> None:
    await confide(town)
    await town.link("acc_nurse_herself", town.amina)
    with pytest.raises(Denied, match="about you"):
        await ListConfidences(town.town.work, town.town.mandates, town.town.clock)(
            worker(NHS, "acc_nurse_herself"), town.amina
        )


async def test_a_worker_who_is_her_parent_neither_reads_nor_ends_what_she_keeps_from_him(town: SharingTown) -> None:
    father, colleague = worker(NHS, "acc_father"), worker(NHS, "acc_colleague")
    kept = await confide(town, "sexual_health")
    read = ListConfidences(town.town.work, town.town.mandates, town.town.clock)
    end = EndConfidence(town.town.work, town.town.mandates, town.town.clock)
    # Her brother's account is not hers, and an account nobody has linked is nobody's.
    town.town.mandates.held["acc_colleague"] = frozenset({"acc_brother"})
    town.town.mandates.held["acc_father"] = frozenset({"acc_brother", "acc_amina"})
    for refused in (read(father, town.amina), end(father, kept.id)):
        with pytest.raises(Denied) as told:
            await refused
        assert (told.value.code, "keeps" in str(told.value)) == ("knows-her", False)
    assert await read(colleague, town.amina) == [kept]
    await end(colleague, kept.id)
    # Nor does he learn when nothing is kept.
    with pytest.raises(Denied):
        await read(father, town.amina)


@pytest.mark.parametrize(
    "subject",
    [
        ByNameAndBirth("AMÍNA", "begum", date.fromisoformat(AMINA.date_of_birth)),
        ByIdentifier("nhs_number", AMINA.nhs_number),
    ],
)
async def test_nor_does_a_worker_who_said_himself_that_he_knows_her(
    town: SharingTown, subject: ByNameAndBirth | ByIdentifier
) -> None:
    aunt, colleague = worker(NHS, "acc_aunt"), worker(NHS, "acc_colleague")
    kept = await confide(town)
    await declare(town, subject, holding(aunt, "ties:declare"))
    read = ListConfidences(town.town.work, town.town.mandates, town.town.clock)
    with pytest.raises(Denied, match="in your own life"):
        await read(aunt, town.amina)
    with pytest.raises(Denied, match="in your own life"):
        await EndConfidence(town.town.work, town.town.mandates, town.town.clock)(aunt, kept.id)
    assert await read(colleague, town.amina) == [kept]


async def test_a_refusal_tells_nobody_where_she_lives_nor_what_others_told_of_him(town: SharingTown) -> None:
    nurse, manager = worker(NHS, "acc_nurse"), holding(worker(NHS, "acc_manager", "manager"), "ties:declare")
    kept = await confide(town)
    lives = Home("Begum", AMINA.postcode, AMINA.address)
    stranger = ByNameAndBirth("Amina", "Begum", date(1961, 11, 2))
    await declare(town, lives, holding(nurse, "ties:declare"))
    await declare(town, stranger, holding(nurse, "ties:declare"))
    await declare(town, ByIdentifier("nhs_number", AMINA.nhs_number), manager, of="acc_nurse")
    assert await ListConfidences(town.town.work, town.town.mandates, town.town.clock)(nurse, town.amina) == [kept]


async def declare(town: SharingTown, subject: Subject, caller: Caller, of: str = "") -> None:
    await DeclareTie(town.town.work, town.town.ids, town.town.clock)(caller, of, subject)


async def test_she_keeps_a_kind_of_information_whoever_holds_it(town: SharingTown) -> None:
    await town.share_on_consent()
    await town.town.take(SCHOOL, [AMINA])
    await confide(town, "housing", caller=worker(SCHOOL, "acc_school_nurse"))
    assert await town.my_sharing(PARENT) == MySharing()
    assert await organisations(town, proxy(classes="housing")) == set()
    assert await organisations(town, PARENT) == {COUNCIL, NHS}


async def test_a_refusal_is_recorded_with_its_assessment_by_who_works_with_her(town: SharingTown) -> None:
    with pytest.raises(Invalid, match="assessed_on"):
        await confide(town, day="2026-11-23")
    with pytest.raises(Invalid, match="assessed_on"):
        await confide(town, day="yesterday")
    with pytest.raises(Denied):
        await confide(town, caller=worker(SCHOOL, "acc_school_nurse"))
    with pytest.raises(Denied):
        await confide(town, caller=BOLD)
    assert await town.leaves("confidence.moved") == 0


async def test_she_sees_that_somebody_who_acts_for_her_looked(town: SharingTown) -> None:
    await town.share_on_consent()
    await network(town, proxy())
    town.later(minutes=1)
    await town.my_sharing(proxy())
    looks = (await town.my_disclosures()).disclosures
    assert [(look.what, look.role, look.by) for look in looks] == [
        ("sharing", "carer", "acc_rosa"),
        ("network", "carer", "acc_rosa"),
    ]
    assert {look.organisation_name for look in looks} == {"Somebody who acts for you"}


async def test_a_proxy_is_nobody_to_every_other_verb_about_her(town: SharingTown) -> None:
    consent, _ = await town.share_on_consent()
    record = await town.record()
    for caller in (PARENT, BOLD):
        for act in (town.consent(caller), town.withdraw(consent, caller), town.read(record, caller), town.look(caller)):
            with pytest.raises((Denied, NotFound)):
                await act
    assert await town.my_disclosures(BOLD) == MyDisclosures()
    with pytest.raises(Denied):
        await network(town, replace(PARENT, scopes=frozenset({"me:read"})))
