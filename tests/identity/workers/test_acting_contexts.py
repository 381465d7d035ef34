"""Rights never add up across contexts: whatever a worker holds, a session has exactly one context's rights."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.identity.domain.accounts.account import ActingContext
from services.identity.domain.roles import CONTEXT_ROLES, SCOPES_OF_ROLE
from services.identity.domain.sessions.session import Opened
from tests.identity.house import HOME, PASSWORD, House, acting, house_at

_ROLES = sorted(CONTEXT_ROLES - {"operator"})
EMAIL = "priya@lichfield.example"
_HELD = st.lists(
    st.builds(acting, st.sampled_from(_ROLES), st.sampled_from(["org_lichfield", "org_stafford", "org_tamworth"])),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=_HELD, steps=st.lists(st.integers(0, 3), max_size=4))
async def test_a_session_has_the_scopes_of_its_context_and_no_others(
    tmp_path_factory: pytest.TempPathFactory, held: list[ActingContext], steps: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("contexts")
    async with house_at(f"sqlite+aiosqlite:///{folder}/identity.db", folder) as house:
        await house.worker(*held)
        opened = await house.sign_in(EMAIL, PASSWORD, HOME)
        assert isinstance(opened, Opened)
        await _acts_as_one(house, opened.value)
        for step in steps:
            contexts = (await house.get_session(opened.value)).account.contexts
            opened = await house.choose_context(opened.value, contexts[step % len(contexts)].id)
            await _acts_as_one(house, opened.value)


async def _acts_as_one(house: House, value: str) -> None:
    standing = await house.get_session(value)
    if standing.context is None:
        assert len(standing.account.contexts) > 1, "one context is taken without asking"
        assert standing.scopes == frozenset()
        return
    assert standing.scopes == SCOPES_OF_ROLE[standing.context.role]
    claims = standing.claims()
    assert (claims["org"], claims["ctx"]) == (standing.context.organisation_id, standing.context.id)
