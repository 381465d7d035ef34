"""Everything held, for its owner to take away."""

import json
from datetime import date

import pytest

from services.identity.domain.accounts.care import SafeContact
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from services.identity.usecases.sessions.recent import StepUpNeeded
from tests.identity.accounts.life import Life, as_
from tests.identity.house import HOME, PASSWORD, House, caller

AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")
PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
OFFICER = caller("acc_officer", "officer", org="org_lichfield", acr="gpg44-high")


async def test_an_export_holds_what_is_hers_and_no_secret(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    opened = await house.resident()
    me, council = as_(opened), await house.party()
    await life.note_whereabouts(opened.value, "Mozilla/5.0 (Linux) Firefox/140.0", HOME)
    await life.set_safe_contact(me, SafeContact(frozenset({"text"}), phone="01543 555 0100"))
    await house.submit_proof(me, Submission(AMINA, (PASSPORT,)))
    await house.tokens(council, opened.value)
    await life.mark_at_risk(OFFICER, me.subject, "told us that her partner reads her mail")
    exported = await life.export_account(me)
    text = json.dumps(exported)
    for held in ("amina@example.org", "01543 555 0100", "Begum", "532197451", "Firefox on Linux", council.client.id):
        assert held in text, held
    assert exported["sign_in"]["password"] is True
    assert [entry["kind"] for entry in exported["activity"]][-1] == "account.registered"
    async with house.read() as work:
        held_by = await work.accounts.with_email("amina@example.org")
        salt = (await work.accounts.get(me.subject)).subject_salt
    assert held_by
    # Nor what an officer wrote: whoever stands behind her may read this over her shoulder.
    for secret in (PASSWORD, held_by.password_hash, opened.value, salt.hex(), "her partner", "risk"):
        assert secret not in text, secret
    assert (await life.kinds(me))[0] == "account.exported"


async def test_an_export_is_the_callers_own_and_wants_a_recent_sign_in(house: House) -> None:
    life = Life(house)
    await house.resident()
    bola = as_(await house.resident("bola@example.org"))
    assert "amina@example.org" not in json.dumps(await life.export_account(bola))
    house.later(minutes=11)
    with pytest.raises(StepUpNeeded):
        await life.export_account(bola)
