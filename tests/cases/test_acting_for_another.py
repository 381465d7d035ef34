"""With an officer there she is served as herself, and the log says whose hand it was; a proxy is nobody here."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.consent import Method
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.usecases.get_my_network import GetMyNetwork
from services.cases.usecases.list_my_disclosures import MyDisclosures
from tests.cases.sharing_town import AMINA_HERSELF, SharingTown, sharing_town

WITH_HER = {"act": "acc_officer", "act_kind": "officer", "act_for": "sit_1"}
OFFICER_THERE = replace(AMINA_HERSELF, claims=WITH_HER)
# What identity signs for a proxy, and the same with every scope there is: neither is the person.
PROXY = Caller("acc_amina", "proxy", frozenset({"acting:read"}), {"act": "acc_rosa", "act_kind": "carer"})
BOLD_PROXY = replace(PROXY, scopes=AMINA_HERSELF.scopes | {"people:read", "records:read", "audit:read"})


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(database_url, tmp_path) as there:
        yield there


async def test_a_consent_said_with_an_officer_there_is_hers_and_names_the_officers_hand(town: SharingTown) -> None:
    given = await town.consent(OFFICER_THERE)
    assert (given.method, given.given_by) == (Method.SPOKEN, "acc_officer")
    assert (await town.consent(AMINA_HERSELF)).method is Method.ONLINE
    withdrawn = await town.withdraw(given, OFFICER_THERE)
    assert withdrawn.consent_id == given.id


async def test_a_proxy_is_nobody_to_every_verb_about_her(town: SharingTown) -> None:
    await town.share_on_consent()
    for proxy in (PROXY, BOLD_PROXY):
        assert viewer_of(proxy).kind is ViewerKind.NOBODY
        with pytest.raises((Denied, NotFound)):
            await town.consent(proxy)
    assert await town.my_sharing(BOLD_PROXY) == await town.my_sharing(replace(BOLD_PROXY, subject="acc_nobody"))
    assert await town.my_disclosures(BOLD_PROXY) == MyDisclosures()
    assert list(await GetMyNetwork(town.town.work, town.town.clock)(BOLD_PROXY)) == []
