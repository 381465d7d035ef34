"""A resident who proved who she is at GOV.UK One Login or NHS login does not prove it again here."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from chassis.errors import Denied, NotFound
from chassis.tokens import hashed
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.proofs.proof import EvidenceInUse
from services.identity.domain.proofs.upstream import VISIT_LASTS, NotBelieved, NotProvenThere, NotTheSameVisit
from services.identity.usecases.proofs.finish_upstream_proof import Answer
from tests.identity.house import caller
from tests.identity.upstream.abroad import Abroad, asked, choose, vectors


async def test_p2_of_one_login_is_medium_with_where_it_comes_from(abroad: Abroad) -> None:
    amina = await abroad.somebody()
    proof = await abroad.prove(amina, "one-login", "grace")
    assert (proof.state, proof.level, proof.provider) == ("live", Level.MEDIUM, "one-login")
    assert (proof.claims.given_name, proof.claims.family_name) == ("Grace", "Okonkwo")
    assert proof.claims.date_of_birth == date(1987, 7, 21)
    assert proof.claims.postcode == "WS13 6HX"
    assert proof.provenance["vot"] == "P2"
    assert proof.provenance["issuer"] == f"{abroad.url}/one-login/identity/"
    assert proof.provenance["vtm"] == f"{abroad.url}/one-login/trustmark"
    assert proof.provenance["reuse_permitted_at"] == abroad.house.clock.now().isoformat()
    assert proof.expires_at == abroad.house.clock.now() + timedelta(days=365)


async def test_p9_of_nhs_login_is_medium_with_the_nhs_number(abroad: Abroad) -> None:
    proof = await abroad.prove(await abroad.somebody(), "nhs-login", "nadia")
    assert (proof.level, proof.provider, proof.provenance["vot"]) == (Level.MEDIUM, "nhs-login", "P9")
    assert (proof.claims.given_name, proof.claims.nhs_number) == ("Nadia", "9990000255")


async def test_it_is_used_like_any_other_proof(abroad: Abroad) -> None:
    house = abroad.house
    opened = await house.resident()
    amina = caller(opened.session.account_id, sid=opened.session.id)
    proof = await abroad.prove(amina, "one-login", "grace")
    assert (await house.get_proven_identity(amina.subject)) == proof
    council = await house.party()
    tokens = await house.tokens(council, opened.value, scope="openid identity_proof")
    told = (await house.userinfo(tokens["access_token"])).json
    assert told["verified_claims"]["verification"]["assurance_level"] == "medium"
    assert told["verified_claims"]["claims"]["given_name"] == "Grace"
    house.later(days=366)
    with pytest.raises(NotFound):
        await house.get_proven_identity(amina.subject)


async def test_what_is_asked_of_one_login(abroad: Abroad) -> None:
    url = await abroad.begin(await abroad.somebody(), "one-login")
    said = asked(url)
    assert vectors(url) == ["Cl.Cm.P2"]
    assert "https://vocab.account.gov.uk/v1/coreIdentityJWT" in json.loads(said["claims"])["userinfo"]
    assert said["code_challenge_method"] == "S256"
    assert len(said["state"]) >= 32
    assert said["nonce"] != said["state"]
    assert said["redirect_uri"].endswith("/prove/one-login/return")


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_one_login_goes_on_in_the_language_of_our_page(abroad: Abroad, language: str) -> None:
    """As its documentation says: `ui_locales` is en or cy."""
    url = await abroad.begin(await abroad.somebody(), "one-login", language=language)
    assert asked(url)["ui_locales"] == language
    async with aiohttp.ClientSession() as browser, browser.get(url) as page:
        assert f'<html lang="{language}">' in await page.text()


async def test_proof_in_welsh_is_proof(abroad: Abroad) -> None:
    amina = await abroad.somebody()
    for provider, person in (("one-login", "grace"), ("nhs-login", "nadia")):
        answer = await choose(await abroad.begin(amina, provider, language="cy"), person)
        assert (await abroad.back(amina, provider, answer)).level is Level.MEDIUM


async def test_who_does_not_say_which_language_asks_for_none(abroad: Abroad) -> None:
    assert "ui_locales" not in asked(await abroad.begin(await abroad.somebody(), "one-login"))


async def test_nothing_secret_of_a_visit_can_be_read_from_the_files(abroad: Abroad, tmp_path: Path) -> None:
    said = asked(await abroad.begin(await abroad.somebody(), "one-login"))
    async with abroad.house.read() as work:
        kept = await work.visits.by_state(said["state"])
    assert kept
    assert kept.nonce == said["nonce"]
    lying = _lying(tmp_path)
    for secret in (said["state"], said["nonce"], kept.verifier):
        assert secret.encode() not in lying
        assert secret not in repr(kept)
    # The search can fail: what is kept as a hash is found as one.
    assert hashed(said["state"]).encode() in lying


def _lying(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


@pytest.mark.parametrize("person", ["refuses", "unproven", ""])
async def test_who_is_not_proven_there_is_not_proven_here(abroad: Abroad, person: str) -> None:
    amina = await abroad.somebody()
    with pytest.raises(NotProvenThere):
        await abroad.prove(amina, "one-login", person)
    assert await abroad.house.list_proofs(amina) == []


async def test_p5_of_nhs_login_proves_nothing(abroad: Abroad) -> None:
    amina = await abroad.somebody()
    with pytest.raises(NotProvenThere):
        await abroad.prove(amina, "nhs-login", "medium")
    assert await abroad.house.list_proofs(amina) == []


async def test_a_lower_level_counts_for_what_it_is(abroad: Abroad) -> None:
    proof = await abroad.prove(await abroad.somebody(), "one-login", "low")
    assert proof.level is Level.LOW


@pytest.mark.parametrize("person", ["stale", "swapped", "forged"])
async def test_an_identity_that_is_old_of_another_or_forged_is_not_believed(abroad: Abroad, person: str) -> None:
    amina = await abroad.somebody()
    with pytest.raises(NotBelieved):
        await abroad.prove(amina, "one-login", person)
    assert await abroad.house.list_proofs(amina) == []


async def test_one_account_there_proves_one_person_here(abroad: Abroad) -> None:
    amina, eve = await abroad.somebody(), await abroad.somebody("eve@example.org")
    await abroad.prove(amina, "one-login", "grace")
    with pytest.raises(EvidenceInUse):
        await abroad.prove(eve, "one-login", "grace")
    assert [proof.state for proof in await abroad.house.list_proofs(eve)] == ["refused"]
    # She herself may come again.
    assert (await abroad.prove(amina, "one-login", "grace")).state == "live"


# Who comes back, and with what.


async def test_an_answer_is_taken_once(abroad: Abroad) -> None:
    amina = await abroad.somebody()
    answer = await abroad.go(amina, "one-login", "grace")
    await abroad.back(amina, "one-login", answer)
    with pytest.raises(NotTheSameVisit):
        await abroad.back(amina, "one-login", answer)


async def test_an_answer_is_taken_by_the_session_that_left_only(abroad: Abroad) -> None:
    amina, eve = await abroad.somebody(), await abroad.somebody("eve@example.org")
    answer = await abroad.go(eve, "one-login", "grace")
    for thief in (amina, replace(eve, claims={"sid": "another session"})):
        with pytest.raises(NotTheSameVisit):
            await abroad.back(thief, "one-login", answer)
    # And it is still hers: nobody else's try uses it up.
    assert (await abroad.back(eve, "one-login", answer)).state == "live"


async def test_she_goes_back_to_what_a_council_asked(abroad: Abroad) -> None:
    amina = await abroad.somebody()
    answer = await choose(await abroad.begin(amina, "one-login", "int_1"), "grace")
    assert (await abroad.finish(amina, "one-login", answer))[1] == "int_1"


async def test_a_state_nobody_gave_out_is_refused(abroad: Abroad) -> None:
    with pytest.raises(NotTheSameVisit):
        await abroad.back(await abroad.somebody(), "one-login", Answer("made up", "code"))


async def test_too_late_is_refused(abroad: Abroad) -> None:
    amina = await abroad.somebody()
    answer = await abroad.go(amina, "one-login", "grace")
    abroad.house.later(seconds=VISIT_LASTS.total_seconds())
    with pytest.raises(NotTheSameVisit):
        await abroad.back(amina, "one-login", answer)


async def test_an_answer_of_another_provider_is_a_mix_up(abroad: Abroad) -> None:
    amina = await abroad.somebody()
    answer = await abroad.go(amina, "nhs-login", "nadia")
    with pytest.raises(NotTheSameVisit):
        await abroad.back(amina, "one-login", answer)
    answer = replace(await abroad.go(amina, "one-login", "grace"), issuer="https://evil.example")
    with pytest.raises(NotTheSameVisit):
        await abroad.back(amina, "one-login", answer)


async def test_a_code_of_another_visit_does_not_fit(abroad: Abroad) -> None:
    """Code injection: PKCE and nonce tie a code to the visit that asked for it."""
    amina, eve = await abroad.somebody(), await abroad.somebody("eve@example.org")
    hers, eves = await abroad.go(amina, "one-login", "grace"), await abroad.go(eve, "one-login", "tom")
    with pytest.raises(NotProvenThere):
        await abroad.back(eve, "one-login", replace(eves, code=hers.code))


async def test_without_a_session_of_the_pages_nobody_sets_off(abroad: Abroad) -> None:
    amina = await abroad.somebody()
    with pytest.raises(Denied):
        await abroad.begin(caller(amina.subject), "one-login")


async def test_a_provider_that_is_not_set_up_is_not_there(abroad: Abroad) -> None:
    with pytest.raises(NotFound):
        await abroad.begin(await abroad.somebody(), "elsewhere")


async def test_one_login_refuses_what_it_says_it_refuses(abroad: Abroad) -> None:
    url = await abroad.begin(await abroad.somebody(), "one-login")
    for vtr in ('["P2"]', '["Cl.Cm.P2","Cl.Cm.P1"]', "nonsense"):
        changed = url.replace(quote('["Cl.Cm.P2"]', safe=""), quote(vtr, safe=""))
        assert changed != url
        assert (await choose(changed, "grace")).error == "invalid_request"
