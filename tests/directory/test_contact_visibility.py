"""Who sees a professional's mail, phone and mobile."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import Denied
from services.directory.domain.card import Card
from services.directory.domain.ids import OrganisationId, ProfessionalId
from services.directory.domain.organisation import Kind
from services.directory.domain.professional import Professional, parse
from services.directory.domain.visibility import Viewer, as_seen_by
from tests.directory.house import LICHFIELD, MONDAY, OPERATOR, RESIDENT, SARA, House, worker

HERS = OrganisationId("org_hers")
OTHER = OrganisationId("org_other")


def card(*, share_mobile: bool = False) -> Card:
    _, facts = parse(replace(SARA, share_mobile=share_mobile))
    professional = Professional(ProfessionalId("prf_1"), "operator", HERS, None, facts, MONDAY)
    return Card(professional, "Midlands Community NHS Trust", Kind.NHS_TRUST, "")


def contacts(viewer: Viewer, of: Card) -> tuple[str, str, str]:
    facts = as_seen_by(viewer, of).professional.facts
    return facts.email, facts.phone, facts.mobile


MAIL, PHONE, MOBILE = "siobhan.obrien@midlands.nhs.example", "01632 960123", "07700 900456"


@pytest.mark.parametrize(
    ("viewer", "shares", "sees"),
    [
        (Viewer("worker", HERS), False, (MAIL, PHONE, MOBILE)),
        (Viewer("worker", OTHER), False, (MAIL, PHONE, "")),
        (Viewer("worker", OTHER), True, (MAIL, PHONE, MOBILE)),
        (Viewer("worker", None), True, ("", "", "")),
        (Viewer("resident", None), True, ("", "", "")),
        (Viewer("resident", HERS), True, ("", "", "")),
        (Viewer("partner", HERS), True, ("", "", "")),
        (Viewer("operator", None), True, ("", "", "")),
        (Viewer("service", None), True, ("", "", "")),
        (Viewer("", HERS), True, ("", "", "")),
    ],
)
def test_each_viewer_sees_what_the_policy_says(viewer: Viewer, shares: bool, sees: tuple[str, str, str]) -> None:
    assert contacts(viewer, card(share_mobile=shares)) == sees


@pytest.mark.parametrize("viewer", [Viewer("worker", HERS), Viewer("worker", OTHER)])
def test_nobody_is_led_to_somebody_who_does_not_work_there_any_more(viewer: Viewer) -> None:
    one = card(share_mobile=True)
    left = replace(one, professional=replace(one.professional, disabled_at=MONDAY))
    assert contacts(viewer, left) == ("", "", "")
    assert as_seen_by(viewer, left).professional.disabled_at == MONDAY


@given(kind=st.text(max_size=12), organisation=st.sampled_from([HERS, OTHER, None]), shares=st.booleans())
def test_only_workers_see_any_contact_and_nothing_but_contacts_is_hidden(
    kind: str, organisation: OrganisationId | None, shares: bool
) -> None:
    before = card(share_mobile=shares)
    after = as_seen_by(Viewer(kind, organisation), before)
    if kind != "worker" or organisation is None:
        assert contacts(Viewer(kind, organisation), before) == ("", "", "")
    shown = replace(after.professional.facts, email=MAIL, phone=PHONE, mobile=MOBILE)
    assert shown == before.professional.facts


async def test_every_call_that_shows_a_professional_asks_the_policy(small: House) -> None:
    await small.with_professionals(SARA)
    await small.indexer().catch_up()
    [found] = await small.find("obrien")
    elsewhere = worker("org_elsewhere")
    [one_of_many] = await small.get_many(elsewhere, [found.professional.id])
    alone = await small.get_professional(elsewhere, found.professional.id)
    by_mail, by_number = await small.one(MAIL), await small.one("NMC 85i6030w")
    for seen in (found, one_of_many, alone, by_mail, by_number):
        facts = seen.professional.facts
        assert (facts.email, facts.phone, facts.mobile) == (MAIL, PHONE, "")
    colleague = worker(found.professional.organisation)
    for seen in (await small.one(by=colleague), await small.get_professional(colleague, found.professional.id)):
        assert seen.professional.facts.mobile == MOBILE


async def test_a_resident_is_told_who_supports_her_without_contacts_and_cannot_look_around(small: House) -> None:
    await small.with_professionals(SARA)
    await small.indexer().catch_up()
    found = await small.one()
    [seen] = await small.get_many(RESIDENT, [found.professional.id])
    assert seen.professional.facts.family_name == "O'Brien"
    assert (seen.professional.facts.email, seen.professional.facts.phone, seen.professional.facts.mobile) == (
        "",
        "",
        "",
    )
    with pytest.raises(Denied, match="professionals:read"):
        await small.find("obrien", by=RESIDENT)
    with pytest.raises(Denied, match="professionals:read"):
        await small.get_professional(RESIDENT, found.professional.id)


async def test_who_may_not_see_a_mail_address_cannot_test_one_by_searching(small: House) -> None:
    await small.with_organisations(LICHFIELD)
    await small.with_professionals(replace(SARA, given_name="Ann", family_name="Lee"))
    await small.indexer().catch_up()
    assert len(await small.find(MAIL)) == 1
    assert await small.find(MAIL, by=OPERATOR) == []
