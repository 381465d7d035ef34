"""A data folder of any released version comes up under this one, with everything in it."""

import json
from pathlib import Path

import pytest

from console.audit import verify_all
from console.demo.browser import Browser
from console.supervisor import Supervisor
from tests.upgrade.dumped import HERE, restore

RELEASED = sorted(file.name.removesuffix(".tar.gz") for file in HERE.glob("*.tar.gz"))


def test_every_release_is_kept() -> None:
    assert RELEASED, "no released data folder is kept: upgrades would go untested"


@pytest.mark.timeout(180)
@pytest.mark.parametrize("version", RELEASED)
async def test_a_released_data_folder_comes_up_whole(version: str, tmp_path: Path) -> None:
    restore(version, tmp_path)
    published = json.loads((tmp_path / "demo.json").read_text())
    resident = published["residents"][0]
    async with Supervisor(tmp_path) as kith:
        await kith.ready()
        browser = Browser(kith.topology.base_url)
        page = browser.submit(
            browser.get("/sign-in"), "/sign-in", email=resident["email"], password=resident["password"]
        )
        looked = browser.get("/who-has-looked")
    assert page.status == looked.status == 200
    assert published["councils"][0]["name"] in browser_text(looked.html), "who looked before the upgrade is still told"
    assert await verify_all(tmp_path, [], as_json=False) == 0


def browser_text(html: str) -> str:
    return html.replace("&#39;", "'").replace("&amp;", "&")
