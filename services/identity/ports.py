"""What the use cases need of the outside, in their words."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from chassis.tokens import Caller
from services.identity.domain.account import Account, ActingContext
from services.identity.domain.activity import Entry
from services.identity.domain.authenticator_app import AuthenticatorApp
from services.identity.domain.care import Care
from services.identity.domain.challenge import Challenge
from services.identity.domain.checks import Check, Finding
from services.identity.domain.client import Client
from services.identity.domain.confirmation import Confirmation
from services.identity.domain.credential import Ways
from services.identity.domain.device_request import DeviceRequest
from services.identity.domain.events import Event
from services.identity.domain.examination import Examination
from services.identity.domain.grant import Code, Grant, Refresh
from services.identity.domain.interaction import Approval, Interaction
from services.identity.domain.letter import Letter
from services.identity.domain.logout import LogoutNotice
from services.identity.domain.mandate import Mandate
from services.identity.domain.passkey import Attested, Passkey
from services.identity.domain.proof import Claims, Evidence, Proof, Submission
from services.identity.domain.pushed_request import PushedRequest
from services.identity.domain.registration_token import RegistrationToken
from services.identity.domain.revocation import Revocation
from services.identity.domain.session import Session, Upstream
from services.identity.domain.signing import SigningKey
from services.identity.domain.sitting import Sitting
from services.identity.domain.staff import HeldContext, StaffMember
from services.identity.domain.standing import Standing
from services.identity.domain.throttle import Bucket
from services.identity.domain.upstream import Established, Visit
from services.identity.domain.vouch import Vouch
from services.identity.domain.whereabouts import Whereabouts
from services.identity.domain.workplace import Attempt, Expected, MatchedBy, Workplace


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    account_id: str
    password_hash: str = field(repr=False)


class Accounts(Protocol):
    async def get(self, account_id: str) -> Account:
        """Raises NotFound."""

    async def locked(self, account_id: str) -> Account:
        """The account, locked until the unit of work ends. Raises NotFound."""

    async def with_email(self, email: str) -> Credentials | None:
        """The account somebody signs in to with this (normal) address."""

    async def add(self, account: Account, password_hash: str) -> bool:
        """False, and nothing is written, when the address is taken. An account that is nobody's takes no address."""

    async def add_context(self, account_id: str, context: ActingContext) -> None: ...

    async def password_hash(self, account_id: str) -> str:
        """Empty where the account has no password."""

    async def set_email(self, account_id: str, email: str) -> bool:
        """A verified address in place of the old one; False, and nothing is written, when it is taken."""

    async def set_password(self, account_id: str, password_hash: str) -> None: ...


class Sessions(Protocol):
    async def add(self, session: Session, value: str) -> None: ...

    async def by_value(self, value: str) -> Session | None:
        """The session a cookie stands for, live or not."""

    async def renew(self, session: Session, value: str) -> None:
        """A live session as it is now, under a new cookie value; the old value is nobody's from here."""

    async def live_of(self, account_id: str, now: datetime) -> list[Session]:
        """Newest first."""

    async def end(self, session_id: str, at: datetime) -> None: ...

    async def get(self, session_id: str) -> Session | None: ...

    async def acting_for(self, employer_id: str, context: HeldContext, now: datetime) -> list[Session]:
        """The live sessions that act in a context, and those its holder began at that employer's own sign-in."""

    async def begun_at(self, upstream: Upstream, now: datetime) -> list[Session]:
        """The live sessions that an employer's own sign-in began; of that person, of that session, where it names them."""

    async def standing(self, session: Session) -> Standing:
        """Who that is, and as what, just now."""


    async def run_out(self, now: datetime, most: int) -> list[Session]:
        """Some whose time is over and that nobody has ended."""


class Throttle(Protocol):
    async def fill(self, key: Sequence[str], bucket: Bucket, now: datetime) -> bool:
        """Draw one try from the bucket with this key; False when it is full."""

    async def drain(self, key: Sequence[str], bucket: Bucket) -> None:
        """Give one try back."""

    async def familiar(self, email: str, source: str) -> bool:
        """Whether this source has signed in to this account before."""

    async def remember(self, email: str, source: str, now: datetime) -> None: ...


