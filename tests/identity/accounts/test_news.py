"""Another service's news: she is told that there is something, where and when she said so, and never what."""

from datetime import UTC, datetime

import pytest
from kith.identity.v1 import letters_pb2

from chassis.errors import Invalid, Unavailable
from services.identity.api.rpc.letters import LettersServicer
from services.identity.domain.accounts.care import SafeContact
from services.identity.ports import Post
from services.identity.usecases.letters.send_news import Outcome, SendNews
from services.identity.usecases.letters.tell_worker import TellWorker
from tests.identity.accounts.life import BY_EMAIL, Life, as_
from tests.identity.accounts.test_letters import Away
from tests.identity.accounts.test_safe_contact import OFFICER
from tests.identity.house import House

MESSAGE = "msg_01J9ZK3M5T8Q4R7V2W6X0Y1B3C"


async def news(house: House, account_id: str, post: Post | None = None) -> Outcome:
    return await SendNews(house.read, house.write, post or house.letters, house.clock)(account_id, MESSAGE)


async def test_who_was_not_asked_is_told_nothing(any_house: House) -> None:
    me = as_(await any_house.resident())
    assert await news(any_house, me.subject) is Outcome.NEVER
    assert await news(any_house, "acc_nobody") is Outcome.NEVER
    assert [letter.kind for letter in any_house.letters.letters] == ["registration-code"]


async def test_where_email_is_safe_a_letter_says_that_there_is_something_and_not_what(house: House) -> None:
    life, me = Life(house), as_(await house.resident())
    await life.set_safe_contact(me, SafeContact(frozenset({"email"}), language="cy"))
    assert await news(house, me.subject) is Outcome.SENT
    letter = house.letters.letters[-1]
    assert (letter.id, letter.kind, letter.language) == (MESSAGE, "news", "cy")
    assert letter.text == "Mae rhywbeth i edrych arno yn eich cyfrif. Nid oes angen i chi wneud dim nawr.\n"
    assert "letter.sent" not in await life.kinds(me)


async def test_her_newest_word_is_asked_each_time(house: House) -> None:
    life, me = Life(house), as_(await house.resident())
    await life.set_safe_contact(me, BY_EMAIL)
    post = Away()
    with pytest.raises(Unavailable):
        await news(house, me.subject, post)
    await life.set_safe_contact(me, SafeContact())
    post.up = True
    assert await news(house, me.subject, post) is Outcome.NEVER
    assert post.taken == []


async def test_at_risk_nothing_is_sent(house: House) -> None:
    life, me = Life(house), as_(await house.resident())
    await life.set_safe_contact(me, BY_EMAIL)
    await life.mark_at_risk(OFFICER, me.subject, "Her partner reads her mail.")
    assert await news(house, me.subject) is Outcome.NEVER


async def test_a_mailbox_that_does_not_exist_is_not_tried_again(house: House) -> None:
    life, me = Life(house), as_(await house.resident())
    await life.set_safe_contact(me, BY_EMAIL)
    assert await news(house, me.subject, Away(never=True)) is Outcome.NEVER


@pytest.mark.parametrize(
    ("times", "moment", "outcome"),
    [
        ("weekday-daytime", datetime(2026, 11, 23, 9, tzinfo=UTC), Outcome.SENT),
        ("weekday-daytime", datetime(2026, 11, 23, 17, tzinfo=UTC), Outcome.NOT_NOW),
        ("weekday-daytime", datetime(2026, 11, 28, 9, tzinfo=UTC), Outcome.NOT_NOW),
        ("weekday-evening", datetime(2026, 11, 23, 20, 59, tzinfo=UTC), Outcome.SENT),
        ("weekday-evening", datetime(2026, 11, 23, 21, tzinfo=UTC), Outcome.NOT_NOW),
        ("weekend", datetime(2026, 11, 28, 9, tzinfo=UTC), Outcome.SENT),
        ("weekend", datetime(2026, 11, 27, 9, tzinfo=UTC), Outcome.NOT_NOW),
    ],
)
async def test_it_comes_when_she_said(house: House, times: str, moment: datetime, outcome: Outcome) -> None:
    life, me = Life(house), as_(await house.resident())
    await life.set_safe_contact(me, SafeContact(frozenset({"email"}), times=times))
    house.clock.at = moment
    assert await news(house, me.subject) is outcome


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "msg_1\r\nBcc: x"])
async def test_an_id_that_is_none_names_no_file_and_no_header(house: House, name: str) -> None:
    servicer = LettersServicer(
        SendNews(house.read, house.write, house.letters, house.clock), TellWorker(house.write, house.clock, house.ids)
    )
    with pytest.raises(Invalid):
        await servicer.SendNews(letters_pb2.SendNewsRequest(account_id="acc_1", message_id=name), None)  # type: ignore[arg-type]  # it is not asked
