"""What is permitted of a hub's enquiry turns on who sits there: one enquiry, and the three gates say the same."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine, insert

from services.cases.domain.account_link import LinkState
from services.cases.domain.gate.disclosure import What
from services.cases.domain.hubs.enquiry import Enquiry
from services.cases.domain.hubs.hub import Seat
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.viewer import ViewerKind
from services.cases.store.tables.people import account_link
from tests.cases.gate.gate_hubs import Hubs, Sitting
from tests.cases.gate.gate_opinions import sql
from tests.cases.gate.gate_rows import stored
from tests.cases.gate.gate_worlds import NOW, TODAY, World
from tests.cases.gate.test_gate_turns import NOTHING, NURSE, WORLD, database, seen

__all__ = ["database"]

ADULT, IT = Purpose.SAFEGUARDING_ADULT, {("enquiry", "enq_1")}
ENQUIRY = Enquiry(
    id="enq_1",
    hub_id="hub_1",
    host_id="org_a",
    person_id="per_1",
    purpose=ADULT,
    basis=Basis(BasisKind.PUBLIC_TASK),
    reason="Neighbours heard shouting.",
    sources=frozenset(),
    until=TODAY + timedelta(days=1),
    opened_at=NOW,
    opened_by="acc",
)
NAMED, IN_ROLE = Seat("sea_1", "org_b", "pro_b2", ""), Seat("sea_1", "org_b", "", "duty")


def sits(seat: Seat, enquiry: Enquiry = ENQUIRY) -> World:
    took_part = frozenset({("hub_1", "org_a"), ("hub_1", "org_b")})
    return replace(WORLD, shares=(), hubs=Hubs(took_part, (Sitting("hub_1", seat, ended=False),), (enquiry,), (), ()))


def test_a_seat_is_the_named_ones_or_that_of_everybody_in_a_role(database: Engine) -> None:
    unnamed = replace(NURSE, professional_id="")
    assert seen(database, NURSE, sits(NAMED), ADULT) == IT
    assert seen(database, replace(unnamed, role="duty"), sits(IN_ROLE), ADULT) == IT
    assert seen(database, unnamed, sits(IN_ROLE), ADULT) == NOTHING, "no name is nobody's name"
    assert seen(database, replace(NURSE, professional_id="pro_x", role=""), sits(NAMED), ADULT) == NOTHING


def test_a_system_sits_nowhere_whatever_it_says_of_itself(database: Engine) -> None:
    for kind in (ViewerKind.PARTNER, ViewerKind.NOBODY):
        assert seen(database, replace(NURSE, kind=kind), sits(NAMED), ADULT) == NOTHING


def test_whom_an_account_was_once_taken_for_is_no_longer_himself(database: Engine) -> None:
    world = sits(NAMED, replace(ENQUIRY, sources=frozenset({"per_2"})))
    link = {"id": "lnk_1", "account_id": NURSE.subject, "person_id": "per_2", "proposed_at": NOW}
    link |= dict.fromkeys(("proof_id", "why", "confirmed_by", "method", "ended_reason"), "")
    for state in LinkState:
        with stored(database, world) as tx:
            tx.execute(insert(account_link).values(link | {"state": state.value}))
            assert bool(sql(tx, [NURSE], ADULT, {What.ENQUIRY})) is (state is not LinkState.LIVE)