class Passkeys(Protocol):
    async def add(self, passkey: Passkey) -> bool:
        """False, and nothing is written, when somebody has this key already."""

    async def of(self, account_id: str) -> list[Passkey]:
        """Oldest first."""

    async def with_credential(self, credential_id: str) -> Passkey | None:
        """Locked until the unit of work ends."""

    async def put(self, passkey: Passkey) -> None: ...

    async def remove(self, passkey_id: str) -> None: ...

    async def first_use(self, challenge: Challenge, now: datetime) -> bool:
        """Whether this challenge is answered for the first time."""


class Codes(Protocol):
    """Authenticator apps, recovery codes, and sign-ins that wait for one of either."""

    async def app(self, account_id: str) -> AuthenticatorApp | None:
        """Locked until the unit of work ends."""

    async def app_since(self, account_id: str) -> datetime | None: ...

    async def set_app(self, app: AuthenticatorApp) -> None: ...

    async def stepped(self, app: AuthenticatorApp, step: int) -> None:
        """A code of this step was taken."""

    async def remove_app(self, account_id: str) -> None: ...

    async def set_recovery_codes(self, account_id: str, codes: list[str]) -> None:
        """In place of any there were. Given as `recovery_code.as_typed` makes them."""

    async def remove_recovery_codes(self, account_id: str) -> None: ...

    async def use_recovery_code(self, account_id: str, code: str, now: datetime) -> bool: ...

    async def recovery_codes_left(self, account_id: str) -> int: ...

    async def add_half(self, value: str, account_id: str, expires_at: datetime, now: datetime) -> None:
        """Somebody gave the right password, and has yet to give a code."""

    async def half(self, value: str, now: datetime) -> str | None:
        """Whose sign-in waits under this value, if one still does."""

    async def end_half(self, value: str) -> None: ...

    async def end_halves(self, account_id: str) -> None: ...

    async def ways(self, account_id: str) -> Ways: ...


class Clients(Protocol):
    async def get(self, client_id: str) -> Client:
        """Raises NotFound."""

    async def listed(self) -> list[Client]: ...

    async def add(self, client: Client) -> None: ...

    async def set_jwks(self, client_id: str, jwks: str) -> None: ...


class Interactions(Protocol):
    async def add(self, interaction: Interaction) -> None: ...

    async def get(self, interaction_id: str) -> Interaction:
        """Raises NotFound."""

    async def locked(self, interaction_id: str) -> Interaction:
        """Locked until the unit of work ends. Raises NotFound."""

    async def put(self, interaction: Interaction) -> None: ...


class Approvals(Protocol):
    async def get(self, account_id: str, client_id: str) -> Approval | None: ...

    async def of(self, account_id: str) -> list[Approval]: ...

    async def put(self, approval: Approval) -> None: ...

    async def remove(self, account_id: str, client_id: str) -> bool: ...


class Grants(Protocol):
    async def add(self, grant: Grant) -> None: ...

    async def get(self, grant_id: str) -> Grant | None: ...

    async def live_of(self, account_id: str, client_id: str) -> list[Grant]: ...

    async def all_live_of(self, account_id: str) -> list[Grant]:
        """At whatever client."""

    async def in_session(self, session_id: str) -> list[Grant]:
        """The live grants made in a session."""

    async def bind(self, grant_id: str, jkt: str) -> None:
        """From here on it is for the holder of the key with this thumbprint only."""

    async def end(self, grant_id: str, at: datetime) -> None:
        """Ends the grant; its refresh tokens and code are good for nothing from here."""

    async def add_code(self, code: Code) -> None: ...

    async def code(self, secret: str) -> Code | None:
        """The code, locked until the unit of work ends."""

    async def use_code(self, code: Code, at: datetime) -> None: ...

    async def add_refresh(self, refresh: Refresh) -> None: ...

    async def refresh(self, secret: str) -> Refresh | None:
        """The refresh token, locked until the unit of work ends."""

    async def use_refresh(self, refresh: Refresh, at: datetime) -> None: ...

    async def add_token(self, jti: str, grant_id: str, expires_at: datetime) -> None: ...

    async def live_tokens(self, grant_id: str, now: datetime) -> list[str]:
        """The `jti` of each access token issued on the grant that has not expired."""


