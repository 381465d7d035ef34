"""Somebody comes back from their organisation's sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chassis.clock import Clock
from chassis.errors import Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import hashed, same
from services.identity.domain.accounts.account import Account, ActingContext, new_salt, normal_email
from services.identity.domain.credentials.levels import Means
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Opened, Upstream
from services.identity.domain.workplaces.workplace import Attempt, Expected, Workplace
from services.identity.ports import BadArrival, OpenWork, Work, WorkplaceProviders
from services.identity.usecases.sessions.open_session import open_session

_AMR = ("fed",)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brought back, and the secret it kept."""

    browser: str
    state: str
    code: str
    issuer: str
    error: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Signed in, and on the way to where they were going."""

    opened: Opened
    interaction_id: str
    then: str


class NotLetIn(Denied):
    """`code` says which page to show."""


class FinishWorkplaceSignIn:
    """An organisation vouches for its own staff, as the directory knows them, for work at that organisation only."""

    def __init__(self, write: OpenWork, providers: WorkplaceProviders, clock: Clock, ids: Ids) -> None:
        self._write, self._providers, self._clock, self._ids = write, providers, clock, ids

    async def __call__(self, returned: Returned) -> Arrival:
        """Raises NotLetIn with one of these codes, Unavailable where the provider is away.

        sign-in-elsewhere     not begun in this browser, or too long ago
        organisation-refused  the organisation said no
        organisation-unclear  what it said does not hold
        not-in-directory      the directory knows nobody there by that name
        left                  the directory says that she left
        no-account            no account yet, and the organisation gives no address to make one for
        """
        attempt, workplace = await self._attempt(returned)
        if returned.error:
            raise NotLetIn("your organisation did not sign you in", code="organisation-refused")
        expected = Expected.of(returned.browser, returned.state)
        try:
            claims = await self._providers.identified(workplace, returned.code, returned.issuer, expected)
        except BadArrival:
            raise NotLetIn("what your organisation told us does not hold", code="organisation-unclear") from None
        now = self._clock.now()
        async with self._write() as work:
            account = await self._account(work, workplace, claims, now)
            offered = tuple(c for c in account.contexts if c.employer_id == workplace.organisation_id)
            names = {what: _text(claims, what) for what in ("sub", "sid")}
            marks = {what: work.workplaces.mark(workplace.organisation_id, what, name) for what, name in names.items()}
            upstream = Upstream(workplace.organisation_id, marks["sub"], marks["sid"])
            means = Means(workplace.level(claims.get("acr")), _AMR)
            opened = await open_session(
                work, replace(account, contexts=offered), now, self._ids, means, upstream=upstream
            )
        return Arrival(opened, attempt.interaction_id, attempt.then)

    async def _attempt(self, returned: Returned) -> tuple[Attempt, Workplace]:
        """Used up with this, whatever comes of it."""
        async with self._write() as work:
            attempt = await work.workplaces.take(returned.state)
            workplace = await work.workplaces.get(attempt.organisation_id) if attempt else None
        begun_here = attempt is not None and same(hashed(returned.browser), attempt.browser_hash)
        if attempt is None or workplace is None or not begun_here or self._clock.now() >= attempt.expires_at:
            raise NotLetIn("this sign-in was not begun in this browser, or too long ago", code="sign-in-elsewhere")
        return attempt, workplace

    async def _account(self, work: Work, workplace: Workplace, claims: Mapping[str, Any], now: datetime) -> Account:
        professional_id = await _professional(work, workplace, claims)
        held = await work.staff.contexts(workplace.organisation_id, [professional_id])
        holders = sorted({context.account_id for context in held if not context.disabled})
        if len(holders) == 1:
            return await work.accounts.get(holders[0])
        if holders:
            raise NotLetIn("you have several accounts; ask your administrator to keep one", code="no-account")
        return await self._first_time(work, workplace, professional_id, claims, now)

    async def _first_time(
        self, work: Work, workplace: Workplace, professional_id: str, claims: Mapping[str, Any], now: datetime
    ) -> Account:
        """An account for a professional whom the directory knows; only for an address of the organisation's own."""
        email = _own_address(workplace, claims)
        context = ActingContext(
            id=self._ids.new("ctx"),
            organisation_id=workplace.organisation_id,
            organisation_name=workplace.organisation_name,
            professional_id=professional_id,
            role="worker",
            purpose=workplace.purpose,
            employer_id=workplace.organisation_id,
            employer_name=workplace.organisation_name,
        )
        account = Account(
            id=self._ids.new("acc"),
            kind="worker",
            email=email,
            display_name=_text(claims, "name")[:_LONGEST_NAME] or email,
            created_at=now,
            email_verified=True,
            subject_salt=new_salt(),
            contexts=(context,),
        )
        # Without a password: the organisation is the only way in until she adds one.
        if not await work.accounts.add(account, ""):
            taken = await work.accounts.with_email(email)
            assert taken, "a taken address is somebody's"
            account = await work.accounts.get(taken.account_id)
            if account.kind != "worker":
                raise NotLetIn("your work address has an account of another kind", code="no-account")
            await work.accounts.add_context(account.id, context)
            account = replace(account, contexts=(*account.contexts, context))
        work.tell(Event("context.given", account.id, context.facts), by=account.id)
        return account


async def _professional(work: Work, workplace: Workplace, claims: Mapping[str, Any]) -> str:
    """The one professional whom the directory knows there by what the organisation says. Raises NotLetIn."""
    value = _text(claims, workplace.claim)
    known = await work.staff.known_as(workplace.organisation_id, workplace.matched_by, value) if value else []
    working = [professional_id for professional_id, works in known if works]
    if len(working) == 1:
        return working[0]
    if known and not working:
        raise NotLetIn("the directory says that you left this organisation", code="left")
    raise NotLetIn("the directory does not know you at this organisation", code="not-in-directory")


def _own_address(workplace: Workplace, claims: Mapping[str, Any]) -> str:
    """Raises NotLetIn."""
    try:
        email = normal_email(_text(claims, "email"))
    except Invalid:
        email = ""
    if email.rpartition("@")[2] not in workplace.domains:
        raise NotLetIn("you have no account yet; ask your administrator for one", code="no-account")
    return email


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
