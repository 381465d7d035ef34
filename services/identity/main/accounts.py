"""Accounts: who they are, how their mailbox is shown, what their owner and an officer do with them."""

from grpc.aio import Server
from kith.identity.v1.account_life_pb2_grpc import add_AccountLifeServicer_to_server, add_ProtectionServicer_to_server
from kith.identity.v1.accounts_pb2_grpc import add_AccountsServicer_to_server
from kith.identity.v1.letters_pb2_grpc import add_LettersServicer_to_server
from kith.identity.v1.mailbox_pb2_grpc import add_MailboxServicer_to_server

from services.identity.api.rpc.account_life import (
    AccountLifeServicer,
    LifeVerbs,
    ProtectionServicer,
    ProtectionVerbs,
)
from services.identity.api.rpc.accounts import AccountsServicer, AccountVerbs
from services.identity.api.rpc.letters import LettersServicer
from services.identity.api.rpc.mailbox import MailboxServicer, MailboxVerbs
from services.identity.clients.webauthn import WebAuthn
from services.identity.main.house import House
from services.identity.main.parts import post
from services.identity.usecases.accounts.change_email import AskNewEmail, ConfirmNewEmail
from services.identity.usecases.accounts.close_account import CloseAccount
from services.identity.usecases.accounts.confirm_registration import ConfirmRegistration
from services.identity.usecases.accounts.export_account import ExportAccount
from services.identity.usecases.accounts.get_account import GetAccount
from services.identity.usecases.accounts.get_care import GetCare
from services.identity.usecases.accounts.list_activity import ListActivity
from services.identity.usecases.accounts.not_me import NotMe
from services.identity.usecases.accounts.open_account import BeginFirstPasskey, OpenAccount
from services.identity.usecases.accounts.protect import (
    ClearAtRisk,
    CloseReview,
    ListForReview,
    MarkAtRisk,
    SetSafeContactFor,
)
from services.identity.usecases.accounts.recover import AskRecovery, BeginRecovery, Recover
from services.identity.usecases.accounts.register import Register
from services.identity.usecases.accounts.set_safe_contact import SetSafeContact
from services.identity.usecases.accounts.undo_email import UndoEmail
from services.identity.usecases.authorization.list_approvals import ListApprovals
from services.identity.usecases.authorization.revoke_approval import RevokeApproval
from services.identity.usecases.clients.create_client import CreateClient
from services.identity.usecases.clients.list_clients import ListClients
from services.identity.usecases.clients.remove_client import RemoveClient
from services.identity.usecases.letters.send_news import SendNews
from services.identity.usecases.letters.tell_worker import TellWorker
from services.identity.usecases.sessions.end_one_session import EndOneSession
from services.identity.usecases.sessions.get_session import GetSession
from services.identity.usecases.sessions.list_sessions import ListSessions
from services.identity.usecases.sessions.sign_out_everywhere import SignOutEverywhere
from services.identity.usecases.workplaces.create_worker import CreateWorker


def add_accounts(server: Server, house: House) -> None:
    """`Accounts`, `Mailbox`, `Letters`, `AccountLife`, `Protection`."""
    add_AccountsServicer_to_server(_accounts(house), server)
    add_MailboxServicer_to_server(_mailbox(house), server)
    news = SendNews(house.store.read, house.store.write, post(house), house.clock)
    told = TellWorker(house.store.write, house.clock, house.ids)
    add_LettersServicer_to_server(LettersServicer(news, told), server)
    add_AccountLifeServicer_to_server(_account_life(house), server)
    add_ProtectionServicer_to_server(_protection(house), server)


def _accounts(house: House) -> AccountsServicer:
    read, write, clock, ids = house.store.read, house.store.write, house.clock, house.ids
    verbs = AccountVerbs(
        get_account=GetAccount(read, clock),
        create_worker=CreateWorker(write, house.passwords, clock, ids),
        create_client=CreateClient(write, clock, ids, allow_loopback=house.settings.on_this_machine),
        list_clients=ListClients(read),
        remove_client=RemoveClient(write, clock),
        list_approvals=ListApprovals(read),
        revoke_approval=RevokeApproval(write, clock),
    )
    return AccountsServicer(verbs, clock)


def _mailbox(house: House) -> MailboxServicer:
    read, write, clock, ids, challenges = house.store.read, house.store.write, house.clock, house.ids, house.challenges
    ceremonies = WebAuthn(house.settings.issuer)
    verbs = MailboxVerbs(
        register=Register(write, house.passwords, clock, ids),
        confirm_registration=ConfirmRegistration(write, clock, ids),
        begin_first_passkey=BeginFirstPasskey(write, ceremonies, challenges, clock),
        open_account=OpenAccount(write, house.passwords, ceremonies, challenges, clock, ids),
        ask_recovery=AskRecovery(write, house.settings.issuer, clock, ids),
        begin_recovery=BeginRecovery(write, ceremonies, challenges, clock),
        recover=Recover(write, house.passwords, ceremonies, challenges, clock, ids),
        undo_email=UndoEmail(write, clock),
        get_session=GetSession(read, clock),
    )
    return MailboxServicer(verbs, house.form_key)


def _account_life(house: House) -> AccountLifeServicer:
    read, write, clock, ids = house.store.read, house.store.write, house.clock, house.ids
    verbs = LifeVerbs(
        list_sessions=ListSessions(read, clock),
        end_one_session=EndOneSession(write, clock),
        sign_out_everywhere=SignOutEverywhere(write, clock),
        list_activity=ListActivity(read),
        not_me=NotMe(write, clock, ids),
        get_care=GetCare(read),
        set_safe_contact=SetSafeContact(write, clock),
        ask_new_email=AskNewEmail(write, clock, ids),
        confirm_new_email=ConfirmNewEmail(write, house.settings.issuer, clock, ids),
        close_account=CloseAccount(write, clock, ids),
        export_account=ExportAccount(write, clock),
    )
    return AccountLifeServicer(verbs)


def _protection(house: House) -> ProtectionServicer:
    read, write, clock = house.store.read, house.store.write, house.clock
    verbs = ProtectionVerbs(
        mark_at_risk=MarkAtRisk(write, clock),
        clear_at_risk=ClearAtRisk(write),
        set_safe_contact_for=SetSafeContactFor(write),
        list_for_review=ListForReview(read),
        close_review=CloseReview(write),
    )
    return ProtectionServicer(verbs)
