"""Every way in: passwords, passkeys, codes, an employer; and what is asked of whoever came in."""

from grpc.aio import Server
from kith.identity.v1.credentials_pb2_grpc import add_CredentialsServicer_to_server, add_SignInsServicer_to_server
from kith.identity.v1.devices_pb2_grpc import add_DevicesServicer_to_server
from kith.identity.v1.enrolments_pb2_grpc import (
    add_EnrolmentsServicer_to_server,
    add_EnrolmentStepsServicer_to_server,
)
from kith.identity.v1.interactions_pb2_grpc import add_InteractionsServicer_to_server
from kith.identity.v1.sessions_pb2_grpc import add_SessionsServicer_to_server
from kith.identity.v1.workplaces_pb2_grpc import (
    add_WorkplaceSignInsServicer_to_server,
    add_WorkplacesServicer_to_server,
)

from services.identity.api.rpc.credentials import CredentialsServicer, CredentialVerbs
from services.identity.api.rpc.devices import DevicesServicer
from services.identity.api.rpc.enrolments import EnrolmentsServicer, EnrolmentStepsServicer
from services.identity.api.rpc.interactions import InteractionsServicer
from services.identity.api.rpc.sessions import SessionsServicer
from services.identity.api.rpc.sign_ins import SignInsServicer, SignInVerbs
from services.identity.api.rpc.workplaces import WorkplaceSignInsServicer, WorkplacesServicer
from services.identity.clients.webauthn import WebAuthn
from services.identity.main.house import House
from services.identity.ports import WorkplaceProviders
from services.identity.usecases.authorization.answer_device import AnswerDevice
from services.identity.usecases.authorization.approve import Approve
from services.identity.usecases.authorization.decline import Decline
from services.identity.usecases.authorization.find_device import FindDevice
from services.identity.usecases.authorization.get_interaction import GetInteraction
from services.identity.usecases.credentials.begin_passkey import BeginPasskeySignIn, BeginRegistration
from services.identity.usecases.credentials.change_password import ChangePassword
from services.identity.usecases.credentials.keep_app import AddApp, NewRecoveryCodes, OfferApp, RemoveApp
from services.identity.usecases.credentials.keep_passkeys import NamePasskey, RemovePasskey
from services.identity.usecases.credentials.list_credentials import ListCredentials
from services.identity.usecases.credentials.register_passkey import RegisterPasskey
from services.identity.usecases.credentials.remove_password import RemovePassword
from services.identity.usecases.sessions.choose_context import ChooseContext
from services.identity.usecases.sessions.complete_sign_in import CompleteSignIn
from services.identity.usecases.sessions.enter_code import EnterCode
from services.identity.usecases.sessions.get_session import GetSession
from services.identity.usecases.sessions.note_whereabouts import NoteWhereabouts
from services.identity.usecases.sessions.sign_in import SignIn
from services.identity.usecases.sessions.sign_in_with_passkey import SignInWithPasskey
from services.identity.usecases.sessions.sign_out import SignOut
from services.identity.usecases.sessions.step_up import BeginStepUp, StepUp
from services.identity.usecases.sessions.take_place import TakePlace
from services.identity.usecases.workplaces.begin_workplace_sign_in import BeginWorkplaceSignIn
from services.identity.usecases.workplaces.enrol_worker import EnrolWorker
from services.identity.usecases.workplaces.finish_enrolment import BeginEnrolment, FinishEnrolment
from services.identity.usecases.workplaces.finish_workplace_sign_in import FinishWorkplaceSignIn
from services.identity.usecases.workplaces.list_workplaces import ListEmployers, ListWorkplaces
from services.identity.usecases.workplaces.register_workplace import RegisterWorkplace
from services.identity.usecases.workplaces.remove_workplace import RemoveWorkplace


def add_sign_in(server: Server, house: House, employers: WorkplaceProviders) -> None:
    """`Sessions`, `SignIns`, `Credentials`, `Interactions`, `Devices`, enrolments and workplaces."""
    add_SessionsServicer_to_server(_sessions(house), server)
    add_SignInsServicer_to_server(_sign_ins(house), server)
    add_CredentialsServicer_to_server(_credentials(house), server)
    add_InteractionsServicer_to_server(_interactions(house), server)
    add_DevicesServicer_to_server(_devices(house), server)
    add_EnrolmentsServicer_to_server(_enrolments(house), server)
    add_EnrolmentStepsServicer_to_server(_enrolment_steps(house), server)
    add_WorkplacesServicer_to_server(_workplaces(house), server)
    add_WorkplaceSignInsServicer_to_server(_workplace_sign_ins(house, employers), server)


