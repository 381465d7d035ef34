"""The ways into a house: its credentials, wired as `main` does, and a person with devices to use them."""

from dataclasses import dataclass, field

import pyotp

from chassis.ids import RandomIds
from chassis.tokens import Caller
from console.demo.passkey import SoftPasskey
from services.identity.clients.passwords import Argon2
from services.identity.clients.webauthn import WebAuthn
from services.identity.domain.accounts.confirmation import Shown
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.credentials.passkey import Passkey
from services.identity.domain.sessions.session import Half, Opened
from services.identity.usecases.accounts.open_account import BeginFirstPasskey, OpenAccount
from services.identity.usecases.credentials.begin_passkey import BeginPasskeySignIn, BeginRegistration
from services.identity.usecases.credentials.change_password import ChangePassword
from services.identity.usecases.credentials.keep_app import AddApp, NewRecoveryCodes, OfferApp, RemoveApp
from services.identity.usecases.credentials.keep_passkeys import NamePasskey, RemovePasskey
from services.identity.usecases.credentials.list_credentials import ListCredentials
from services.identity.usecases.credentials.register_passkey import RegisterPasskey
from services.identity.usecases.credentials.remove_password import RemovePassword
from services.identity.usecases.sessions.enter_code import EnterCode
from services.identity.usecases.sessions.sign_in_with_passkey import SignInWithPasskey
from services.identity.usecases.sessions.step_up import BeginStepUp, StepUp
from tests.identity.house import HOME, ISSUER, PASSWORD, House, caller

BROWSER = "a secret of this browser"
EMAIL = "amina@example.org"


class Doors:
    def __init__(self, house: House) -> None:
        read, write, clock, ids = house.read, house.write, house.clock, RandomIds(house.clock)
        ceremonies, challenges, passwords = WebAuthn(ISSUER), Challenges(bytes(32)), Argon2()
        self.house = house
        self.begin_passkey = BeginPasskeySignIn(ceremonies, challenges, clock)
        self.sign_in_with_passkey = SignInWithPasskey(write, ceremonies, challenges, clock, ids)
        self.enter_code = EnterCode(write, clock, ids)
        self.begin_step_up = BeginStepUp(read, ceremonies, challenges, clock)
        self.step_up = StepUp(write, passwords, ceremonies, challenges, clock)
        self.listed = ListCredentials(read)
        self.begin_registration = BeginRegistration(read, ceremonies, challenges, clock)
        self.register_passkey = RegisterPasskey(write, ceremonies, challenges, clock, ids)
        self.name_passkey = NamePasskey(write, clock)
        self.remove_passkey = RemovePasskey(write, clock)
        self.offer_app = OfferApp(read, clock)
        self.add_app = AddApp(write, clock)
        self.remove_app = RemoveApp(write, clock)
        self.new_recovery_codes = NewRecoveryCodes(write, clock)
        self.change_password = ChangePassword(write, passwords, clock)
        self.remove_password = RemovePassword(write, clock)
        self.begin_first_passkey = BeginFirstPasskey(write, ceremonies, challenges, clock)
        self.open_account = OpenAccount(write, passwords, ceremonies, challenges, clock, ids)

    async def somebody(self, email: str = EMAIL) -> "Person":
        return Person(self, email, await self.house.resident(email))

    async def shown(self, email: str = EMAIL) -> str:
        """Asked for without a password, the mailed code typed in: with what it answers, a way in is made."""
        waiting = await self.house.register(email, None, HOME)
        shown = await self.house.confirm_registration(waiting, await self.house.mailed_code(), HOME)
        assert isinstance(shown, Shown)
        return shown.value

    async def without_a_password(self, email: str = EMAIL) -> "tuple[Person, SoftPasskey]":
        """Somebody who registered with a passkey and nothing else."""
        value, device = await self.shown(email), SoftPasskey(ISSUER)
        begun = await self.begin_first_passkey(value)
        response = device.register(begun.options)
        opened = await self.open_account.with_passkey(value, begun.token, response, "Phone", HOME)
        return Person(self, email, opened), device

    async def enter(self, device: SoftPasskey, browser: str = BROWSER, source: str = HOME) -> Opened:
        """Sign in with a passkey, typing nothing."""
        begun = await self.begin_passkey(browser)
        return await self.sign_in_with_passkey(browser, begun.token, device.sign_in(begun.options), source)


@dataclass
class Person:
    """Somebody signed in, with the devices she has."""

    doors: Doors
    email: str
    opened: Opened
    secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    @property
    def account_id(self) -> str:
        return self.opened.session.account_id

    @property
    def me(self) -> Caller:
        """Her verified token."""
        return caller(self.account_id, sid=self.opened.session.id)

    async def passkey(self, name: str = "Phone") -> tuple[SoftPasskey, Passkey]:
        device = SoftPasskey(ISSUER)
        begun = await self.doors.begin_registration(self.me, self.account_id)
        response = device.register(begun.options)
        return device, await self.doors.register_passkey(self.me, self.account_id, begun.token, response, name)

    async def app(self) -> None:
        """Sets up an authenticator app."""
        self.secret, _ = await self.doors.offer_app(self.me)
        self.recovery_codes = await self.doors.add_app(self.me, self.secret, self.code())

    def code(self, steps: int = 0) -> str:
        """What the app shows, so many steps from now."""
        step = int(self.doors.house.clock.now().timestamp()) // 30 + steps
        return pyotp.TOTP(self.secret).generate_otp(step)

    async def password(self, source: str = HOME) -> Opened | Half:
        return await self.doors.house.sign_in_with_password(self.email, PASSWORD, source)

    async def half(self, source: str = HOME) -> str:
        half = await self.password(source)
        assert isinstance(half, Half)
        return half.value

    async def step_up(self, device: SoftPasskey) -> None:
        steps = await self.doors.begin_step_up(self.opened.value)
        assert steps.ceremony
        response = device.sign_in(steps.ceremony.options)
        self.opened = await self.doors.step_up.with_passkey(self.opened.value, steps.ceremony.token, response, HOME)
