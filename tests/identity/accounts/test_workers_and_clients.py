"""Who may make accounts and clients, and for whom."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.errors import Conflict, Denied, Invalid
from services.identity.usecases.workplaces.create_worker import NewWorker
from tests.identity.house import OPERATOR, PASSWORD, House, Key, acting, caller

ADMIN = caller("acc_admin", "organisation-admin", org="org_lichfield")
PRIYA = NewWorker("priya@lichfield.example", PASSWORD, "Priya Shah", acting())


async def test_an_administrator_makes_workers_of_their_own_organisation_only(house: House) -> None:
    account = await house.create_worker(ADMIN, PRIYA)
    assert account.contexts[0].organisation_id == "org_lichfield"
    with pytest.raises(Denied):
        await house.create_worker(ADMIN, replace(PRIYA, context=acting(organisation="org_nhs")))
    with pytest.raises(Denied):
        await house.create_worker(ADMIN, replace(PRIYA, context=acting("operator")))


@pytest.mark.parametrize("role", ["resident", "worker", "partner", "guardian"])
async def test_nobody_else_makes_accounts_or_clients(house: House, role: str) -> None:
    with pytest.raises(Denied):
        await house.create_worker(caller("acc_x", role, org="org_lichfield"), PRIYA)
    client = (await house.party()).client
    with pytest.raises(Denied):
        await house.create_client(caller("acc_x", role), client)


async def test_a_second_context_joins_the_account_and_leaves_its_password(house: House) -> None:
    first = await house.create_worker(OPERATOR, PRIYA)
    again = replace(PRIYA, password="something else", context=acting("duty"))
    second = await house.create_worker(OPERATOR, again)
    assert second.id == first.id
    assert {context.role for context in second.contexts} == {"worker", "duty"}
    assert await house.sign_in("priya@lichfield.example", PASSWORD, "192.0.2.1")


async def test_a_residents_account_never_becomes_a_workers(house: House) -> None:
    await house.resident("priya@lichfield.example")
    with pytest.raises(Conflict):
        await house.create_worker(OPERATOR, PRIYA)


async def test_the_same_request_sent_twice_makes_one_worker(any_house: House) -> None:
    admin = caller("acc_admin", "organisation-admin", key="k1", org="org_lichfield")
    first, second = await any_house.create_worker(admin, PRIYA), await any_house.create_worker(admin, PRIYA)
    assert first.id == second.id
    assert len(second.contexts) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"redirect_uris": ("http://evil.example/cb",)}, "redirect_uris.0"),
        ({"redirect_uris": ("https://x.example/cb#here",)}, "redirect_uris.0"),
        ({"redirect_uris": ("https://user@x.example/cb",)}, "redirect_uris.0"),
        ({"redirect_uris": ("/callback",)}, "redirect_uris.0"),
        ({"redirect_uris": ()}, "redirect_uris"),
        ({"post_logout_redirect_uris": ("javascript:alert(1)",)}, "post_logout_redirect_uris.0"),
        ({"jwks": ""}, "jwks"),
        ({"jwks": "{}"}, "jwks"),
        ({"jwks": '{"keys":[{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}]}'}, "jwks"),
        ({"jwks": '{"keys":[{"kty":"oct","k":"a"}]}'}, "jwks"),
        ({"scopes": frozenset({"people:read"})}, "scopes"),
        ({"profile": "admin"}, "profile"),
        ({"role": "operator"}, "role"),
        ({"name": " "}, "name"),
        ({"organisation_id": ""}, "organisation_id"),
    ],
)
async def test_a_client_that_could_do_harm_is_refused_and_the_field_named(
    house: House, changed: dict[str, Any], field: str
) -> None:
    good = (await house.party()).client
    with pytest.raises(Invalid) as refused:
        await house.create_client(OPERATOR, replace(good, **changed))
    assert [each.field for each in refused.value.fields] == [field]


async def test_a_service_has_a_known_role(house: House) -> None:
    good = (await house.party("service")).client
    with pytest.raises(Invalid):
        await house.create_client(OPERATOR, replace(good, role="worker", jwks=Key.new().jwks))
