"""Someone registering in her name must not reach her network: what it takes to make a link."""

from datetime import UTC, datetime

import pytest

from chassis.errors import Conflict, Invalid
from services.cases.domain.account_link import AccountLink, LinkState

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def link(state: LinkState, person: str = "per_1") -> AccountLink:
    return AccountLink("lnk_1", "acc_1", "prf_1", person, state, "", NOW)


@pytest.mark.parametrize("method", ["in_person", "safe_contact_code"])
def test_an_agency_that_met_her_makes_the_link(method: str) -> None:
    live = link(LinkState.PROPOSED).made("acc_worker", method, "")
    assert (live.state, live.confirmed_by, live.method) == (LinkState.LIVE, "acc_worker", method)


def test_no_other_way_of_confirming_counts() -> None:
    with pytest.raises(Invalid, match="in_person"):
        link(LinkState.PROPOSED).made("acc_worker", "telephone", "")


def test_a_confirming_worker_cannot_put_another_person_under_a_proposed_link() -> None:
    assert link(LinkState.PROPOSED).made("acc_worker", "in_person", "per_other").person_id == "per_1"


def test_where_no_single_match_was_found_only_meeting_her_counts() -> None:
    waiting = link(LinkState.OFFICER, person="")
    with pytest.raises(Invalid, match="in_person"):
        waiting.made("acc_worker", "safe_contact_code", "per_1")
    with pytest.raises(Invalid, match="name the person"):
        waiting.made("acc_worker", "in_person", "")
    assert waiting.made("acc_worker", "in_person", "per_1").person_id == "per_1"


@pytest.mark.parametrize("state", [LinkState.LIVE, LinkState.SUSPENDED, LinkState.REFUSED, LinkState.ENDED])
def test_a_link_is_made_once(state: LinkState) -> None:
    with pytest.raises(Conflict):
        link(state).made("acc_worker", "in_person", "per_1")


def test_a_link_can_be_refused_and_reversed() -> None:
    assert link(LinkState.PROPOSED).ended("not her").state is LinkState.REFUSED
    live = link(LinkState.PROPOSED).made("acc_worker", "in_person", "")
    assert live.ended("wrong person").state is live.suspended().ended("wrong person").state is LinkState.ENDED
    with pytest.raises(Conflict):
        link(LinkState.ENDED).ended("again")
