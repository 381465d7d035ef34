"""What is kept of a consent, and who may give it for somebody else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import jwt
import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.consents.authority import Competence, Mandate, Outcome
from services.cases.domain.consents.consent import Consent
from services.cases.domain.consents.consent_record import EventType, Refusal
from services.cases.store.tables.consents import consent_event, consent_record, refusal
from services.cases.usecases.consents.consent_situation import NOT_ASSESSED, CompetenceWish
from services.cases.usecases.consents.get_consent_record import Recorded
from services.cases.usecases.consents.refuse_consent import RefusalWish, RefuseConsent
from services.cases.usecases.consents.withdraw_consent import WithdrawConsent
from services.cases.usecases.people.record_death import RecordDeath
from tests.cases.sharing.test_acting_for_another import OFFICER_THERE
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    HEALTH_VISITOR,
    RANG,
    RECEIPTS,
    SOCIAL_WORKER,
    SharingTown,
)
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, TODAY, resident, row, worker

FOUND_ABLE = CompetenceWish("able", "2026-11-20", "Dr Lee, school nurse")
FOUND_UNABLE = CompetenceWish("unable", "2026-11-20", "Dr Lee")
LACKS_IT = Competence(Outcome.UNABLE, TODAY - timedelta(3), "Dr Okafor")
CHILD = resident("acc_mia")


async def child(town: SharingTown, birth: str = "2013-06-01") -> str:
    """Mia, whom the council knows and who has an account; her mother may act for her, identity says."""
    await town.town.take(COUNCIL, [row("1"), row("9", "Mia", "Begum", birth)])
    mia = await town.town.person(COUNCIL, "9")
    await town.link(CHILD.subject, mia)
    mother = Mandate("man_1", CHILD.subject, "acc_amina", "parental_responsibility", frozenset({"housing", "health"}))
    town.town.mandates.live["man_1"] = mother
    return mia


async def by_mandate(town: SharingTown, person: str, caller: Caller = SOCIAL_WORKER, **wish: object) -> Consent:
    return await town.consent(
        caller, **{"person_id": person, "mandate_id": "man_1", "method": "spoken", "expires_on": "2027-01-31", **wish}
    )


async def recorded(town: SharingTown, consent: Consent, caller: Caller = SOCIAL_WORKER) -> Recorded:
    return await town.consent_record(consent, caller)


async def refuse(
    town: SharingTown,
    caller: Caller,
    person: str = "",
    found: CompetenceWish = NOT_ASSESSED,
    evidence: str = RANG,
    to: str = NHS,
) -> Refusal:
    wish = RefusalWish(person, COUNCIL, [to], ["housing"], "housing_support", found, evidence)
    return await RefuseConsent(town.town.work, town.town.ids, town.town.clock)(caller, wish)


def claims(signature: str) -> dict[str, Any]:
    key = jwt.PyJWK.from_json(RECEIPTS.public_key).key
    assert jwt.get_unverified_header(signature)["typ"] == "kith-consent-record+jwt"
    said: dict[str, Any] = jwt.decode(signature, key, algorithms=["ES256"])
    return said


async def test_every_field_of_the_minimum_record_is_kept_and_signed(town: SharingTown) -> None:
    consent = await town.consent()
    kept = await recorded(town, consent, AMINA_HERSELF)
    assert kept.record is not None
    signed = claims(kept.record.signature)
    assert {name: value for name, value in signed.items() if not value} == {"mandate": "", "competence": []}
    assert set(signed) == set(kept.record.claims(consent)) | {"iss"}
    assert (signed["schema"], signed["authority"], signed["grantor"]) == ("kith-consent-1", "self", "acc_amina")
    assert (signed["jurisdiction"], signed["recipients"], signed["classes"]) == ("England", [NHS], ["housing"])
    assert signed["notice"]["sha256"] == consent.notice.hash
    assert kept.notice.startswith("You agree that the organisation named")


async def test_what_happens_to_it_is_appended_with_who_and_when(town: SharingTown) -> None:
    consent = await town.consent(SOCIAL_WORKER, person_id=town.amina)
    [given] = (await recorded(town, consent)).events
    assert (given.type, given.actor, given.state, given.method, given.at) == (
        EventType.GIVEN,
        "acc_social_worker",
        "given",
        "spoken",
        town.town.clock.now(),
    )


async def test_a_yes_said_aloud_says_how_it_was_heard_as_taking_it_back_does(town: SharingTown) -> None:
    mia = await child(town)
    for nothing in ("", "  "):
        with pytest.raises(Invalid) as wrong:
            await town.consent(SOCIAL_WORKER, person_id=town.amina, evidence=nothing)
        with pytest.raises(Invalid) as unheard:
            await by_mandate(town, mia, evidence=nothing)
        assert [each.field for each in (*wrong.value.fields, *unheard.value.fields)] == ["evidence", "evidence"]
    consent = await town.consent(SOCIAL_WORKER, person_id=town.amina, evidence=f" {RANG} ")
    with pytest.raises(Invalid) as silent:
        await WithdrawConsent(town.town.work, RECEIPTS, town.town.ids, town.town.clock)(
            SOCIAL_WORKER, consent.id, "phone", ""
        )
    assert silent.value.fields == wrong.value.fields
    [given] = (await recorded(town, consent)).events
    assert (given.actor, given.method, given.evidence) == (SOCIAL_WORKER.subject, "spoken", RANG)
    async with town.town.db.reading() as tx:
        assert all(RANG.encode() not in bytes(kept.words) for kept in await tx.execute(consent_event.select()))


async def test_a_no_that_another_hand_writes_down_says_how_it_was_heard(town: SharingTown) -> None:
    for nothing in ("", "  "):
        with pytest.raises(Invalid) as unheard:
            await refuse(town, SOCIAL_WORKER, town.amina, evidence=nothing)
        assert [each.field for each in unheard.value.fields] == ["evidence"]
    assert await town.leaves("consent.refused") == 0
    told = await refuse(town, SOCIAL_WORKER, town.amina, evidence=f" {RANG} ")
    hers = await refuse(town, AMINA_HERSELF, evidence="Nobody asked.")
    beside = await refuse(town, OFFICER_THERE, evidence="")
    assert (told.evidence, hers.evidence, beside.evidence) == (RANG, "", "")
    async with town.town.work() as work:
        assert set(await work.consent_records.refusals(town.amina)) == {told, hers, beside}
    async with town.town.db.reading() as tx:
        assert all(RANG.encode() not in bytes(kept.words) for kept in await tx.execute(refusal.select()))


async def test_her_own_hand_needs_no_words_nor_does_an_officer_who_sits_with_her(town: SharingTown) -> None:
    online = await town.consent(evidence="Nobody asked.")
    beside = await town.consent(OFFICER_THERE, method="spoken", evidence="At the counter, with her passport.")
    without = await town.consent(OFFICER_THERE, method="spoken", evidence="")
    told = [(await recorded(town, one)).events[0].evidence for one in (online, beside, without)]
    assert told == ["", "At the counter, with her passport.", ""]


async def test_only_she_and_the_organisations_it_names_read_it(town: SharingTown) -> None:
    consent = await town.consent()
    assert (await recorded(town, consent, HEALTH_VISITOR)).consent.id == consent.id
    for other in (worker(SCHOOL, "acc_teacher"), resident("acc_other")):
        with pytest.raises(NotFound):
            await recorded(town, consent, replace(other, scopes=SOCIAL_WORKER.scopes))


async def test_a_workers_look_at_it_is_on_her_page_and_her_own_is_not(town: SharingTown) -> None:
    consent = await town.consent()
    await recorded(town, consent, AMINA_HERSELF)
    assert await town.town.looks(town.amina) == []
    for reader, organisation in ((SOCIAL_WORKER, COUNCIL), (HEALTH_VISITOR, NHS)):
        await recorded(town, consent, reader)
        look = (await town.town.looks(town.amina))[0]
        assert (look.what, look.by, look.organisation_id) == ("consent", reader.subject, organisation)
        assert (look.holder_id, look.data_classes, look.basis) == (COUNCIL, ("housing",), "party")
        assert look.because == "Read the record of what you agreed to, in which this organisation is named."
        town.later(minutes=1)


async def test_a_look_at_what_was_said_to_a_private_service_is_logged_and_not_on_her_screen(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    aloud = await town.consent(SOCIAL_WORKER, person_id=town.amina, to_organisation_ids=[REFUGE])
    before = await town.leaves("disclosure")
    await recorded(town, aloud)
    assert (await town.leaves("disclosure"), await town.town.looks(town.amina)) == (before + 1, [])


async def test_who_assessed_her_lies_sealed(town: SharingTown) -> None:
    mia = await child(town)
    await town.consent(SOCIAL_WORKER, person_id=mia, competence=FOUND_ABLE)
    async with town.town.db.reading() as tx:
        for table in (consent_record, consent_event):
            for kept in await tx.execute(table.select()):
                assert b"Lee" not in bytes(kept.words)


async def test_a_child_consents_once_somebody_found_her_able_for_this_decision(town: SharingTown) -> None:
    mia = await child(town)
    for caller in (CHILD, SOCIAL_WORKER):
        with pytest.raises(Invalid, match="at her age"):
            await town.consent(caller, person_id=mia)
    consent = await town.consent(SOCIAL_WORKER, person_id=mia, competence=FOUND_ABLE)
    kept = (await recorded(town, consent)).record
    assert kept is not None
    assert [each.assessor for each in kept.competence] == ["Dr Lee, school nurse"]
    assert (await town.consent(CHILD)).person_id == mia
    with pytest.raises(Invalid, match="at her age"):
        await town.consent(CHILD, data_classes=["health"])


async def test_nobody_says_of_herself_that_she_was_found_able(town: SharingTown) -> None:
    await child(town)
    with pytest.raises(Invalid) as wrong:
        await town.consent(CHILD, competence=FOUND_ABLE)
    assert wrong.value.fields[0].field == "competence"


async def test_a_mother_consents_for_her_child_and_the_record_names_her(town: SharingTown) -> None:
    mia = await child(town)
    consent = await by_mandate(town, mia)
    kept = (await recorded(town, consent)).record
    assert kept is not None
    assert (kept.authority, kept.grantor_id, kept.mandate_id) == ("parental_responsibility", "acc_amina", "man_1")


async def test_a_child_who_was_found_able_refuses_and_her_mothers_yes_does_not_stand(town: SharingTown) -> None:
    mia = await child(town)
    await refuse(town, SOCIAL_WORKER, mia, FOUND_ABLE)
    with pytest.raises(Denied) as stands:
        await by_mandate(town, mia)
    assert stands.value.code == "she-refuses"
    assert not (await town.my_sharing(CHILD)).consents
    assert await town.leaves("consent.refused") == 1


async def test_what_she_took_back_herself_her_mother_does_not_give_again(town: SharingTown) -> None:
    mia = await child(town)
    hers = await town.consent(SOCIAL_WORKER, person_id=mia, competence=FOUND_ABLE)
    town.later(hours=1)
    await town.withdraw(hers, CHILD)
    with pytest.raises(Denied):
        await by_mandate(town, mia)


async def test_a_no_about_something_else_or_before_her_own_later_yes_stands_in_nobodys_way(town: SharingTown) -> None:
    mia = await child(town)
    await refuse(town, SOCIAL_WORKER, mia, FOUND_ABLE)
    await by_mandate(town, mia, data_classes=["health"])
    town.later(hours=1)
    await town.consent(CHILD)
    await by_mandate(town, mia)


async def test_from_sixteen_she_is_asked_herself(town: SharingTown) -> None:
    mia = await child(town, "2010-06-01")
    with pytest.raises(Denied) as hers:
        await by_mandate(town, mia)
    assert hers.value.code == "she-decides"
    with pytest.raises(Denied):
        await by_mandate(town, mia, competence=FOUND_ABLE)
    await by_mandate(town, mia, competence=FOUND_UNABLE)


async def test_a_mothers_yes_ends_before_the_child_turns_sixteen(town: SharingTown) -> None:
    mia = await child(town, "2011-02-01")
    with pytest.raises(Invalid) as wrong:
        await by_mandate(town, mia, expires_on="2027-02-01")
    assert wrong.value.fields[0].field == "expires_on"
    await by_mandate(town, mia, expires_on="2027-01-31")


async def test_a_health_attorney_decides_only_while_she_was_found_unable_and_money_is_not_his(
    town: SharingTown,
) -> None:
    reach = frozenset({"housing"})
    attorney = Mandate("man_1", AMINA_HERSELF.subject, "acc_son", "health_attorney", reach)
    town.town.mandates.live["man_1"] = attorney
    with pytest.raises(Denied):
        await by_mandate(town, town.amina)
    town.town.mandates.live["man_1"] = replace(attorney, found=(LACKS_IT,))
    with pytest.raises(Invalid, match="does not reach finance"):
        await by_mandate(town, town.amina, data_classes=["finance"])
    with pytest.raises(Denied):
        await by_mandate(town, town.amina, competence=FOUND_ABLE)
    kept = (await recorded(town, await by_mandate(town, town.amina))).record
    assert kept is not None
    assert kept.competence == (LACKS_IT,)


@pytest.mark.parametrize("kind", ["carer", "advocate"])
async def test_a_carer_or_advocate_consents_for_nobody(town: SharingTown, kind: str) -> None:
    town.town.mandates.live["man_1"] = Mandate("man_1", AMINA_HERSELF.subject, "acc_x", kind, frozenset({"housing"}))
    with pytest.raises(Invalid, match="does not consent"):
        await by_mandate(town, town.amina)


async def test_authority_that_is_none_today_or_is_for_somebody_else_gives_the_same_answer(town: SharingTown) -> None:
    mia = await child(town)
    with pytest.raises(Invalid) as others:
        await by_mandate(town, town.amina)
    town.town.mandates.live.clear()
    with pytest.raises(Invalid) as none:
        await by_mandate(town, mia)
    assert others.value.fields == none.value.fields


async def test_a_resident_names_no_authority_of_her_own(town: SharingTown) -> None:
    mia = await child(town)
    for person in (mia, town.amina):
        with pytest.raises(Invalid) as wrong:
            await by_mandate(town, person, AMINA_HERSELF, method="online")
        assert wrong.value.fields[0].field == "mandate_id"


async def test_nobody_consents_for_somebody_who_has_died_until_it_proves_a_mistake(town: SharingTown) -> None:
    die = RecordDeath(town.town.work, town.town.clock)
    assert await die(SOCIAL_WORKER, town.amina, "2026-11-20")
    for caller in (AMINA_HERSELF, SOCIAL_WORKER):
        with pytest.raises(Conflict) as died:
            await town.consent(caller, person_id=town.amina)
        assert died.value.code == "person-died"
    await die(SOCIAL_WORKER, town.amina, "")
    assert await town.consent()
    assert await town.leaves("person.death-recorded") == 2


async def test_only_who_works_with_her_says_that_she_has_died_and_not_ahead(town: SharingTown) -> None:
    die = RecordDeath(town.town.work, town.town.clock)
    with pytest.raises(Denied):
        await die(worker(SCHOOL, "acc_teacher"), town.amina, "2026-11-20")
    with pytest.raises(Invalid):
        await die(SOCIAL_WORKER, town.amina, "2026-11-23")
    assert await town.consent()


async def test_nobody_died_before_the_day_on_which_the_agency_says_that_she_was_born(town: SharingTown) -> None:
    die = RecordDeath(town.town.work, town.town.clock)
    with pytest.raises(Invalid) as wrong:
        await die(SOCIAL_WORKER, town.amina, "1992-03-03")
    assert wrong.value.fields[0].field == "died_on"
    assert await town.leaves("person.death-recorded") == 0
    assert await die(SOCIAL_WORKER, town.amina, "1992-03-04")


async def test_a_worker_takes_it_back_for_her_in_one_step_and_how_she_told_him_is_kept(town: SharingTown) -> None:
    consent = await town.consent(SOCIAL_WORKER, person_id=town.amina)
    assert (await town.withdraw(consent, HEALTH_VISITOR)).signature
    [_, withdrawn] = (await recorded(town, consent)).events
    assert (withdrawn.type, withdrawn.state, withdrawn.method) == (EventType.WITHDRAWN, "withdrawn", "phone")
    assert (withdrawn.actor, withdrawn.evidence) == ("acc_health_visitor", RANG)
    assert withdrawn.receipt == "on her account page"
    assert await town.withdraw(consent, HEALTH_VISITOR)
    assert len((await recorded(town, consent)).events) == 2


@pytest.mark.parametrize(
    ("way", "evidence", "field"), [("", RANG, "method"), ("fax", RANG, "method"), ("post", " ", "evidence")]
)
async def test_a_worker_says_how_she_told_him(town: SharingTown, way: str, evidence: str, field: str) -> None:
    consent = await town.consent()
    withdraw = WithdrawConsent(town.town.work, RECEIPTS, town.town.ids, town.town.clock, timedelta(0))
    with pytest.raises(Invalid) as wrong:
        await withdraw(SOCIAL_WORKER, consent.id, way, evidence)
    assert wrong.value.fields[0].field == field
    assert (await town.my_sharing()).consents[0].withdrawn_at is None


async def test_her_own_hand_needs_no_words(town: SharingTown) -> None:
    consent = await town.consent()
    await town.withdraw(consent)
    assert (await recorded(town, consent, AMINA_HERSELF)).events[-1].method == "online"