class Assertions(Protocol):
    async def first_use(self, client_id: str, jti: str, expires_at: datetime) -> bool:
        """Whether what a client signed, or the holder of a key with this thumbprint, is seen for the first time.

        RFC 7523 section 3, item 7; RFC 9449 section 11.1.
        """


class DeviceRequests(Protocol):
    async def add(self, request: DeviceRequest, user_code: str) -> bool:
        """False, and nothing is written, when another shows that code just now."""

    async def by_secret(self, secret: str) -> DeviceRequest | None:
        """By the device code; locked until the unit of work ends."""

    async def by_user_code(self, user_code: str) -> DeviceRequest | None:
        """By the code somebody typed, however they typed it; locked until the unit of work ends."""

    async def put(self, request: DeviceRequest) -> None: ...


class Pruning(Protocol):
    async def prune(self, now: datetime, most: int) -> dict[str, int]:
        """Delete at most so many of each kind of what is over; how many of which went."""


class Logouts(Protocol):
    async def clients_of(self, session_id: str) -> list[str]:
        """The clients that were granted something in this session."""

    async def add(self, notice: LogoutNotice, now: datetime) -> None:
        """Due at once. One that is there already stays as it is."""

    async def due(self, now: datetime, most: int) -> list[LogoutNotice]:
        """The longest due first."""

    async def put_off(self, notice: LogoutNotice, until: datetime) -> None: ...

    async def remove(self, notice_id: str) -> None: ...


class PushedRequests(Protocol):
    async def add(self, pushed: PushedRequest, now: datetime) -> None: ...

    async def get(self, request_uri: str) -> PushedRequest | None: ...

    async def use(self, kept: str, at: datetime) -> bool:
        """Whether the one kept under this hash had not been answered before."""


class Revocations(Protocol):
    async def add(self, revocation: Revocation) -> None: ...

    async def since(self, cursor: int, after: datetime) -> tuple[list[Revocation], int]:
        """What was revoked after the cursor (and after an instant), oldest first, and the newest cursor."""

    async def covers(self, keys: Collection[tuple[str, str]], issued_at: float) -> bool:
        """Whether something issued then, named by any of these (kind, key), has been revoked."""


class SigningKeys(Protocol):
    async def all(self, *, locked: bool = False) -> list[SigningKey]:
        """Oldest first; with `locked`, nobody else changes keys until the unit of work ends."""

    async def add(self, key: SigningKey) -> None: ...

    async def put(self, key: SigningKey) -> None: ...


class Proofs(Protocol):
    async def get(self, proof_id: str) -> tuple[Proof, tuple[Evidence, ...]]:
        """A proof and the evidence submitted for it, locked until the unit of work ends. Raises NotFound."""

    async def of(self, account_id: str) -> list[Proof]:
        """Newest first."""

    async def add(self, proof: Proof, evidence: Sequence[Evidence]) -> None: ...

    async def put(self, proof: Proof) -> None: ...

    async def claim_evidence(self, evidence: Evidence, account_id: str, proof_id: str) -> bool:
        """False when the item already proves another account."""

    async def doubted(self, most: int) -> list[Proof]:
        """Proofs that are contra-indicated, the longest first."""


class Letters(Protocol):
    async def write(self, letter: Letter, now: datetime) -> None:
        """Sent once this unit of work is kept, and never where it is not."""

    async def due(self, now: datetime) -> list[Letter]:
        """The next few to send, oldest first."""

    async def put_off(self, letter: Letter, until: datetime) -> None:
        """It could not be handed over: once more then."""

    async def remove(self, letter_id: str) -> None: ...


class Confirmations(Protocol):
    async def add(self, confirmation: Confirmation, secret: str, now: datetime) -> None: ...

    async def tried(self, confirmation_id: str, secret: str) -> tuple[Confirmation, bool] | None:
        """Counts a try, and says whether the secret is right; the confirmation is as it was before the try, and
        locked until the unit of work ends."""

    async def shown(self, confirmation_id: str, key: str) -> Confirmation | None:
        """The confirmation whose link was followed; None where the key is wrong. Locked until the unit of work ends."""

    async def of(self, account_id: str, now: datetime) -> list[Confirmation]:
        """Those of an account that have not expired."""

    async def remove(self, confirmation_id: str) -> None:
        """It is used up, or called off."""


