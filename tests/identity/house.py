"""Identity in one process, without network: what its tests move about in."""

import json
import re
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import Certificate
from jwt.algorithms import ECAlgorithm
from kith.identity.v1.events_pb2 import IdentityEvent
from sqlalchemy import select

import services.identity
from chassis.clock import FixedClock
from chassis.db import database
from chassis.ids import RandomIds
from chassis.keystore import keystore
from chassis.tokens import Caller, IdempotencyKey
from services.identity.api.events import encode
from services.identity.api.oidc.app import openid_provider
from services.identity.api.oidc.client_auth.keys import ClientKeys
from services.identity.api.oidc.provider import Provider
from services.identity.clients.passwords import Argon2
from services.identity.domain.accounts.account import ActingContext
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.dpop import Nonces
from services.identity.domain.clients.profile import Profile
from services.identity.domain.keys.core_identity import IdentityKeys
from services.identity.domain.keys.keyring import Keyring
from services.identity.domain.letters.letter import Letter
from services.identity.domain.proofs.gpg45 import Table
from services.identity.domain.roles import scopes_of
from services.identity.domain.sessions.session import COOKIE, Opened
from services.identity.store.tables import log, outbox
from services.identity.store.work import Store
from services.identity.usecases.accounts.confirm_registration import ConfirmRegistration
from services.identity.usecases.accounts.get_account import GetAccount
from services.identity.usecases.accounts.register import Register
from services.identity.usecases.authorization.answer_device import AnswerDevice
from services.identity.usecases.authorization.approve import Approve
from services.identity.usecases.authorization.decline import Decline
from services.identity.usecases.authorization.exchange import Exchange
from services.identity.usecases.authorization.find_device import FindDevice
from services.identity.usecases.authorization.get_interaction import GetInteraction
from services.identity.usecases.authorization.interacting import View
from services.identity.usecases.authorization.list_approvals import ListApprovals
from services.identity.usecases.authorization.list_revocations import ListRevocations
from services.identity.usecases.authorization.revoke_approval import RevokeApproval
from services.identity.usecases.clients.create_client import CreateClient
from services.identity.usecases.keys.keep_keys import KeepKeys
from services.identity.usecases.letters.send_letters import SendLetters
from services.identity.usecases.proofs.ask_providers import AskProviders
from services.identity.usecases.proofs.get_proven_identity import GetProvenIdentity
from services.identity.usecases.proofs.list_proofs import ListProofs
from services.identity.usecases.proofs.resume_checks import ResumeChecks
from services.identity.usecases.proofs.submit_proof import SubmitProof
from services.identity.usecases.sessions.choose_context import ChooseContext
from services.identity.usecases.sessions.complete_sign_in import CompleteSignIn
from services.identity.usecases.sessions.get_session import GetSession
from services.identity.usecases.sessions.sign_in import SignIn
from services.identity.usecases.sessions.sign_out import SignOut
from services.identity.usecases.sessions.take_place import TakePlace
from services.identity.usecases.workplaces.create_worker import CreateWorker, NewWorker
from services.identity.usecases.workplaces.end_workplace_sessions import EndWorkplaceSessions
from tests.identity.furniture import Pool, Postbag, Shelf
from tests.identity.outside import SandboxInProcess
from tests.identity.workers.played import PlayedWorkplaces
from tests.migrated import migrated

ISSUER = "http://localhost:8000"
PASSWORD = "correct horse battery"
HOME = "192.0.2.10"
REDIRECT = "https://lichfield.example/callback"
# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
ROOM = Path(services.identity.__file__).parent
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer. `location` is split into the URL without its query, and the query."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def location(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.headers["location"])
        return parts._replace(query="").geturl(), dict(parse_qsl(parts.query))


