"""`ui_locales` (OIDC Core section 3.1.2.1, RP-Initiated Logout section 2): which language our pages begin in."""

import pytest

from services.identity.domain.language import ui_locales
from tests.identity.house import ISSUER, House

WISHES = [
    ("cy", "cy"),
    ("cy-GB en", "cy"),
    ("se CY en", "cy"),
    ("en cy", "en"),
    ("se fr-CA", None),
    ("cyrillic", None),
    ("", None),
]


@pytest.mark.parametrize(("ui_locales", "language"), WISHES)
async def test_the_first_page_is_told_the_language_that_is_wanted_most(
    house: House, ui_locales: str, language: str | None
) -> None:
    asked = house.request(await house.party(), ui_locales=ui_locales)
    where, query = (await house.get("/oauth2/authorize", **asked)).location
    assert where == f"{ISSUER}/sign-in"
    assert query.get("lang") == language
    view = await house.get_interaction(query["interaction"], "")
    assert view.interaction.request.ui_locales == tuple(ui_locales.split())


async def test_whoever_chose_another_language_since_is_not_told_again(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    where, query = (await house.get("/oauth2/authorize", **house.request(council, ui_locales="cy"))).location
    assert (where, query["lang"]) == (f"{ISSUER}/sign-in", "cy")
    await house.complete_sign_in(query["interaction"], amina.value)
    resumed = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    assert resumed.location == (f"{ISSUER}/approve", {"interaction": query["interaction"]})


@pytest.mark.parametrize(("ui_locales", "language"), WISHES)
async def test_the_page_that_asks_whether_to_sign_out_is_told_too(
    house: House, ui_locales: str, language: str | None
) -> None:
    where, query = (await house.get("/oauth2/logout", ui_locales=ui_locales)).location
    assert (where, query.get("lang")) == (f"{ISSUER}/sign-out", language)


async def test_discovery_says_which_languages_there_are(house: House) -> None:
    assert (await house.get("/.well-known/openid-configuration")).json["ui_locales_supported"] == ["en", "cy"]


@pytest.mark.parametrize(
    ("language", "supported", "asked"),
    [
        ("cy", ["en", "cy"], "cy"),
        ("cy", ["en-GB", "cy-GB"], "cy-GB"),
        ("cy", ["en"], ""),
        ("cy", [], ""),
        ("cy", [7, None, "cy"], "cy"),
        ("cy", None, "cy"),
        ("cy", "en cy", "cy"),
        ("", ["en", "cy"], ""),
        ("", None, ""),
    ],
)
def test_another_provider_is_asked_for_a_language_unless_it_lists_only_others(
    language: str, supported: object, asked: str
) -> None:
    """OIDC Core section 15.1, Discovery section 3."""
    assert ui_locales(language, supported) == ({"ui_locales": asked} if asked else {})
