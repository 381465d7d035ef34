"""An organisation's own sign-in is registered, or replaced."""

from collections.abc import Iterable
from dataclasses import replace

from chassis.addresses import checked_url
from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.tokens import INTERNAL_ISSUER, Caller
from services.identity.domain.events import Event
from services.identity.domain.workplaces.workplace import Workplace, check
from services.identity.ports import OpenWork


class RegisterWorkplace:
    """An operator does this for anybody, an organisation's administrator for their own organisation.

    Mail domains are an operator's to give: with another's, its staff would be led to a stranger's sign-in.
    """

    def __init__(self, write: OpenWork, issuer: str, clock: Clock, *, allow_loopback: bool) -> None:
        self._write, self._clock, self._allow_loopback = write, clock, allow_loopback
        self._own_names = frozenset({issuer, INTERNAL_ISSUER})

    async def __call__(self, caller: Caller, wanted: Workplace) -> Workplace:
        """`wanted.created_at` is given by us. Raises Denied, Invalid naming the field, Conflict for a taken domain."""
        check_may(caller, wanted.organisation_id)
        workplace = replace(
            wanted, domains=_normal(wanted.domains), issuer=self._issuer(wanted.issuer), created_at=self._clock.now()
        )
        check(workplace, self._own_names)
        async with self._write() as work:
            held = next(
                (w for w in await work.workplaces.listed() if w.organisation_id == wanted.organisation_id), None
            )
            if caller.claim("role") != "operator" and set(workplace.domains) - set(held.domains if held else ()):
                raise Denied("ask an operator to add a mail domain", code="operator-only")
            await work.workplaces.put(workplace)
            facts = {"organisation_id": workplace.organisation_id, "issuer": workplace.issuer}
            work.tell(Event("workplace.registered", "", facts), by=caller.subject)
            return workplace

    def _issuer(self, url: str) -> str:
        try:
            return checked_url(url, allow_loopback=self._allow_loopback)
        except Invalid as bad:
            raise Invalid.field("issuer", bad.fields[0].message) from None


def check_may(caller: Caller, organisation_id: str) -> None:
    """Raises Denied."""
    caller.must("accounts:write")
    if caller.claim("role") != "operator" and (not organisation_id or organisation_id != caller.claim("org")):
        raise Denied("you can only do this for your own organisation", code="other-organisation")


def _normal(domains: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({domain.strip().lower().removeprefix("@") for domain in domains}))
