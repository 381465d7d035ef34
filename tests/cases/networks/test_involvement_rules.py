"""A self-declared working link shows nothing until somebody else vouches for it."""

from dataclasses import replace
from datetime import date

import pytest

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.networks.involvement import Confirmer, Involvement, Status, confirmed

TODAY = date(2026, 11, 22)
DECLARED = Involvement(
    "inv_1", "per_1", "org_council", "pro_x", "", "visitor", TODAY, None, "declared", None, False, "acc_x", False
)
SCHOOL = replace(
    DECLARED,
    id="inv_2",
    organisation_id="org_school",
    professional_id="",
    source="school roll",
    confirmed=True,
    declared_by="",
)
COUNCIL = replace(SCHOOL, id="inv_3", organisation_id="org_council")
NURSE = replace(SCHOOL, id="inv_4", organisation_id="org_nhs", professional_id="pro_nurse")


def by(account: str, organisation: str, professional: str = "", role: str = "worker") -> Confirmer:
    return Confirmer(account, organisation, professional, role)


MANAGER = by("acc_m", "org_council", role="manager")


@pytest.mark.parametrize(
    "confirmer",
    [MANAGER, by("acc_t", "org_school"), by("acc_n", "org_nhs", "pro_nurse")],
    ids=["manager of the same organisation", "worker of another involved organisation", "named professional"],
)
def test_a_manager_or_a_member_of_the_network_confirms(confirmer: Confirmer) -> None:
    assert confirmed(DECLARED, confirmer, (DECLARED, SCHOOL, NURSE), TODAY).confirmed


@pytest.mark.parametrize(
    "confirmer",
    [
        by("acc_x", "org_council", role="manager"),
        by("acc_y", "org_council"),
        by("acc_m", "org_police", role="manager"),
        by("acc_y", "org_police"),
        by("acc_z", "org_council", "pro_x"),
    ],
    ids=["himself", "a colleague", "a manager elsewhere", "a stranger", "his own unconfirmed entry"],
)
def test_nobody_else_does(confirmer: Confirmer) -> None:
    with pytest.raises(Denied):
        confirmed(DECLARED, confirmer, (DECLARED, SCHOOL, COUNCIL), TODAY)


def test_a_member_whose_own_involvement_has_ended_is_none() -> None:
    past = replace(SCHOOL, until=date(2026, 11, 21))
    with pytest.raises(Denied):
        confirmed(DECLARED, by("acc_t", "org_school"), (past,), TODAY)


def test_a_shielded_member_is_nobody_outside() -> None:
    with pytest.raises(Denied):
        confirmed(DECLARED, by("acc_t", "org_school"), (replace(SCHOOL, shielded=True),), TODAY)


def test_a_shielded_involvement_is_confirmed_inside_its_organisation_only() -> None:
    shielded = replace(DECLARED, shielded=True)
    with pytest.raises(Denied):
        confirmed(shielded, by("acc_t", "org_school"), (SCHOOL,), TODAY)
    assert confirmed(shielded, MANAGER, (), TODAY).confirmed


def test_what_is_confirmed_or_over_cannot_be_confirmed() -> None:
    for over in (replace(DECLARED, confirmed=True), replace(DECLARED, until=TODAY)):
        with pytest.raises(Conflict):
            confirmed(over, MANAGER, (), TODAY)


def test_an_involvement_is_current_through_its_last_day() -> None:
    ended = DECLARED.ended(TODAY, TODAY)
    assert ended.status(TODAY) is Status.CURRENT
    assert ended.status(date(2026, 11, 23)) is Status.HISTORIC


def test_an_end_lies_between_the_beginning_and_today() -> None:
    for day in (date(2026, 11, 21), date(2026, 11, 23)):
        with pytest.raises(Invalid):
            DECLARED.ended(day, TODAY)
    with pytest.raises(Conflict):
        DECLARED.ended(TODAY, TODAY).ended(TODAY, TODAY)
