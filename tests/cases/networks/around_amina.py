"""Who belongs to Amina, who is invited to her network, and what is left for services that are never shown."""

from services.cases.domain.networks.family import FamilyLink, Kin
from services.cases.domain.networks.invitation import Invitation, Inviting
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.domain.purposes import Purpose
from services.cases.usecases.networks.invite import Invite
from services.cases.usecases.networks.record_family_link import RecordFamilyLink
from tests.cases.private_services.message_town import Messages
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown
from tests.cases.town import COUNCIL, NUMBERS, SCHOOL, row

ZED = row("2", given="Zed", birth="2019-04-02", nhs_number=NUMBERS[1])


async def belongs(town: SharingTown, kin: Kin = Kin.CHILD) -> FamilyLink:
    """Zed is hers; the council, which knows both, says so."""
    there = town.town
    zed = await there.person(COUNCIL, ZED.local_id)
    return await RecordFamilyLink(there.work, there.ids, there.clock)(SOCIAL_WORKER, town.amina, zed, kin, None)


async def invite(town: SharingTown) -> Invitation:
    there, to = town.town, Inviting(SCHOOL, "pro_teacher", "", "form tutor", Purpose.EDUCATION_SUPPORT)
    return await Invite(there.work, there.ids, there.clock)(SOCIAL_WORKER, town.amina, to)


async def leave_message(town: SharingTown) -> PrivateMessage:
    return await Messages(town.town, town.amina).leave()