class CheckRecords(Protocol):
    """What was asked of the providers, and what they found."""

    async def add(self, checks: Sequence[Check]) -> None: ...

    async def of(self, proof_id: str) -> list[Check]: ...

    async def put(self, check: Check) -> None: ...

    async def due(self, now: datetime, most: int) -> list[str]:
        """Proofs (their ids) of which a check is to be asked now."""


class Sittings(Protocol):
    async def add(self, sitting: Sitting, claims: Claims) -> None: ...

    async def put(self, sitting: Sitting) -> None: ...

    async def get(self, sitting_id: str) -> tuple[Sitting, Claims]:
        """A sitting, and who its person says they are. Raises NotFound."""

    async def locked(self, sitting_id: str) -> tuple[Sitting, Claims]:
        """Locked until the unit of work ends. Raises NotFound."""

    async def of(self, account_id: str) -> list[tuple[Sitting, Claims]]:
        """Newest first."""

    async def accounts_of(self, given_name: str, family_name: str, born_on: date) -> list[str]:
        """The accounts of those who sat here before under these names, born that day."""

    async def bindings_waiting(self, now: datetime) -> list[tuple[Sitting, Claims]]:
        """Live sittings whose officer waits for leave to bind a passkey, oldest first."""


class Examinations(Protocol):
    async def add(self, examination: Examination) -> None: ...

    async def put(self, examination: Examination) -> None: ...

    async def locked(self, examination_id: str) -> Examination:
        """Raises NotFound."""

    async def waiting(self) -> list[Examination]:
        """Those that a second officer must look at, oldest first."""


class Vouches(Protocol):
    async def add(self, vouch: Vouch) -> None: ...

    async def of(self, sitting_id: str) -> list[Vouch]: ...

    async def given_by(self, professional_id: str, after: datetime) -> int:
        """How many this professional gave after an instant."""


class Mandates(Protocol):
    async def add(self, mandate: Mandate) -> None: ...

    async def put(self, mandate: Mandate) -> None: ...

    async def get(self, mandate_id: str) -> Mandate:
        """Raises NotFound."""

    async def locked(self, mandate_id: str) -> Mandate:
        """Locked until the unit of work ends. Raises NotFound."""

    async def of(self, account_id: str) -> list[Mandate]:
        """All that were ever recorded about this account, oldest first."""

    async def held_by(self, proxy_id: str) -> list[Mandate]: ...


class Staff(Protocol):
    """Who works where, as the directory last told, and the acting contexts that hang on it."""

    async def put(self, organisation_id: str, members: Sequence[StaffMember]) -> None:
        """In place of what was known of each of them at that organisation."""

    async def works(self, professional_id: str, organisation_id: str) -> bool | None:
        """Whether she works there; None where the directory has told nothing of it."""

    async def known_as(self, organisation_id: str, matched_by: MatchedBy, value: str) -> list[tuple[str, bool]]:
        """The professionals at an organisation with this staff number or work address, and whether each works there."""

    async def contexts(self, employer_id: str, professional_ids: Sequence[str]) -> list[HeldContext]:
        """The contexts in which these professionals act for that employer, disabled or not."""

    async def disable(self, context_id: str, at: datetime) -> None: ...

    async def enable(self, context_id: str) -> None: ...


class Workplaces(Protocol):
    """Organisations' own sign-ins, and those under way there."""

    async def put(self, workplace: Workplace) -> None:
        """In place of the one it had. Raises Conflict for a mail domain that is another organisation's."""

    async def get(self, organisation_id: str) -> Workplace:
        """Raises NotFound."""

    async def listed(self) -> list[Workplace]:
        """By the organisation's name."""

    async def of_domain(self, domain: str) -> str | None:
        """The organisation whose mail domain it is."""

    async def remove(self, organisation_id: str) -> bool: ...

    async def begin(self, state: str, attempt: Attempt, now: datetime) -> None: ...

    async def take(self, state: str) -> Attempt | None:
        """The attempt under this state; it is over with this."""

    def mark(self, organisation_id: str, what: str, value: str) -> str:
        """A keyed hash of an organisation's name for something of its own; empty for none."""