@dataclass(frozen=True, slots=True)
class Key:
    """A client's key pair."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls) -> "Key":
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @property
    def jwks(self) -> str:
        return json.dumps({"keys": [ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True) | {"kid": "one"}]})

    def assertion(self, client_id: str, now: datetime, **changed: Any) -> dict[str, str]:
        """The form fields of private_key_jwt; a claim changed to None is left out."""
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": ISSUER,
            "jti": uuid.uuid4().hex,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(seconds=60)).timestamp()),
        } | changed
        said = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode(said, self.private, "ES256", headers={"kid": "one"})
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}


@dataclass(frozen=True, slots=True)
class Party:
    """A registered client with its key, if it has one."""

    client: Client
    key: Key | None


class House:
    """Everything wired as `main` does, over a database of its own."""

    def __init__(self, store: Store, clock: FixedClock, letters: Postbag) -> None:
        self.store, self.clock, self.letters = store, clock, letters
        read, write, ids = store.read, store.write, RandomIds(clock)
        self.ids = ids
        self.read, self.write, self.keyring, passwords = read, write, Keyring(), Argon2()
        self.keys = KeepKeys(read, write, self.keyring, clock, Pool().key)
        self.register = Register(write, passwords, clock, ids)
        self.confirm_registration = ConfirmRegistration(write, clock, ids)
        self.send_letters = SendLetters(read, write, letters, clock)
        self.sign_in_with_password = SignIn(write, passwords, clock, ids)
        self.get_session = GetSession(read, clock)
        self.choose_context = ChooseContext(write, clock, ids)
        self.sign_out = SignOut(write, clock)
        self.take_place = TakePlace(write, clock)
        self.get_account = GetAccount(read, clock)
        self.create_worker = CreateWorker(write, passwords, clock, ids)
        self.create_client = CreateClient(write, clock, ids, allow_loopback=True)
        self.list_approvals = ListApprovals(read)
        self.revoke_approval = RevokeApproval(write, clock)
        self.get_interaction = GetInteraction(read, clock)
        self.complete_sign_in = CompleteSignIn(write, clock)
        self._approve = Approve(write, clock)
        self.decline = Decline(write, clock)
        table = Table.parse((ROOM / "gpg45-pre-1.0.toml").read_text())
        self.providers = SandboxInProcess(clock)
        self.ask_providers = AskProviders(write, self.providers, table, clock)
        self.submit_proof = SubmitProof(write, self.ask_providers, clock, ids)
        self.resume_checks = ResumeChecks(read, self.ask_providers, clock)
        self.find_device, self.answer_device = FindDevice(write, clock), AnswerDevice(write, clock, ids)
        self.list_proofs = ListProofs(read, clock)
        self.get_proven_identity = GetProvenIdentity(write, clock)
        self.revocations = ListRevocations(read, clock)
        self.nonces, self.documents = Nonces(bytes(32), clock), Shelf()
        self.exchange = Exchange(read, write, self.keyring, self.nonces, ISSUER, clock, ids)
        keys = ClientKeys(self.documents, clock)
        self.identity_keys = IdentityKeys(bytes(32), ISSUER)
        self.authorities: list[Certificate] = []
        provider = Provider(
            *(ISSUER, read, write, self.keyring, clock, ids),
            *(self.nonces, keys, self.documents, self.identity_keys, self.authorities),
        )
        self.workplaces = PlayedWorkplaces()
        self.app = openid_provider(provider, self.keys, EndWorkplaceSessions(write, self.workplaces, clock))

    def later(self, **passed: float) -> None:
        self.clock.at += timedelta(**passed)

    # People and clients.

    async def resident(self, email: str = "amina@example.org") -> Opened:
        """Registered, the mailed code typed in, signed in."""
        registration_id = await self.register(email, PASSWORD, HOME)
        opened = await self.confirm_registration(registration_id, await self.mailed_code(), HOME)
        assert isinstance(opened, Opened)
        return opened

    async def sign_in(self, email: str, password: str, source: str) -> Opened:
        """With a password alone: of an account that has no authenticator app."""
        opened = await self.sign_in_with_password(email, password, source)
        assert isinstance(opened, Opened)
        return opened

    async def mailed(self) -> Letter:
        """The newest letter, once the courier has been round."""
        while await self.send_letters():
            pass
        return self.letters.letters[-1]

    async def mailed_code(self) -> str:
        """The code in the newest letter; empty where it has none."""
        found = re.search(r"\d{4} \d{4}", (await self.mailed()).text)
        return found[0] if found else ""

    async def worker(self, *contexts: ActingContext, email: str = "priya@lichfield.example") -> str:
        """A worker's account with these contexts; returns its id."""
        for context in contexts:
            account = await self.create_worker(OPERATOR, NewWorker(email, PASSWORD, "Priya Shah", context))
        return account.id

    async def party(self, profile: Profile = "basic", **changed: Any) -> Party:
        """A registered client; a council unless said otherwise."""
        key = None if profile == "first-party" else Key.new()
        wanted = Client(
            id="",
            name="Lichfield Council",
            profile=profile,
            organisation_id="" if profile == "first-party" else "org_lichfield",
            redirect_uris=() if profile == "service" else (REDIRECT,),
            post_logout_redirect_uris=("https://lichfield.example/bye",),
            scopes=_ALLOWED[profile],
            jwks=key.jwks if key else "",
            role="partner" if profile == "service" else "",
            created_at=self.clock.now(),
        )
        return Party(await self.create_client(OPERATOR, replace(wanted, **changed)), key)

    # A browser and a back end.

    async def get(self, path: str, cookie: str = "", **query: str) -> Answer:
        return await self._http("GET", path, urlencode(query), b"", {"cookie": f"{COOKIE}={cookie}"} if cookie else {})

    async def post(self, path: str, form: Mapping[str, str] | str, **headers: str) -> Answer:
        body = form if isinstance(form, str) else urlencode(form)
        given = {"content-type": "application/x-www-form-urlencoded"} | headers
        return await self._http("POST", path, "", body.encode(), given)

    async def ask(self, method: str, path: str, body: str = "", /, **headers: str) -> Answer:
        """With these headers and nothing else."""
        return await self._http(method, path, "", body.encode(), headers)

    def request(self, party: Party, **changed: str | None) -> dict[str, str]:
        """The parameters of a good authorization request; one changed to None is left out."""
        parameters = {
            "response_type": "code",
            "client_id": party.client.id,
            "redirect_uri": REDIRECT,
            "scope": "openid profile email",
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changed
        return {name: value for name, value in parameters.items() if value is not None}

    async def approve(
        self, interaction: str, cookie: str, yes: Sequence[str], shown: Sequence[str] | None = None
    ) -> View:
        """To some of what a page shows: the page as it would be now, or one that showed this."""
        asked = (await self.get_interaction(interaction, cookie)).claims if shown is None else shown
        return await self._approve(interaction, cookie, yes, asked)

    async def authorize(self, party: Party, cookie: str, **changed: str | None) -> Answer:
        """Through sign-in (already done) and approval of all that is asked, to the answer at the redirect URI."""
        answer = await self.get("/oauth2/authorize", cookie, **self.request(party, **changed))
        where, query = answer.location
        if where == f"{ISSUER}/approve":
            view = await self.get_interaction(query["interaction"], cookie)
            await self.approve(query["interaction"], cookie, view.claims)
            answer = await self.get("/oauth2/authorize/resume", cookie, interaction=query["interaction"])
        return answer

    async def code(self, party: Party, cookie: str, **changed: str | None) -> str:
        _, query = (await self.authorize(party, cookie, **changed)).location
        return query["code"]

    async def redeem(self, party: Party, secret: str, **changed: str | None) -> Answer:
        form = {
            "grant_type": "authorization_code",
            "code": secret,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
        } | self.proof_of(party)
        return await self.post(
            "/oauth2/token", {name: value for name, value in (form | changed).items() if value is not None}
        )

    def proof_of(self, party: Party, **changed: Any) -> dict[str, str]:
        if party.key is None:
            return {"client_id": party.client.id}
        return party.key.assertion(party.client.id, self.clock.now(), **changed)

    async def tokens(self, party: Party, cookie: str, **changed: str | None) -> Any:
        answer = await self.redeem(party, await self.code(party, cookie, **changed))
        assert answer.status == 200, answer.body
        return answer.json

    async def userinfo(self, token: str) -> Answer:
        return await self._http("GET", "/oauth2/userinfo", "", b"", {"authorization": f"Bearer {token}"})

    async def acts(self) -> list[str]:
        """The kinds of all leaves in the log, oldest first."""
        async with self.store.db.reading() as tx:
            return list((await tx.execute(select(log.leaf.c.kind).order_by(log.leaf.c.seq))).scalars())

    async def published(self) -> list[str]:
        """Which kinds of event others hear of, oldest first."""
        async with self.store.db.reading() as tx:
            rows = (await tx.execute(select(outbox.table.c.payload).order_by(outbox.table.c.number))).scalars()
            return [str(IdentityEvent.FromString(payload).WhichOneof("event")) for payload in rows]

    async def claims(self, token: str, audience: str) -> dict[str, Any]:
        """What a token says, checked as a relying party would: with our published keys."""
        published = json.loads((await self.get("/oauth2/jwks")).body)["keys"]
        kid = jwt.get_unverified_header(token)["kid"]
        key = jwt.PyJWK(next(key for key in published if key["kid"] == kid))
        # Only the clock of the test counts.
        unchecked: Any = {"verify_exp": False, "verify_iat": False}
        claims: dict[str, Any] = jwt.decode(token, key, [key.algorithm_name], audience=audience, options=unchecked)
        return claims

    async def _http(self, method: str, path: str, query: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "server": ("localhost", 8000),
        }
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], answered, b"".join(part.get("body", b"") for part in sent[1:]))


