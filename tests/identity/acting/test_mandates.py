"""Authority to act for somebody: recorded, listed, stopped, suspended, ended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.identity.domain.accounts.activity import SHOWN
from services.identity.domain.mandates.mandate import Assessment
from services.identity.store import tables
from tests.identity.acting.parties import OFFICER, Parties
from tests.identity.house import caller


async def test_a_resident_chooses_a_carer_and_both_see_it(any_parties: Parties) -> None:
    parties = any_parties
    amina, rosa = await parties.proven("amina@example.org", "Amina"), await parties.proven("rosa@example.org")
    made = await parties.record.by_resident(parties.me(amina), parties.wanted(amina, rosa))
    [seen] = await parties.listed.about_me(parties.me(amina))
    assert (seen.mandate.id, seen.name) == (made.id, "Rosa Begum")
    [held] = await parties.listed.held_by_me(parties.me(rosa))
    assert (held.mandate.id, held.name) == (made.id, "Amina Begum")
    assert held.classes == {"health", "social_care"}


async def test_a_resident_cannot_record_what_somebody_must_see_a_paper_for(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    for kind in ("finance_attorney", "health_attorney", "deputy", "advocate", "parental_responsibility"):
        with pytest.raises(Invalid) as refused:
            await parties.record.by_resident(parties.me(amina), parties.wanted(amina, rosa, kind))
        assert refused.value.fields[0].field == "kind"


async def test_a_resident_records_authority_over_herself_only(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    wanted = replace(parties.wanted(amina, rosa), account_id="acc_of_somebody_else")
    assert (await parties.record.by_resident(parties.me(amina), wanted)).account_id == amina.session.account_id


async def test_who_is_to_act_must_have_their_identity_checked(parties: Parties) -> None:
    amina, eve = await parties.proven("amina@example.org"), await parties.house.resident("eve@example.org")
    with pytest.raises(Invalid) as refused:
        await parties.record.by_resident(parties.me(amina), parties.wanted(amina, eve))
    assert refused.value.fields[0].field == "proxy_id"
    with pytest.raises(Invalid):
        wanted = replace(parties.wanted(amina, eve), proxy_id="acc_nobody")
        await parties.record.by_resident(parties.me(amina), wanted)


async def test_an_officer_records_nothing_that_concerns_the_officer(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    for own in (amina, rosa):
        officer = caller(own.session.account_id, role="officer", org="org_lichfield", acr="gpg44-high")
        with pytest.raises(Denied):
            await parties.record.by_officer(officer, parties.wanted(amina, rosa, "finance_attorney"))
    with pytest.raises(Denied):
        await parties.record.by_officer(parties.me(amina), parties.wanted(amina, rosa, "finance_attorney"))


async def test_she_ends_what_she_chose_at_once_and_the_carer_may_give_it_up(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    for who in (amina, rosa):
        made = await parties.record.by_resident(parties.me(amina), parties.wanted(amina, rosa))
        assert (await parties.end.by_party(parties.me(who), made.id)).ended_at
        assert await parties.listed.held_by_me(parties.me(rosa)) == []
        assert await parties.listed.about_me(parties.me(amina)) == []
        assert (await parties.end.by_party(parties.me(who), made.id)).ended_at, "twice is no error"


async def test_her_word_stops_an_attorney_until_an_officer_has_looked(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    made = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "finance_attorney"))
    stopped = await parties.end.by_party(parties.me(amina), made.id)
    assert stopped.stopped_at
    assert stopped.ended_at is None
    assert await parties.listed.held_by_me(parties.me(rosa)) == []
    await parties.suspension.resume(OFFICER, made.id, "She was asked again, and wants it.")
    assert len(await parties.listed.held_by_me(parties.me(rosa))) == 1


async def test_suspended_over_unassessed_and_never_recorded_look_alike_to_the_proxy(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    never = await parties.listed.held_by_me(parties.me(rosa))
    suspended = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "finance_attorney"))
    await parties.suspension.suspend(OFFICER, suspended.id, "Alleged source of harm.")
    ended = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "finance_attorney"))
    await parties.end.by_officer(OFFICER, ended.id)
    await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "health_attorney"))
    assert await parties.listed.held_by_me(parties.me(rosa)) == never == []


async def test_the_person_is_not_told_that_an_officer_suspended_it(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    made = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "finance_attorney"))
    await parties.suspension.suspend(OFFICER, made.id, "Alleged source of harm.")
    [seen] = await parties.listed.about_me(parties.me(amina))
    assert seen.mandate.id == made.id


async def test_an_attorney_for_health_waits_for_an_assessment_and_loses_it_again(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    made = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "health_attorney"))
    today = date(2026, 11, 22)
    found = Assessment("medical_treatment", today, today + timedelta(days=14), "Dr Lee, memory clinic", "")
    assessed = await parties.assess(OFFICER, made.id, found)
    assert assessed.assessments[0].recorded_by == OFFICER.subject
    [held] = await parties.listed.held_by_me(parties.me(rosa))
    assert held.classes == {"health"}
    parties.house.later(days=15)
    assert await parties.listed.held_by_me(parties.me(rosa)) == []


async def test_a_young_person_is_asked_again_at_16_and_it_ends_at_18(parties: Parties) -> None:
    sam, rosa = await parties.proven("sam@example.org", "Sam"), await parties.proven("rosa@example.org")
    born_on = date(2011, 1, 15)
    wanted = parties.wanted(sam, rosa, "parental_responsibility", born_on=born_on)
    made = await parties.record.by_officer(OFFICER, wanted)
    held = parties.listed.held_by_me
    with pytest.raises(Invalid):
        await parties.ask_again(parties.me(sam), made.id)
    assert len(await held(parties.me(rosa))) == 1
    parties.house.later(days=(date(2027, 1, 15) - date(2026, 11, 22)).days)
    assert await held(parties.me(rosa)) == []
    with pytest.raises(NotFound):
        await parties.ask_again(parties.me(rosa), made.id)
    await parties.ask_again(parties.me(sam), made.id)
    assert len(await held(parties.me(rosa))) == 1
    parties.house.later(days=(date(2029, 1, 15) - date(2027, 1, 15)).days)
    assert await held(parties.me(rosa)) == []


async def test_a_young_person_ends_a_parents_authority_for_good_from_16(parties: Parties) -> None:
    sam, rosa = await parties.proven("sam@example.org", "Sam"), await parties.proven("rosa@example.org")
    young = await parties.record.by_officer(
        OFFICER, parties.wanted(sam, rosa, "parental_responsibility", born_on=date(2015, 1, 1))
    )
    assert (await parties.end.by_party(parties.me(sam), young.id)).ended_at is None
    older = await parties.record.by_officer(
        OFFICER, parties.wanted(sam, rosa, "parental_responsibility", born_on=date(2010, 1, 1))
    )
    assert (await parties.end.by_party(parties.me(sam), older.id)).ended_at


async def test_nobody_else_ends_it_or_learns_that_it_is_there(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    eve = await parties.proven("eve@example.org", "Eve")
    made = await parties.record.by_resident(parties.me(amina), parties.wanted(amina, rosa))
    for unknown in (made.id, "man_none"):
        with pytest.raises(NotFound, match="no such authority"):
            await parties.end.by_party(parties.me(eve), unknown)
    for verb in (parties.suspension.suspend, parties.suspension.resume):
        with pytest.raises(Denied):
            await verb(parties.me(amina), made.id, "because")


async def test_what_is_over_stays_over(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    made = await parties.record.by_resident(parties.me(amina), parties.wanted(amina, rosa))
    await parties.end.by_party(parties.me(amina), made.id)
    with pytest.raises(Conflict):
        await parties.suspension.resume(OFFICER, made.id, "He asked nicely.")


async def test_a_repeated_request_records_once(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    me = caller(amina.session.account_id, key="once", sid=amina.session.id)
    wanted = parties.wanted(amina, rosa)
    assert await parties.record.by_resident(me, wanted) == await parties.record.by_resident(me, wanted)
    assert len(await parties.listed.about_me(me)) == 1


async def test_each_act_is_in_the_log_of_whom_it_is_about_and_why_one_is_suspended_lies_sealed(
    any_parties: Parties,
) -> None:
    parties = any_parties
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    made = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "finance_attorney"))
    await parties.suspension.suspend(OFFICER, made.id, "Alleged source of harm.")
    await parties.listed.for_officer(OFFICER, amina.session.account_id)
    await parties.suspension.resume(OFFICER, made.id, "The enquiry found nothing.")
    await parties.end.by_officer(OFFICER, made.id)
    async with parties.house.store.db.reading() as tx:
        leaf = tables.log.leaf
        rows = await tx.execute(
            select(leaf.c.kind).where(leaf.c.subject == amina.session.account_id).order_by(leaf.c.seq)
        )
        kinds = [kind for kind in rows.scalars() if kind.startswith("mandate")]
        [row] = (await tx.execute(select(tables.mandates))).all()
    assert kinds == ["mandate.recorded", "mandate.suspended", "mandates.read", "mandate.resumed", "mandate.ended"]
    for personal in (b"Alleged", b"enquiry", b"LP-2026-0417", b"instrument"):
        assert personal not in repr(row).encode()


async def test_a_proxys_own_log_does_not_tell_suspended_from_ended(parties: Parties) -> None:
    amina, rosa = await parties.proven("amina@example.org"), await parties.proven("rosa@example.org")
    logs = []
    for over in ("suspended", "ended"):
        made = await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "finance_attorney"))
        if over == "suspended":
            await parties.suspension.suspend(OFFICER, made.id, "Alleged source of harm.")
        else:
            await parties.end.by_officer(OFFICER, made.id)
        async with parties.house.store.db.reading() as tx:
            leaf = tables.log.leaf
            rows = await tx.execute(
                select(leaf.c.kind).where(leaf.c.subject == rosa.session.account_id).order_by(leaf.c.seq)
            )
            logs.append([kind for kind in rows.scalars() if kind.startswith("mandate")])
    assert logs == [["mandate.received"], ["mandate.received"] * 2]
    assert "mandate.suspended" not in SHOWN


async def test_others_hear_that_it_is_over_and_never_how(any_parties: Parties) -> None:
    parties = any_parties
    amina, rosa = await parties.proven("amina@example.org", "Amina"), await parties.proven("rosa@example.org")
    made = [await parties.record.by_officer(OFFICER, parties.wanted(amina, rosa, "health_attorney")) for _ in range(3)]
    before = len(await parties.house.published())
    await parties.suspension.suspend(OFFICER, made[0].id, "Alleged source of harm.")
    await parties.end.by_party(parties.me(amina), made[1].id)
    await parties.end.by_officer(OFFICER, made[2].id)
    assert (await parties.house.published())[before:] == ["mandate_over"] * 3
    await parties.suspension.resume(OFFICER, made[0].id, "It was nothing.")
    assert len(await parties.house.published()) == before + 3