def _sessions(house: House) -> SessionsServicer:
    read, write, clock, ids = house.store.read, house.store.write, house.clock, house.ids
    return SessionsServicer(
        SignIn(write, house.passwords, clock, ids),
        GetSession(read, clock),
        ChooseContext(write, clock, ids),
        SignOut(write, clock),
        TakePlace(write, clock),
        NoteWhereabouts(write, clock),
        house.form_key,
    )


def _sign_ins(house: House) -> SignInsServicer:
    read, write, clock, ids, challenges = house.store.read, house.store.write, house.clock, house.ids, house.challenges
    ceremonies = WebAuthn(house.settings.issuer)
    verbs = SignInVerbs(
        begin_passkey=BeginPasskeySignIn(ceremonies, challenges, clock),
        sign_in_with_passkey=SignInWithPasskey(write, ceremonies, challenges, clock, ids),
        enter_code=EnterCode(write, clock, ids),
        begin_step_up=BeginStepUp(read, ceremonies, challenges, clock),
        step_up=StepUp(write, house.passwords, ceremonies, challenges, clock),
        get_session=GetSession(read, clock),
    )
    return SignInsServicer(verbs, house.form_key)


def _credentials(house: House) -> CredentialsServicer:
    read, write, clock, ids, challenges = house.store.read, house.store.write, house.clock, house.ids, house.challenges
    ceremonies = WebAuthn(house.settings.issuer)
    verbs = CredentialVerbs(
        listed=ListCredentials(read),
        begin_registration=BeginRegistration(read, ceremonies, challenges, clock),
        register_passkey=RegisterPasskey(write, ceremonies, challenges, clock, ids),
        name_passkey=NamePasskey(write, clock),
        remove_passkey=RemovePasskey(write, clock),
        offer_app=OfferApp(read, clock),
        add_app=AddApp(write, clock),
        remove_app=RemoveApp(write, clock),
        new_recovery_codes=NewRecoveryCodes(write, clock),
        change_password=ChangePassword(write, house.passwords, clock),
        remove_password=RemovePassword(write, clock),
    )
    return CredentialsServicer(verbs)


def _interactions(house: House) -> InteractionsServicer:
    read, write, clock = house.store.read, house.store.write, house.clock
    return InteractionsServicer(
        GetInteraction(read, clock), CompleteSignIn(write, clock), Approve(write, clock), Decline(write, clock)
    )


def _devices(house: House) -> DevicesServicer:
    write, clock = house.store.write, house.clock
    return DevicesServicer(FindDevice(write, clock), AnswerDevice(write, clock, house.ids))


def _enrolments(house: House) -> EnrolmentsServicer:
    return EnrolmentsServicer(EnrolWorker(house.store.write, house.clock, house.ids), house.settings.issuer)


def _enrolment_steps(house: House) -> EnrolmentStepsServicer:
    read, write, clock, challenges = house.store.read, house.store.write, house.clock, house.challenges
    ceremonies = WebAuthn(house.settings.issuer)
    return EnrolmentStepsServicer(
        BeginEnrolment(write, ceremonies, challenges, clock),
        FinishEnrolment(write, ceremonies, challenges, clock, house.ids),
        GetSession(read, clock),
        house.form_key,
    )


def _workplaces(house: House) -> WorkplacesServicer:
    read, write, clock, issuer = house.store.read, house.store.write, house.clock, house.settings.issuer
    register = RegisterWorkplace(write, issuer, clock, allow_loopback=house.settings.on_this_machine)
    return WorkplacesServicer(register, ListWorkplaces(read), RemoveWorkplace(write, clock), issuer, clock)


def _workplace_sign_ins(house: House, providers: WorkplaceProviders) -> WorkplaceSignInsServicer:
    read, write, clock = house.store.read, house.store.write, house.clock
    return WorkplaceSignInsServicer(
        ListEmployers(read),
        BeginWorkplaceSignIn(write, providers, clock),
        FinishWorkplaceSignIn(write, providers, clock, house.ids),
        GetSession(read, clock),
        house.form_key,
    )
