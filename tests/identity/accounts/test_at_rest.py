"""What the life of an account leaves in the files: addresses, codes, reasons and places only under their keys."""

import re
from pathlib import Path

from services.identity.domain.accounts.care import SafeContact
from tests.identity.accounts.life import Life, as_
from tests.identity.accounts.test_change_email import link_in
from tests.identity.house import HOME, House, caller, house_at

OFFICER = caller("acc_officer", "officer", org="org_lichfield", acr="gpg44-high")


async def test_nothing_of_it_can_be_read_from_the_files(tmp_path: Path) -> None:
    async with house_at(f"sqlite+aiosqlite:///{tmp_path}/identity.db", tmp_path) as house:
        words = await _live_through(house)
    lying = _lying(tmp_path)
    for word in words:
        assert word.encode() not in lying, word
    # The search can fail: what is no secret is found.
    assert b"new-address-code" in lying


def _lying(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def _live_through(house: House) -> list[str]:
    """Lives and leaves letters unsent, changes unconfirmed; returns what must not lie about."""
    life = Life(house)
    opened = await house.resident()
    me = as_(opened)
    await life.note_whereabouts(opened.value, "Mozilla/5.0 (Linux) Firefox/140.0", HOME)
    await life.set_safe_contact(me, SafeContact(frozenset({"email", "text"}), phone="01543 555 0100"))
    await life.ask_recovery("amina@example.org", HOME)
    _, key = link_in((await house.mailed()).text)
    await life.ask_new_email(me, "amina.new@example.org")
    async with house.read() as work:
        [unsent] = await work.letters.due(house.clock.at)
    code = re.search(r"\d{4} \d{4}", unsent.text)
    assert code
    await life.ask_new_email(me, "amina.other@example.org")
    await life.mark_at_risk(OFFICER, me.subject, "her partner reads her mail")
    personal = ["amina@example.org", "amina.new@example.org", "amina.other@example.org", "01543 555 0100"]
    return [*personal, "her partner", "Firefox", "192.0.", code[0], code[0].replace(" ", ""), key]
