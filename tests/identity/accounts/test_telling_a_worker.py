"""The daily letter to a worker: that something changed, to whoever still works there, once, and nothing personal."""

import re

import pytest
from kith.identity.v1 import letters_pb2

from chassis.errors import Invalid
from services.identity.api.rpc.letters import LettersServicer
from services.identity.domain.letters.letter import Letter
from services.identity.domain.letters.wording import SUBJECT, WORDING
from services.identity.domain.workplaces.staff import StaffMember
from services.identity.usecases.letters.send_news import SendNews
from services.identity.usecases.letters.tell_worker import TellWorker
from services.identity.usecases.workplaces.follow_staff import FollowStaff
from tests.identity.house import House, acting

LICHFIELD = "org_lichfield"
MESSAGE, ANOTHER = "msg_01J9ZK3M5T8Q4R7V2W6X0Y1B3C", "msg_01J9ZK3M5T8Q4R7V2W6X0Y1B3D"


async def told(house: House, account_id: str, message_id: str = MESSAGE, at: str = LICHFIELD) -> list[Letter]:
    """Every letter of this kind that left, once it was asked for."""
    await TellWorker(house.write, house.clock, house.ids)(account_id, at, message_id)
    while await house.send_letters():
        pass
    return [letter for letter in house.letters.letters if letter.kind == "people-changed"]


async def at_work(house: House, *, working: bool, event: str) -> None:
    member = StaffMember("pro_worker", "S17", b"", working)
    await FollowStaff(house.write, house.clock)(event, LICHFIELD, [member])


@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_names_nobody_and_no_service_and_counts_nothing(language: str) -> None:
    """No name can be in it: nothing is filled in. No number, no link, no word that tells what sort of work it is."""
    text = WORDING[language]["people-changed"]
    assert not re.search(r"[{}\d@]|https?:|www", text)
    telling = "kith|council|cyngor|care|gofal|case|achos|concern|pryder|refuge|safeguard|diogelu|child|plentyn|patient"
    assert not re.search(telling, f"{SUBJECT[language]} {text}", re.IGNORECASE)


async def test_one_letter_for_one_message_however_often_it_is_asked_for(any_house: House) -> None:
    her = await any_house.worker(acting())
    [letter] = await told(any_house, her)
    assert (letter.to, letter.text) == ("priya@lichfield.example", WORDING["en"]["people-changed"])
    assert len(await told(any_house, her)) == 1
    assert len(await told(any_house, her, ANOTHER)) == 2


async def test_who_left_gets_none_and_who_comes_back_does(any_house: House) -> None:
    her = await any_house.worker(acting())
    await at_work(any_house, working=False, event="evt_1")
    assert await told(any_house, her) == []
    await at_work(any_house, working=True, event="evt_2")
    assert len(await told(any_house, her, ANOTHER)) == 1


async def test_who_never_worked_there_gets_none(house: House) -> None:
    her = await house.worker(acting())
    assert await told(house, her, at="org_stafford") == []
    assert await told(house, "acc_nobody", ANOTHER) == []
    amina = (await house.resident()).session.account_id
    assert await told(house, amina, MESSAGE.replace("1", "2")) == []


async def test_a_letter_that_could_not_leave_for_a_day_is_thrown_away(house: House) -> None:
    her = await house.worker(acting())
    await TellWorker(house.write, house.clock, house.ids)(her, LICHFIELD, MESSAGE)
    house.later(days=1)
    assert await told(house, her) == []


async def test_an_id_that_is_none_is_refused(house: House) -> None:
    servicer = LettersServicer(
        SendNews(house.read, house.write, house.letters, house.clock), TellWorker(house.write, house.clock, house.ids)
    )
    asked = letters_pb2.TellWorkerRequest(account_id="acc_1", organisation_id=LICHFIELD, message_id="msg_1\r\nBcc: x")
    with pytest.raises(Invalid):
        await servicer.TellWorker(asked, None)  # type: ignore[arg-type]  # it is not asked
