"""Our side of an organisation's sign-in, over real HTTP: what does not hold is believed from nobody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from chassis.clock import FixedClock, SystemClock
from chassis.errors import Unavailable
from sandbox.organisations.app import ANSWER_MOODS, TOKEN_MOODS, Employer, Member, RelyingParty
from services.identity.clients.workplaces import workplace_providers
from services.identity.domain.keys.keyring import ALGORITHM, Keyring, new_key
from services.identity.domain.keys.signing import SigningKey
from services.identity.domain.workplaces.workplace import Expected, Workplace
from services.identity.ports import BadArrival
from tests.sandbox.running import listen, served, url_of

_A_MINUTE = timedelta(minutes=1)
OURS = "https://kith.example"
BACK = f"{OURS}/sign-in/organisation/return"
SECRET = "a secret: with % and ü"
STAFF = [
    Member("priya", "Priya Shah", "priya@lichfield.example", "S17", acr="strong"),
    *(
        Member(mood.replace(" ", "-"), "Mo Mood", "mo@lichfield.example", "S18", mood=mood)
        for mood in (*TOKEN_MOODS, *ANSWER_MOODS)
    ),
]


@dataclass(frozen=True, slots=True)
class Place:
    employer: Employer
    workplace: Workplace


@pytest.fixture
def place() -> Iterator[Place]:
    held = listen()
    employer = Employer(url_of(held), STAFF)
    employer.parties["kith"] = RelyingParty("kith", BACK, secret=SECRET)
    with served(employer.app(), held):
        yield Place(employer, _workplace(employer.issuer))


def _workplace(issuer: str, secret: str = SECRET) -> Workplace:
    return Workplace(
        organisation_id="org_lichfield",
        organisation_name="Lichfield",
        issuer=issuer,
        client_id="kith",
        claim="employee_number",
        matched_by="external_id",
        levels={},
        domains=(),
        purpose="direct_care",
        created_at=SystemClock().now(),
        secret=secret,
    )


def chosen(address: str, member: str) -> dict[str, str]:
    """A browser at the employer's page, until it is sent back with this."""
    page = requests.get(address, timeout=10)
    handle = re.search(r'name="visit" value="([^"]+)"', page.text)
    assert handle, page.text
    answer = requests.post(
        f"{address.partition('/authorize')[0]}/choose",
        {"visit": handle[1], "member": member},
        timeout=10,
        allow_redirects=False,
    )
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def signing() -> tuple[Keyring, SigningKey]:
    keyring, key = Keyring(), new_key(ALGORITHM, "active", SystemClock().now())
    keyring.hold([key])
    return keyring, key


async def test_a_good_sign_in_tells_who_it_was(place: Place) -> None:
    expected = Expected.of("the browser's secret", "a state")
    async with workplace_providers(signing()[0], OURS, SystemClock(), allow_loopback=True) as providers:
        address = await providers.address(place.workplace, expected, "priya@lichfield.example")
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["redirect_uri"], asked["code_challenge_method"]) == (BACK, "S256")
        assert asked["login_hint"] == "priya@lichfield.example"
        assert "ui_locales" not in asked
        back = chosen(address, "priya")
        claims = await providers.identified(place.workplace, back["code"], back["iss"], expected)
    assert (claims["sub"], claims["employee_number"], claims["acr"]) == ("user/priya", "S17", "strong")


async def test_the_organisation_is_asked_for_the_language_of_our_page(place: Place) -> None:
    """OIDC Core section 15.1: an error at none, whether or not it says what it speaks."""
    expected = Expected.of("b", "s")
    async with workplace_providers(signing()[0], OURS, SystemClock(), allow_loopback=True) as providers:
        address = await providers.address(place.workplace, expected, "", "cy")
        assert dict(parse_qsl(urlsplit(address).query))["ui_locales"] == "cy"
        back = chosen(address, "priya")
        assert await providers.identified(place.workplace, back["code"], back["iss"], expected)


@pytest.mark.parametrize("mood", [*TOKEN_MOODS, *ANSWER_MOODS])
async def test_what_does_not_hold_is_not_believed(place: Place, mood: str) -> None:
    expected = Expected.of("the browser's secret", "a state")
    async with workplace_providers(signing()[0], OURS, SystemClock(), allow_loopback=True) as providers:
        address = await providers.address(place.workplace, expected, "")
        back = chosen(address, mood.replace(" ", "-"))
        with pytest.raises((BadArrival, Unavailable)):
            await providers.identified(place.workplace, back["code"], back.get("iss", ""), expected)
    assert bool(place.employer.arrived) == (mood in TOKEN_MOODS), "everything up to the bad part was good"


async def test_a_code_is_good_only_with_the_verifier_of_the_browser_that_asked(place: Place) -> None:
    expected = Expected.of("the browser's secret", "a state")
    async with workplace_providers(signing()[0], OURS, SystemClock(), allow_loopback=True) as providers:
        back = chosen(await providers.address(place.workplace, expected, ""), "priya")
        other = Expected.of("another browser's", "a state")
        with pytest.raises(BadArrival):
            await providers.identified(place.workplace, back["code"], back["iss"], other)


async def test_a_wrong_secret_lets_us_in_nowhere(place: Place) -> None:
    expected, wrong = Expected.of("b", "s"), replace(place.workplace, secret="wrong")
    async with workplace_providers(signing()[0], OURS, SystemClock(), allow_loopback=True) as providers:
        back = chosen(await providers.address(wrong, expected, ""), "priya")
        with pytest.raises(BadArrival):
            await providers.identified(wrong, back["code"], back["iss"], expected)


async def test_a_rotated_key_is_looked_for_once_a_minute(place: Place) -> None:
    clock, expected = FixedClock(SystemClock().now()), Expected.of("b", "s")
    async with workplace_providers(signing()[0], OURS, clock, allow_loopback=True) as providers:
        back = chosen(await providers.address(place.workplace, expected, ""), "priya")
        assert await providers.identified(place.workplace, back["code"], back["iss"], expected)
        place.employer.rotate()
        back = chosen(await providers.address(place.workplace, expected, ""), "priya")
        with pytest.raises(BadArrival):
            await providers.identified(place.workplace, back["code"], back["iss"], expected)
        clock.at += _A_MINUTE
        back = chosen(await providers.address(place.workplace, expected, ""), "priya")
        assert await providers.identified(place.workplace, back["code"], back["iss"], expected)


async def test_nobody_inside_is_called(place: Place) -> None:
    async with workplace_providers(signing()[0], OURS, SystemClock(), allow_loopback=False) as providers:
        with pytest.raises(Unavailable):
            await providers.address(place.workplace, Expected.of("b", "s"), "")


async def test_a_provider_that_says_it_is_somebody_else_is_not_believed(place: Place) -> None:
    place.employer.issuer = "https://login.another.example"
    async with workplace_providers(signing()[0], OURS, SystemClock(), allow_loopback=True) as providers:
        with pytest.raises(Unavailable):
            await providers.address(place.workplace, Expected.of("b", "s"), "")