_ALLOWED: Mapping[Profile, frozenset[str]] = {
    "basic": frozenset({"openid", "profile", "email", "identity_proof", "offline_access"}),
    "first-party": frozenset({"openid", "profile", "email"}) | scopes_of("resident") | scopes_of("worker"),
    "one-login": frozenset({"openid", "email"}),
    "fapi2": frozenset({"openid", "profile", "email", "identity_proof", "offline_access"}),
    "service": frozenset(),
}

OPERATOR = Caller("operator", "operator", scopes_of("operator"), {"role": "operator"})


def caller(account_id: str, role: str = "resident", key: str = "", **claims: str) -> Caller:
    """Somebody's verified token, as a use case sees it."""
    idempotency = IdempotencyKey(key, "same request") if key else None
    return Caller(account_id, role, scopes_of(role), {"role": role} | claims, idempotency)


def acting(role: str = "worker", organisation: str = "org_lichfield", purpose: str = "direct_care") -> ActingContext:
    return ActingContext("", organisation, organisation.removeprefix("org_").title(), f"pro_{role}", role, purpose)


@asynccontextmanager
async def house_at(url: str, folder: Path) -> AsyncIterator[House]:
    """A house over the database at `url`, its key store in `folder`."""
    clock = FixedClock(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    await migrated(url, ROOM / "store" / "migrations")
    keys = f"sqlite:///{folder}/keys.db"
    async with database(url) as db, keystore(keys, bytes(32), clock) as vault:
        house = House(Store(db, vault, bytes(32), clock, RandomIds(clock), encode), clock, Postbag())
        await house.keys.ensure()
        yield house
