"""Safe contact: silence until she was asked; and what only an officer changes where she is at risk."""

import pytest

from chassis.errors import Denied, Invalid, NotFound
from services.identity.domain.accounts.care import OfficerNeeded, SafeContact
from services.identity.usecases.sessions.recent import StepUpNeeded
from tests.identity.accounts.life import BY_EMAIL, Life, as_
from tests.identity.house import HOME, House, caller

OFFICER = caller("acc_officer", "officer", org="org_lichfield", acr="gpg44-high")
MANAGER = caller("acc_manager", "manager", org="org_lichfield", acr="gpg44-high")
NEW = "amina.new@example.org"


async def test_nobody_who_was_not_asked_is_written_to_unasked(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    assert (await life.get_care(me)).contact is None
    await life.confirm_new_email(me, await life.ask_new_email(me, NEW), await house.mailed_code())
    entry = (await life.list_activity(me, "", 1)).entries[0]
    await life.not_me(me, entry.id)
    await life.close_account(me)
    await house.mailed()
    assert [letter.kind for letter in house.letters.letters] == ["registration-code", "new-address-code"]


async def test_the_first_answer_is_taken_and_a_change_wants_a_recent_sign_in(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    me = as_(await house.resident())
    house.later(hours=1)
    await life.set_safe_contact(me, SafeContact(frozenset({"text"}), "weekday-daytime", "cy", "01543 555 0100"))
    kept = (await life.get_care(me)).contact
    assert kept == SafeContact(frozenset({"text"}), "weekday-daytime", "cy", "01543 555 0100")
    with pytest.raises(StepUpNeeded):
        await life.set_safe_contact(me, BY_EMAIL)
    me = as_(await life.sign_in())
    await life.set_safe_contact(me, SafeContact())
    assert (await life.get_care(me)).contact == SafeContact()


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        (SafeContact(frozenset({"pigeon"})), "channels"),
        (SafeContact(times="never"), "times"),
        (SafeContact(language="xx"), "language"),
        (SafeContact(frozenset({"call"})), "phone"),
        (SafeContact(frozenset({"call"}), phone="ring Amina"), "phone"),
    ],
)
async def test_an_answer_nobody_could_act_on_is_refused(house: House, contact: SafeContact, field: str) -> None:
    life = Life(house)
    me = as_(await house.resident())
    with pytest.raises(Invalid) as refused:
        await life.set_safe_contact(me, contact)
    assert [wrong.field for wrong in refused.value.fields] == [field]


async def test_at_risk_her_contacts_change_only_through_an_officer(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    opened = await house.resident()
    me = as_(opened)
    await life.set_safe_contact(me, BY_EMAIL)
    waiting = await life.ask_new_email(me, NEW)
    code = await house.mailed_code()
    await life.mark_at_risk(OFFICER, me.subject, "told us that her partner reads her mail")
    for refused in (
        life.set_safe_contact(me, SafeContact()),
        life.ask_new_email(me, "other@example.org"),
        life.confirm_new_email(me, waiting, code),
        life.close_account(me),
    ):
        with pytest.raises(OfficerNeeded):
            await refused
    await life.ask_recovery("amina@example.org", HOME)
    await house.mailed()
    assert house.letters.letters[-1].kind == "new-address-code"
    # Her own page of activity does not say it over her shoulder.
    assert not [kind for kind in await life.kinds(me) if "risk" in kind]
    await life.set_safe_contact_for(OFFICER, me.subject, SafeContact(), "she is here with me, passport seen")
    assert (await life.get_care(me)).contact == SafeContact()
    with pytest.raises(Denied):
        await life.clear_at_risk(OFFICER, me.subject, "she asked")
    await life.clear_at_risk(MANAGER, me.subject, "she moved; seen on 20 November")
    await life.set_safe_contact(me, BY_EMAIL)


async def test_only_those_who_protect_may_and_only_with_a_reason(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    with pytest.raises(Denied):
        await life.mark_at_risk(me, me.subject, "because")
    with pytest.raises(Denied):
        await life.mark_at_risk(caller("acc_dpo", "organisation-admin"), me.subject, "because")
    with pytest.raises(Invalid):
        await life.mark_at_risk(OFFICER, me.subject, " ")
    with pytest.raises(NotFound):
        await life.mark_at_risk(OFFICER, "acc_nobody", "because")
    assert not (await life.get_care(me)).at_risk


async def test_whoever_protects_somebody_has_signed_in_with_a_passkey(house: House) -> None:
    """By a page too, where no route of the API asked for it first."""
    life = Life(house)
    me = as_(await house.resident())
    by_password = caller("acc_manager", "manager", org="org_lichfield", acr="gpg44-medium")
    for act in (
        life.mark_at_risk(by_password, me.subject, "because"),
        life.clear_at_risk(by_password, me.subject, "because"),
        life.set_safe_contact_for(by_password, me.subject, SafeContact(), "she is here"),
        life.list_for_review(by_password),
        life.close_review(by_password, me.subject, "because"),
    ):
        with pytest.raises(Denied) as refused:
            await act
        assert refused.value.code == "stronger-sign-in-needed"
    assert (await life.get_care(me)).contact is None


async def test_what_was_not_her_doing_waits_for_an_officer(house: House) -> None:
    life = Life(house)
    me = as_(await house.resident())
    await life.not_me(me, (await life.list_activity(me, "", 1)).entries[0].id)
    assert [care.account_id for care in await life.list_for_review(OFFICER)] == [me.subject]
    with pytest.raises(Denied):
        await life.list_for_review(me)
    await life.close_review(OFFICER, me.subject, "spoke with her; her old phone was stolen")
    assert await life.list_for_review(OFFICER) == []
