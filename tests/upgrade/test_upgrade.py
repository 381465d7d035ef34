"""A data folder of any released version comes up under this one, with everything in it."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from console.audit import verify_all
from console.demo.browser import Browser
from console.demo.passkey import SoftPasskey
from console.supervisor import Supervisor
from tests.upgrade.dumped import HERE, restore

_ADD = "/security/passkeys/new"
_RECORDS = "/desk/people/per_00000000000000000000000000/records"
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
        await _cases_are_sealed_by_class(tmp_path / "cases.db")
        _what_partners_were_sent_may_be_pulled(tmp_path / "cases.db")
        _a_worker_gets_to_records_once_she_has_a_passkey(kith.topology.base_url, published["workers"][0])
    assert page.status == looked.status == 200
    assert published["councils"][0]["name"] in browser_text(looked.html), "who looked before the upgrade is still told"
    assert await verify_all(tmp_path, [], as_json=False) == 0


async def _cases_are_sealed_by_class(database: Path) -> None:
    """Which opens every word in them that was written before there was a key for each class."""
    with closing(sqlite3.connect(database)) as db:
        for _ in range(600):
            [(cases, before)] = db.execute("SELECT count(*), sum(key IS NULL) FROM case_file")
            if not before:
                break
            await asyncio.sleep(0.05)
        assert (cases > 0, before) == (True, 0)


def _what_partners_were_sent_may_be_pulled(database: Path) -> None:
    """In the order it was sent in; what was dropped stays so."""
    with closing(sqlite3.connect(database)) as db:
        rows = list(db.execute("SELECT sequence, position, pullable, state FROM delivery"))
    assert any(pullable for *_, pullable, _ in rows)
    for sequence, position, pullable, state in rows:
        assert (position, pullable) == (sequence, sequence > 0 and state != "dropped")


def _a_worker_gets_to_records_once_she_has_a_passkey(base_url: str, worker: dict[str, str]) -> None:
    """Her password still signs her in; records ask for more than that now."""
    browser, passkey = Browser(base_url), SoftPasskey(base_url)
    desk = browser.submit(browser.get("/sign-in"), "/sign-in", email=worker["email"], password=worker["password"])
    assert desk.url.endswith("/desk")
    assert "/step-up" in browser.get(_RECORDS).url
    page = browser.get(_ADD)
    browser.submit(page, _ADD, response=passkey.register(page.form(_ADD).options))
    later = Browser(base_url)
    page = later.get("/sign-in")
    response = passkey.sign_in(page.form("/sign-in/passkey").options)
    assert later.submit(page, "/sign-in/passkey", response=response).url.endswith("/desk")
    assert later.get(_RECORDS).url.endswith(_RECORDS)


def browser_text(html: str) -> str:
    return html.replace("&#39;", "'").replace("&amp;", "&")
