"""A professional gets an account, or one more context in the account they have."""

from dataclasses import dataclass, field, replace

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.accounts.account import Account, ActingContext, check_password, new_salt, normal_email
from services.identity.domain.events import Event
from services.identity.domain.roles import CONTEXT_ROLES
from services.identity.ports import OpenWork, Passwords


@dataclass(frozen=True, slots=True)
class NewWorker:
    """`context.id` is given by us and ignored here.

    `password` is only used for an account that does not exist yet; without one she makes a passkey (`EnrolWorker`) or
    signs in with her organisation.
    """

    email: str
    password: str = field(repr=False)
    display_name: str
    context: ActingContext


class CreateWorker:
    """An operator does this for anybody, an organisation's administrator for their own organisation."""

    def __init__(self, write: OpenWork, passwords: Passwords, clock: Clock, ids: Ids) -> None:
        self._write, self._passwords = write, passwords
        self._clock, self._ids = clock, ids

    async def __call__(self, caller: Caller, new: NewWorker) -> Account:
        """Raises Denied for another organisation or for making operators, Conflict when the address is a resident's."""
        caller.must("accounts:write")
        context = _whole(replace(new.context, id=self._ids.new("ctx")))
        email = _checked(caller, new)
        password_hash = await self._passwords.hash(new.password) if new.password else ""
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.accounts.get(earlier)
            if (
                context.professional_id
                and await work.staff.works(context.professional_id, context.employer_id) is False
            ):
                raise Conflict("the directory says that this professional does not work there", code="left")
            account = Account(
                id=self._ids.new("acc"),
                kind="operator" if context.role == "operator" else "worker",
                email=email,
                display_name=new.display_name.strip(),
                created_at=self._clock.now(),
                email_verified=True,
                subject_salt=new_salt(),
                contexts=(context,),
            )
            if not await work.accounts.add(account, password_hash):
                held = await work.accounts.with_email(email)
                assert held, "a taken address is somebody's"
                account = await work.accounts.get(held.account_id)
                if account.kind == "resident" or (account.kind == "operator") != (context.role == "operator"):
                    raise Conflict("this address has an account of another kind; use the work address")
                account = replace(account, contexts=(*account.contexts, context))
                await work.accounts.add_context(account.id, context)
            await work.idempotency.keep(caller, account.id)
            work.tell(Event("context.given", account.id, context.facts), by=caller.subject)
            return account


def _whole(context: ActingContext) -> ActingContext:
    """Employed by whom she acts for, unless said otherwise."""
    if context.employer_id:
        return context
    return replace(context, employer_id=context.organisation_id, employer_name=context.organisation_name)


def _checked(caller: Caller, new: NewWorker) -> str:
    context = new.context
    if context.role not in CONTEXT_ROLES:
        raise Invalid.field("context.role", f"must be one of {', '.join(sorted(CONTEXT_ROLES))}")
    if not context.organisation_id and context.role != "operator":
        raise Invalid.field("context.organisation_id", "say which organisation")
    if not new.display_name.strip():
        raise Invalid.field("display_name", "enter a name")
    own = context.role != "operator" and context.organisation_id == caller.claim("org")
    if caller.claim("role") != "operator" and not own:
        raise Denied("you can only do this for your own organisation", code="other-organisation")
    email = normal_email(new.email)
    if new.password:
        check_password(new.password, email)
    return email
