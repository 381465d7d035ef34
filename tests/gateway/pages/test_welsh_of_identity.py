"""What identity says to a resident in its own words has a Welsh wording on the pages."""

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Invalid
from services.identity.domain.accounts.care import SafeContact
from services.identity.domain.credentials.passkey import passkey_name
from services.identity.domain.letters.wording import SUBJECT, WORDING
from services.identity.domain.mandates import mandate as mandates
from services.identity.domain.proofs.gpg45 import Lack
from services.identity.domain.proofs.proof import KINDS, Claims, Evidence, Submission, check_submission
from services.identity.usecases.accounts import change_email
from services.identity.usecases.credentials import keep_app, keep_passkeys, new_passkey
from services.identity.usecases.mandates import record_mandate
from services.identity.usecases.proofs import refresh_proof, submit_proof
from tests.gateway.pages.test_welsh import SAID

TODAY = date(2026, 11, 22)
CLAIMS = Claims("Amina", "Begum", date(1992, 5, 17), "WS13 6HX")
# What pages say in other words, or what nobody can bring about on them.
_NOT_SHOWN = re.compile(
    r"[Tt]oo many codes.*|there is no such.*|somebody at the council must see.*|"
    r"an officer is not the carer.*|check the reference of whom.*|.*not this account's.*"
)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


@pytest.mark.parametrize(
    "lack",
    [
        *(Lack("document", strength, 1) for strength in (1, 2, 3, 4)),
        *(Lack("validity", 2, 1, kind=kind) for kind in sorted(KINDS)),
        *(Lack(score, 1, 1) for score in ("activity", "fraud", "verification")),
    ],
)
def test_what_would_make_a_proof_stronger(lack: Lack) -> None:
    sentences = re.split(r"(?<=[.!?]) ", lack.in_words())
    assert [sentence for sentence in sentences if sentence not in SAID] == []


def _carer(**changed: Any) -> None:
    fields: dict[str, Any] = {
        "id": "man_1",
        "account_id": "acc_amina",
        "proxy_id": "acc_rosa",
        "kind": "carer",
        "data_classes": frozenset({"health"}),
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=30),
        "recorded_by": "acc_amina",
        "organisation_id": "",
        "recorded_at": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    }
    mandates.check_mandate(mandates.Mandate(**(fields | changed)), TODAY)


def _submitted(**changed: Any) -> None:
    check_submission(Submission(replace(CLAIMS, **changed), (Evidence("bank_account", "12345"),)), TODAY)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: SafeContact(frozenset({"call"})).checked(),
        lambda: SafeContact(frozenset({"call"}), phone="ring 0").checked(),
        lambda: passkey_name("x" * 61),
        lambda: _submitted(given_name=""),
        lambda: _submitted(family_name="x" * 101),
        lambda: _submitted(date_of_birth=TODAY + timedelta(days=1)),
        lambda: _submitted(postcode="none"),
        lambda: _submitted(nhs_number="123"),
        lambda: check_submission(Submission(CLAIMS, (Evidence("uk_passport", "1"),)), TODAY),
        lambda: _carer(proxy_id="acc_amina"),
        lambda: _carer(ends_on=TODAY - timedelta(days=1)),
        lambda: _carer(ends_on=TODAY + timedelta(days=1_000)),
        lambda: _carer(ends_on=None),
    ],
)
def test_what_is_wrong_with_an_answer(wrong: Callable[[], object]) -> None:
    with pytest.raises(Invalid) as refused:
        wrong()
    assert refused.value.fields
    assert [each.message for each in refused.value.fields if _capitalised(each.message) not in SAID] == []


@pytest.mark.parametrize(
    "module",
    [change_email, keep_app, keep_passkeys, record_mandate, refresh_proof, new_passkey, submit_proof],
)
def test_why_something_is_refused(module: object) -> None:
    tree = ast.parse(Path(module.__file__).read_text())  # type: ignore[attr-defined]  # every module has one
    called = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    refusals = {"Invalid", "Conflict", "LastWayIn", "EvidenceInUse", "Unavailable", "Invalid.field"}
    said = [
        argument.value
        for call in called
        if ast.unparse(call.func) in refusals
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value
    ]
    assert said
    assert [text for text in said if _capitalised(text) not in SAID and not _NOT_SHOWN.fullmatch(text)] == []


def test_a_letter_names_the_button_as_the_page_does() -> None:
    assert "This was not me" in WORDING["en"]["recovery-link"]
    assert f"“{SAID['This was not me'][0]}”" in WORDING["cy"]["recovery-link"]
    assert SAID[SUBJECT["en"]] == (SUBJECT["cy"],)
