"""Each letter in the language its reader chose: the same facts in both, one subject each, nothing about her."""

import re
from datetime import UTC, datetime
from string import Formatter
from typing import get_args

import pytest

from services.identity.domain.accounts.care import SafeContact
from services.identity.domain.language import LANGUAGES
from services.identity.domain.letters.letter import Kind, Letter
from services.identity.domain.letters.wording import SUBJECT, WORDING, moment, worded
from tests.identity.accounts.life import Life, as_
from tests.identity.accounts.test_change_email import link_in
from tests.identity.house import HOME, ISSUER, PASSWORD, House

KINDS = get_args(Kind)
NEW = "amina.new@example.org"
EMAIL = "amina@example.org"
OPENS_AT = datetime(2026, 3, 3, 9, 5, tzinfo=UTC)
# As the Welsh of each letter begins, to tell it from the English.
WELSH = {
    "registration-code": "Eich cod yw",
    "new-address-code": "Eich cod yw",
    "address-taken": "Ceisiodd rhywun",
    "address-changed": "Newidiwyd",
    "recovery-link": "Gofynnodd rhywun",
    "not-me": "Dywedoch wrthym",
    "account-closed": "Cafodd cyfrif",
}


def by_email(language: str) -> SafeContact:
    return SafeContact(frozenset({"email"}), language=language)


def is_welsh(letter: Letter) -> bool:
    assert letter.text.startswith(WELSH[letter.kind]) == (letter.language == "cy")
    return letter.language == "cy"


def _facts(text: str) -> tuple[list[str], list[str]]:
    """What is filled in, and the numbers said."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name), sorted(re.findall(r"\d+", text))


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_the_same_in_both_languages(kind: Kind) -> None:
    assert _facts(WORDING["cy"][kind]) == _facts(WORDING["en"][kind])
    shape = [len(WORDING[language][kind].split("\n\n")) for language in LANGUAGES]
    assert len(set(shape)) == 1
    assert WORDING["cy"][kind] != WORDING["en"][kind]


def test_there_is_every_letter_in_every_language_under_one_subject_each() -> None:
    assert set(WORDING) == set(SUBJECT) == set(LANGUAGES)
    assert [set(letters) for letters in WORDING.values()] == [set(KINDS)] * len(LANGUAGES)
    assert len(set(SUBJECT.values())) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_holds_nothing_but_its_secret_and_names_nobody(kind: Kind, language: str) -> None:
    """No name of a person, service, council or address: what is filled in is a code, a link or a moment."""
    asked, _ = _facts(WORDING[language][kind])
    assert set(asked) <= {"code", "link", "opens_at"}
    text = worded(kind, language, {"code": "1234 5678", "link": "https://kith.example/x?key=k", "opens_at": OPENS_AT})
    assert "{" not in text
    for named in ("Kith", "council", "cyngor", "NHS", "GIG", "identity", "hunaniaeth", "support", "cefnogi"):
        assert named not in text


@pytest.mark.parametrize(
    ("month", "english", "welsh"),
    [(1, "1 January, 09:05", "1 Ionawr, 09:05"), (8, "1 August, 09:05", "1 Awst, 09:05"), (12, "1 December", "1 Rhag")],
)
def test_a_moment_has_its_months_name_in_both(month: int, english: str, welsh: str) -> None:
    at = OPENS_AT.replace(month=month, day=1)
    assert moment(at, "en").startswith(english)
    assert moment(at, "cy").startswith(welsh)


@pytest.mark.parametrize(("page", "welsh"), [("cy", True), ("en", False), ("", False), ("xx", False)])
async def test_a_code_comes_in_the_language_of_the_page_where_it_was_asked_for(
    any_house: House, page: str, welsh: bool
) -> None:
    await any_house.register(EMAIL, PASSWORD, HOME, page)
    letter = await any_house.mailed()
    assert is_welsh(letter) is welsh
    assert await any_house.mailed_code()


async def test_what_she_chose_counts_whatever_page_a_stranger_asked_from(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, by_email("cy"))
    await house.register(EMAIL, "another password", "198.51.100.7", "en")
    taken = await house.mailed()
    assert taken.kind == "address-taken"
    assert is_welsh(taken)
    bola = as_(await house.resident("bola@example.org"))
    await life.ask_new_email(bola, EMAIL, "en")
    taken = await house.mailed()
    assert (taken.kind, taken.to) == ("address-taken", EMAIL)
    assert is_welsh(taken)


async def test_every_notice_is_in_the_language_she_chose(any_house: House) -> None:
    house, life = any_house, Life(any_house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, by_email("cy"))
    await life.ask_recovery(EMAIL, HOME, "en")
    recovery = await house.mailed()
    assert (
        f"O 23 Tachwedd, 09:00 UTC ymlaen, gallwch ddewis ffordd newydd o fewngofnodi gyda’r ddolen hon:\n{ISSUER}"
        in recovery.text
    )
    assert "&lang=cy\n" in recovery.text
    await life.confirm_new_email(me, await life.ask_new_email(me, NEW, "en"), await house.mailed_code())
    undo, key = link_in((await house.mailed()).text)
    await life.not_me(me, (await life.list_activity(me, "", 1)).entries[0].id)
    await life.close_account(me)
    await house.mailed()
    sent = house.letters.letters[1:]
    assert {letter.kind for letter in sent} == {
        *("recovery-link", "new-address-code", "address-changed", "not-me", "account-closed")
    }
    assert all(is_welsh(letter) for letter in sent)
    assert undo
    assert not key.endswith("lang=cy")


@pytest.mark.parametrize(("chosen", "page", "welsh"), [("en", "cy", False), ("pl", "cy", True), ("pl", "en", False)])
async def test_where_there_are_no_letters_in_her_language_the_pages_counts(
    house: House, chosen: str, page: str, welsh: bool
) -> None:
    life = Life(house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, by_email(chosen))
    await life.ask_new_email(me, NEW, page)
    assert is_welsh(await house.mailed()) is welsh


async def test_a_language_wakes_no_letter_where_there_was_silence(house: House) -> None:
    """What she speaks says nothing of whether she may be written to."""
    life = Life(house)
    me = as_(await house.resident())
    await life.set_safe_contact(me, SafeContact(language="cy"))
    await life.ask_recovery(EMAIL, HOME, "cy")
    await life.not_me(me, (await life.list_activity(me, "", 1)).entries[0].id)
    await life.close_account(me)
    await house.mailed()
    assert [letter.kind for letter in house.letters.letters] == ["registration-code"]