class Heard(Protocol):
    async def first(self, consumer: str, event_id: str) -> bool:
        """Whether this consumer hears of the event for the first time."""


class Registrations(Protocol):
    async def add_token(self, token: RegistrationToken) -> None: ...

    async def token(self, secret: str) -> RegistrationToken | None:
        """The initial access token, locked until the unit of work ends."""

    async def use_token(self, token: RegistrationToken) -> None: ...

    async def add_access(self, client_id: str, secret: str) -> None:
        """Who holds this secret may read what the client registered."""

    async def client_of(self, secret: str) -> str | None: ...


class WhereaboutsOf(Protocol):
    async def note(self, session_id: str, account_id: str, place: Whereabouts) -> None:
        """Where a session was opened from; the first word counts."""

    async def of(self, account_id: str) -> dict[str, Whereabouts]:
        """By session."""


class CareFor(Protocol):
    async def of(self, account_id: str) -> Care:
        """What is known; of an account that nothing was said of, that."""

    async def for_review(self) -> list[Care]:
        """Those whose owner said that something was not her doing, longest waiting first, at most 100."""

    async def put(self, kept: Care) -> None: ...


class Activity(Protocol):
    async def of(self, account_id: str, before: str, limit: int) -> list[Entry]:
        """The newest first, before the entry with this id; what is not its owner's to read is left out."""

    async def get(self, account_id: str, entry_id: str) -> Entry | None: ...


class ClosedAccounts(Protocol):
    async def add(self, account_id: str, at: datetime) -> None:
        """Nobody signs in to it again, and its address is free."""

    async def to_erase(self) -> list[str]:
        """Closed, and not erased yet."""

    async def erase(self, account_id: str, at: datetime) -> None:
        """Once its keys are destroyed: what they sealed, and what found it, goes too."""


class UpstreamVisits(Protocol):
    async def add(self, visit: Visit, now: datetime) -> None:
        """Keeps a visit, and forgets those that are too old."""

    async def by_state(self, state: str) -> Visit | None:
        """The visit, locked until the unit of work ends."""

    async def use(self, visit: Visit, at: datetime) -> None: ...


class Idempotency(Protocol):
    async def earlier(self, caller: Caller) -> str | None: ...

    async def keep(self, caller: Caller, made: str) -> None: ...


class Work(Protocol):
    """One unit of work: everything in it is kept, or nothing."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def throttle(self) -> Throttle: ...
    @property
    def passkeys(self) -> Passkeys: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def interactions(self) -> Interactions: ...
    @property
    def approvals(self) -> Approvals: ...
    @property
    def grants(self) -> Grants: ...
    @property
    def assertions(self) -> Assertions: ...
    @property
    def device_requests(self) -> DeviceRequests: ...
    @property
    def pruning(self) -> Pruning: ...
    @property
    def logouts(self) -> Logouts: ...
    @property
    def pushed_requests(self) -> PushedRequests: ...
    @property
    def revocations(self) -> Revocations: ...
    @property
    def signing_keys(self) -> SigningKeys: ...
    @property
    def proofs(self) -> Proofs: ...
    @property
    def checks(self) -> CheckRecords: ...
    @property
    def visits(self) -> UpstreamVisits: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def confirmations(self) -> Confirmations: ...
    @property
    def sittings(self) -> Sittings: ...
    @property
    def examinations(self) -> Examinations: ...
    @property
    def vouches(self) -> Vouches: ...
    @property
    def mandates(self) -> Mandates: ...
    @property
    def staff(self) -> Staff: ...
    @property
    def workplaces(self) -> Workplaces: ...
    @property
    def heard(self) -> Heard: ...
    @property
    def registrations(self) -> Registrations: ...
    @property
    def whereabouts(self) -> WhereaboutsOf: ...
    @property
    def care(self) -> CareFor: ...
    @property
    def activity(self) -> Activity: ...
    @property
    def closed_accounts(self) -> ClosedAccounts: ...
    @property
    def idempotency(self) -> Idempotency: ...

    def tell(self, event: Event, by: str = "") -> None:
        """Leave the event in the log, and publish it where its kind is published, with this unit of work.

        `by`: the actor (an account or client id); empty for the system itself.
        """


OpenWork = Callable[[], AbstractAsyncContextManager[Work]]


# Destroys the keys of an account, in their own store; again is no error.
DestroyKeys = Callable[[str], Awaitable[None]]


class Passwords(Protocol):
    async def hash(self, password: str) -> str: ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """False where there is no account (None) or no password (empty); that takes as long."""

    def stale(self, password_hash: str) -> bool:
        """Whether it was made at another cost than today's."""


