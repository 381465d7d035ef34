"""The life of an account, wired as `main` does, over a house."""

from chassis.ids import RandomIds
from chassis.tokens import Caller
from services.identity.clients.passwords import Argon2
from services.identity.clients.webauthn import WebAuthn
from services.identity.domain.accounts.care import SafeContact
from services.identity.domain.credentials.challenge import Challenges
from services.identity.domain.sessions.session import Opened
from services.identity.usecases.accounts.change_email import AskNewEmail, ConfirmNewEmail
from services.identity.usecases.accounts.close_account import CloseAccount, EraseClosed
from services.identity.usecases.accounts.export_account import ExportAccount
from services.identity.usecases.accounts.get_care import GetCare
from services.identity.usecases.accounts.list_activity import ListActivity
from services.identity.usecases.accounts.not_me import NotMe
from services.identity.usecases.accounts.protect import (
    ClearAtRisk,
    CloseReview,
    ListForReview,
    MarkAtRisk,
    SetSafeContactFor,
)
from services.identity.usecases.accounts.recover import AskRecovery, BeginRecovery, Recover
from services.identity.usecases.accounts.set_safe_contact import SetSafeContact
from services.identity.usecases.accounts.undo_email import UndoEmail
from services.identity.usecases.sessions.end_one_session import EndOneSession
from services.identity.usecases.sessions.list_sessions import ListSessions
from services.identity.usecases.sessions.note_whereabouts import NoteWhereabouts
from services.identity.usecases.sessions.sign_out_everywhere import SignOutEverywhere
from tests.identity.house import HOME, ISSUER, PASSWORD, House, caller

BY_EMAIL = SafeContact(frozenset({"email"}))


class Life:
    def __init__(self, house: House) -> None:
        read, write, clock, ids = house.read, house.write, house.clock, RandomIds(house.clock)
        self.house = house
        self.note_whereabouts, self.list_sessions = NoteWhereabouts(write, clock), ListSessions(read, clock)
        self.end_one_session, self.sign_out_everywhere = EndOneSession(write, clock), SignOutEverywhere(write, clock)
        self.list_activity, self.not_me = ListActivity(read), NotMe(write, clock, ids)
        self.get_care, self.set_safe_contact = GetCare(read), SetSafeContact(write, clock)
        self.mark_at_risk, self.clear_at_risk = MarkAtRisk(write, clock), ClearAtRisk(write)
        self.set_safe_contact_for = SetSafeContactFor(write)
        self.list_for_review, self.close_review = ListForReview(read), CloseReview(write)
        self.ask_new_email = AskNewEmail(write, clock, ids)
        self.confirm_new_email = ConfirmNewEmail(write, ISSUER, clock, ids)
        self.undo_email = UndoEmail(write, clock)
        self.ask_recovery = AskRecovery(write, ISSUER, clock, ids)
        ceremonies, challenges = WebAuthn(ISSUER), Challenges(bytes(32))
        self.begin_recovery = BeginRecovery(write, ceremonies, challenges, clock)
        self.recover = Recover(write, Argon2(), ceremonies, challenges, clock, ids)
        self.close_account = CloseAccount(write, clock, ids)
        self.erase_closed = EraseClosed(read, write, house.store.destroy_keys, clock)
        self.export_account = ExportAccount(write, clock)

    async def sign_in(self, email: str = "amina@example.org", password: str = PASSWORD) -> Opened:
        opened = await self.house.sign_in(email, password, HOME)
        assert isinstance(opened, Opened)
        return opened

    async def kinds(self, me: Caller) -> list[str]:
        return [entry.kind for entry in (await self.list_activity(me, "", 100)).entries]


def as_(opened: Opened) -> Caller:
    """The token of a session, as a use case sees it."""
    return caller(opened.session.account_id, sid=opened.session.id)
