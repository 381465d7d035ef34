"""Which calls a token for somebody else opens, in every service: a short list, and for a proxy one line."""

from importlib import import_module

import pytest

from services.identity.domain.mandates.acting import OFFICER
from services.identity.domain.mandates.mandate import KINDS

_LOOKED_AT = ("Me/GetMyNetwork", "Me/GetMySharing")
WITH_AN_OFFICER_THERE = {
    "identity": {
        *("Accounts/GetAccount", "Accounts/ListApprovals", "Accounts/RevokeApproval", "Proofing/ListProofs"),
        *("Mandates/ChooseCarer", "Mandates/ListMyMandates", "Mandates/StopMandate", "Mandates/KeepMandate"),
    },
    "directory": set(),
    "cases": {
        "Me/",
        *_LOOKED_AT,
        "Sharing/GiveConsent",
        "Sharing/WithdrawConsent",
        "Sharing/RefuseConsent",
        "Sharing/GetConsentRecord",
    },
}
BY_A_PROXY = {"identity": {"Mandates/GetActing"}, "directory": set(), "cases": set(_LOOKED_AT)}


@pytest.mark.parametrize("service", WITH_AN_OFFICER_THERE)
def test_only_these_calls_are_open_to_who_acts_for_another(service: str) -> None:
    callers = import_module(f"services.{service}.main").CALLERS
    open_to = {
        kind: {name.removeprefix(f"/kith.{service}.v1.") for name, allow in callers.items() if kind in allow.acting}
        for kind in {OFFICER, *KINDS}
    }
    assert open_to.pop(OFFICER) == WITH_AN_OFFICER_THERE[service]
    assert all(calls == BY_A_PROXY[service] for calls in open_to.values())
    assert {kind for allow in callers.values() for kind in allow.acting} <= {OFFICER, *KINDS}