class BadCeremony(Exception):
    """What an authenticator sent proves nothing: malformed, for somebody else, or signed with another key."""


class Ceremonies(Protocol):
    """What passes between us and an authenticator (WebAuthn level 3): options and responses are its JSON."""

    def creation(self, challenge: Challenge, account: Account, held: Sequence[Passkey]) -> str:
        """Options to make a passkey, on a device that holds none of these."""

    def request(self, challenge: Challenge, allowed: Sequence[Passkey] = ()) -> str:
        """Options to sign in, with any of these, or with any at all."""

    def attested(self, response: str, challenge: Challenge) -> Attested:
        """The key that was made. Raises BadCeremony."""

    def credential_id(self, response: str) -> str:
        """The key a response says it is signed with. Raises BadCeremony."""

    def signed(self, response: str, challenge: Challenge, passkey: Passkey) -> Attested:
        """The passkey's key after this use of it. Raises BadCeremony."""


class Undeliverable(Exception):
    """The mail system will never take this letter: there is no such mailbox, say."""


class Post(Protocol):
    async def deliver(self, letter: Letter) -> None:
        """Hand a letter to the mail system, which may see it twice, with the same id.

        Raises Undeliverable, or OSError where it is worth trying again.
        """


class Documents(Protocol):
    async def get(self, url: str) -> bytes:
        """What a client keeps at a URL of its own. Raises Unavailable: not there, too large, or nothing we may call."""


class LogoutCalls(Protocol):
    async def post(self, uri: str, logout_token: str) -> bool:
        """Whether the relying party took it. Raises nothing: what is not taken is tried again."""


class BadArrival(Exception):
    """What an organisation's provider sent back proves nothing."""


class WorkplaceProviders(Protocol):
    """The OpenID providers of organisations, as a relying party meets them. All raise Unavailable where one is away."""

    async def address(self, workplace: Workplace, expected: Expected, login_hint: str) -> str:
        """Where to send the browser: an authorization request (OIDC Core section 3.1.2.1, RFC 7636)."""

    async def identified(self, workplace: Workplace, code: str, issuer: str, expected: Expected) -> Mapping[str, Any]:
        """The claims of a valid ID token for a code that came back. Raises BadArrival.

        `issuer`: the `iss` that came with the code (RFC 9207), empty for none.
        """

    async def signed_out(self, workplace: Workplace, logout_token: str) -> Mapping[str, Any]:
        """The claims of a valid logout token (OIDC Back-Channel Logout 1.0 section 2.6). Raises BadArrival."""


class EvidenceChecks(Protocol):
    async def ask(self, check: Check, submission: Submission) -> Finding:
        """Ask the check's provider about claims and evidence. Safe to repeat: one check has one answer.

        Raises NoAnswerYet: it is busy with it, away, or says what is no answer.
        """


class UpstreamProvider(Protocol):
    """A provider elsewhere that proves who somebody is."""

    @property
    def issuer(self) -> str: ...

    async def where(self, visit: Visit) -> str:
        """The URL of its sign-in for this visit. Raises Unavailable."""

    async def established(self, visit: Visit, code: str) -> Established:
        """What it vouches for, for its code. Raises NotProvenThere, NotBelieved, Unavailable."""


class NoAnswerYet(Exception):
    """Ask again: after `wait` where the provider named a time."""

    def __init__(self, wait: timedelta | None = None) -> None:
        super().__init__("the provider has not answered")
        self.wait = wait
