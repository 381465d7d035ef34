"""Authority to act for somebody is over: what was said yes to on it ends as if it were taken back, and nothing else."""

from dataclasses import replace

import pytest
from kith.identity.v1 import events_pb2 as identity_pb

from chassis.bus import Record
from chassis.errors import Denied, Invalid
from services.cases.api.events import IDENTITY, hear_identity
from services.cases.domain.consents.consent import withdrawal
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import viewer_of
from services.cases.usecases.account_links.end_closed_account import EndClosedAccount
from services.cases.usecases.account_links.propose_account_link import ProposeAccountLink
from services.cases.usecases.account_links.suspend_account_link import SuspendAccountLink
from services.cases.usecases.consents.end_consents_on_mandate import EndConsentsOnMandate
from tests.cases.sharing.test_consent_record import CHILD, by_mandate, child, recorded
from tests.cases.sharing_town import CONSENTED, PAGE, SOCIAL_WORKER, TASK, SharingTown


async def over(town: SharingTown, event_id: str = "evt_1", mandate: str = "man_1") -> None:
    """Identity says so, on the bus."""
    said = identity_pb.MandateOver(account_id=CHILD.subject, mandate_id=mandate)
    event = identity_pb.IdentityEvent(id=event_id, mandate_over=said)
    work, ids, clock, proofs = town.town.work, town.town.ids, town.town.clock, town.town.proofs
    hear = hear_identity(
        ProposeAccountLink(work, proofs, ids, clock),
        SuspendAccountLink(work, proofs, ids, clock),
        EndClosedAccount(work, ids, clock),
        EndConsentsOnMandate(work, ids, clock),
    )
    await hear(
        [Record(IDENTITY, CHILD.subject, event.SerializeToString(), {"id": event_id, "type": "mandate.suspended"})]
    )


async def shared_on_it(town: SharingTown, mia: str) -> tuple[str, str]:
    """A record of hers that is shared because her mother said yes, and that consent."""
    town.case = await town.open_case(kind="housing", person=mia)
    consent = await by_mandate(town, mia)
    basis = replace(CONSENTED, consent_id=consent.id)
    await town.share(person_id=mia, basis=basis, until="2027-01-31")
    return (await town.record()).id, consent.id


async def test_nothing_leaves_on_a_yes_whose_authority_is_over_and_its_recipients_are_told(town: SharingTown) -> None:
    mia = await child(town)
    record, consent_id = await shared_on_it(town, mia)
    await town.read(record)
    await over(town)
    with pytest.raises(Denied, match="withdr"):
        await town.read(record)
    mine = await town.my_sharing(CHILD)
    assert [share.share.ended for share in mine.shares] == [Ended.WITHDRAWN]
    async with town.town.work() as work:
        consent = await work.consents.get(consent_id)
        messages = await work.messages.by_hand(viewer_of(SOCIAL_WORKER), town.town.clock.now(), PAGE)
    assert consent.taken_back_at == town.town.clock.now()
    assert ("share.ended", mia) in await town.town.told()
    event = (await recorded(town, consent)).events[-1]
    assert (event.type, event.method, event.evidence, event.actor) == ("withdrawn", "authority_over", "", "identity")
    assert messages == [], "she has a page of hers"


async def test_what_rests_on_the_law_or_on_her_own_yes_goes_on(town: SharingTown) -> None:
    mia = await child(town)
    record, _ = await shared_on_it(town, mia)
    law = await town.share(person_id=mia, basis=TASK, until="2026-12-31", purpose="safeguarding_child")
    await over(town)
    assert (await town.read(record, why="safeguarding_child")).record.id == record
    hers = await town.consent()
    await over(town, "evt_2")
    async with town.town.work() as work:
        assert (await work.consents.get(hers.id)).withdrawn_at is None
        assert (await work.shares.get(law.share.id)).ended is Ended.NOT


async def test_another_mandate_that_is_over_and_the_same_event_again_change_nothing(town: SharingTown) -> None:
    mia = await child(town)
    record, consent_id = await shared_on_it(town, mia)
    await over(town, "evt_other", "man_2")
    await town.read(record)
    for _ in range(2):
        await over(town)
    assert await town.leaves("consent.withdrawn") == 1
    assert consent_id


async def test_who_has_no_account_is_handed_a_receipt(town: SharingTown) -> None:
    mia = await child(town)
    await shared_on_it(town, mia)
    async with town.town.work() as work:
        link = await work.account_links.open_of(CHILD.subject)
        assert link is not None
        await work.account_links.put(link.ended("a mistake"))
    await over(town)
    async with town.town.work() as work:
        [message] = await work.messages.by_hand(viewer_of(SOCIAL_WORKER), town.town.clock.now(), PAGE)
    assert (message.person_id, message.kind) == (mia, "receipt")


def test_nobody_writes_down_that_a_yes_ended_that_way() -> None:
    with pytest.raises(Invalid, match="phone, post, counter"):
        withdrawal("authority_over", "she rang", own_hand=False, with_her_there=False)
