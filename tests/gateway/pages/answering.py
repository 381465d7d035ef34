"""Every service behind the pages, answering for the made-up district."""

from kith.cases.v1 import (
    access_pb2,
    casework_pb2,
    documents_pb2,
    feeds_pb2,
    hubs_pb2,
    me_pb2,
    people_pb2,
    retention_pb2,
    sharing_pb2,
)
from kith.directory.v1 import directory_pb2
from kith.identity.v1 import (
    account_life_pb2,
    accounts_pb2,
    assisted_pb2,
    credentials_pb2,
    enrolments_pb2,
    mailbox_pb2,
    mandates_pb2,
    proof_life_pb2,
    proofing_pb2,
    sessions_pb2,
    upstream_proofs_pb2,
    workplaces_pb2,
)

from chassis.errors import Denied, NotFound, Unauthenticated
from tests.gateway.pages.around_her import answer as around_her
from tests.gateway.pages.dealings import (
    access_copy,
    access_request,
    agreement,
    asked_aloud,
    child_case,
    confidence,
    consent,
    given_and_received,
    held_items,
    hold,
    holdings,
    messages,
    my_sharing,
    objection,
    opened_item,
    possible_link,
    reach,
    recall,
    receipt,
    withheld,
)
from tests.gateway.pages.district import (
    COUNCIL,
    EMAILS,
    NAMES,
    RESIDENT,
    SCHOOL,
    SECRET,
    TRUST,
    WORKER,
    at,
    ceremony,
    context,
    credentials,
    doubted,
    emergency,
    examination,
    interaction,
    involvements,
    link,
    looks,
    mandate,
    network,
    professionals,
    proof,
    record,
    recorded,
    sessions,
    sitting,
)
from tests.gateway.pages.fakes import Behind
from tests.gateway.pages.hub_rooms import contribution, enquiry, hub, release
from tests.gateway.pages.lists_of_people import feeds, held_roll, whom
from tests.gateway.pages.worries import answer as worries


def behind() -> Behind:
    """Every service, answering for the district."""
    world, known = Behind(), sessions()

    def session(request: sessions_pb2.GetSessionRequest) -> sessions_pb2.Session | Exception:
        return known.get(request.session) or Unauthenticated("no such session")

    def signed_in(request: sessions_pb2.SignInRequest) -> sessions_pb2.Session | Exception:
        cookie = {email: cookie for cookie, email in EMAILS.items()}.get(request.email)
        if cookie is None or request.password != "correct horse battery":
            return Unauthenticated("no")
        answer = sessions_pb2.Session()
        answer.CopyFrom(known[cookie])
        answer.session = cookie
        return answer

    def organisation(request: directory_pb2.GetOrganisationRequest) -> directory_pb2.Organisation | Exception:
        name = NAMES.get(request.id)
        return directory_pb2.Organisation(id=request.id, name=name) if name else NotFound("no such organisation")

    case = casework_pb2.Case(
        id="cas_1", person_id="per_7f3k", organisation_id=COUNCIL, title="Housing", kind="housing", status="open",
        opened_at=at(days=40),
    )  # fmt: skip
    world.sessions.answers = {
        "GetSession": session,
        "SignIn": signed_in,
        "SignOut": sessions_pb2.SignOutResponse(),
        "TakePlace": sessions_pb2.TakePlaceResponse(),
        "NoteWhereabouts": sessions_pb2.NoteWhereaboutsResponse(),
        "ChooseContext": sessions_pb2.Session(session=WORKER),
    }
    world.sign_ins.answers = {
        "BeginPasskey": ceremony(),
        "FinishPasskey": sessions_pb2.Session(session=RESIDENT),
        "EnterCode": sessions_pb2.Session(session=RESIDENT),
        "BeginStepUp": credentials_pb2.Steps(password=True, app=True, passkey=ceremony()),
        "StepUp": sessions_pb2.Session(session="renewed-cookie", recent=True),
    }
    world.credentials.answers = {
        "ListCredentials": credentials(),
        "BeginRegistration": ceremony(),
        "FinishRegistration": credentials().passkeys[0],
        "NamePasskey": credentials_pb2.NamePasskeyResponse(),
        "RemovePasskey": credentials_pb2.RemovePasskeyResponse(),
        "OfferApp": credentials_pb2.OfferAppResponse(secret=SECRET, uri=f"otpauth://totp/Kith:x?secret={SECRET}"),
        "AddApp": credentials_pb2.RecoveryCodes(codes=["AAAA-BBBB-CCCC-DDDD", "EEEE-FFFF-GGGG-HHHH"]),
        "RemoveApp": credentials_pb2.RemoveAppResponse(),
        "NewRecoveryCodes": credentials_pb2.RecoveryCodes(codes=["AAAA-BBBB-CCCC-DDDD"]),
        "ChangePassword": credentials_pb2.ChangePasswordResponse(),
        "RemovePassword": credentials_pb2.RemovePasswordResponse(),
    }
    world.enrolment_steps.answers = {
        "BeginEnrolment": enrolments_pb2.BeginEnrolmentResponse(ceremony=ceremony()),
        "FinishEnrolment": sessions_pb2.Session(session=WORKER),
    }
    world.workplace_sign_ins.answers = {
        "ListEmployers": workplaces_pb2.ListEmployersResponse(
            employers=[workplaces_pb2.Employer(organisation_id=COUNCIL, name=NAMES[COUNCIL])]
        ),
        "BeginWorkplaceSignIn": workplaces_pb2.BeginWorkplaceSignInResponse(
            url="https://login.lichfield.example/authorize?state=s", browser="a-secret"
        ),
        "FinishWorkplaceSignIn": workplaces_pb2.FinishWorkplaceSignInResponse(
            session=sessions_pb2.Session(session=WORKER), next="/desk"
        ),
    }
    world.interactions.answers = {
        "GetInteraction": interaction(),
        "CompleteSignIn": interaction("approve"),
        "Approve": interaction("done"),
        "Decline": interaction("done"),
    }
    world.mailbox.answers = {
        "Register": mailbox_pb2.RegisterResponse(registration_id="reg_1"),
        "ConfirmRegistration": sessions_pb2.Session(session=RESIDENT),
        "BeginFirstPasskey": ceremony(),
        "OpenAccount": sessions_pb2.Session(session=RESIDENT),
        "BeginRecovery": ceremony(),
        "AskRecovery": mailbox_pb2.AskRecoveryResponse(),
        "Recover": sessions_pb2.Session(session=RESIDENT),
        "UndoEmail": mailbox_pb2.UndoEmailResponse(),
    }
    world.account_life.answers = {
        "ListSessions": account_life_pb2.ListSessionsResponse(
            sessions=[
                account_life_pb2.SignedIn(
                    id="ses_1", signed_in_at=at(hours=1), browser="Firefox on Android", this_one=True
                ),
                account_life_pb2.SignedIn(
                    id="ses_2", signed_in_at=at(days=1), network="192.0.*.*", context=context("ctx_2", "duty", TRUST)
                ),
            ]
        ),
        "EndSession": account_life_pb2.EndSessionResponse(),
        "SignOutEverywhere": account_life_pb2.SignOutEverywhereResponse(),
        "ListActivity": account_life_pb2.ListActivityResponse(
            entries=[
                account_life_pb2.ActivityEntry(id="lea_2", kind="session.tried", at=at(hours=2)),
                account_life_pb2.ActivityEntry(
                    id="lea_1", kind="claims.released", at=at(days=2), client_name="Stafford Borough Council"
                ),
            ],
            next_cursor="lea_1",
        ),
        "NotMe": account_life_pb2.NotMeResponse(),
        "GetSafeContact": account_life_pb2.GetSafeContactResponse(),
        "SetSafeContact": account_life_pb2.SetSafeContactResponse(),
        "AskNewEmail": account_life_pb2.AskNewEmailResponse(confirmation_id="cnf_1"),
        "ConfirmNewEmail": account_life_pb2.ConfirmNewEmailResponse(),
        "CloseAccount": account_life_pb2.CloseAccountResponse(),
        "ExportAccount": account_life_pb2.ExportAccountResponse(
            document='{"account": {"email": "amina@example.org", "email_verified": true}, "devices": [], "name": null,'
            ' "made": "2026-03-03T09:05:00.123456+00:00", "born": "1992-05-17",'
            ' "activity": [{"kind": "session.opened"}], "evidence": [{"kind": "uk_driving_licence"}]}'
        ),
    }
    world.protection.answers = {
        "MarkAtRisk": account_life_pb2.MarkAtRiskResponse(),
        "ClearAtRisk": account_life_pb2.ClearAtRiskResponse(),
        "SetSafeContactFor": account_life_pb2.SetSafeContactForResponse(),
        "ListForReview": account_life_pb2.ListForReviewResponse(
            accounts=[account_life_pb2.ForReview(account_id="acc_grace", since=at(days=3), at_risk=True)]
        ),
        "CloseReview": account_life_pb2.CloseReviewResponse(),
    }
    world.accounts.answers = {
        "GetAccount": accounts_pb2.Account(id="acc_amina", kind="resident", confidence="medium", given_name="Amina"),
        "ListApprovals": accounts_pb2.ListApprovalsResponse(
            approvals=[
                accounts_pb2.Approval(
                    client_id="cli_council",
                    client_name="Stafford Borough Council",
                    claims=["name", "birth-date"],
                    approved_at=at(days=9),
                )
            ]
        ),
        "RevokeApproval": accounts_pb2.RevokeApprovalResponse(),
    }
    world.mandates.answers = {
        "ListMyMandates": mandates_pb2.ListMandatesResponse(mandates=[mandate("carer"), mandate("finance_attorney")]),
        "ListHeldMandates": mandates_pb2.ListMandatesResponse(mandates=[mandate("carer", name="Rosa Diaz")]),
        "ChooseCarer": mandate("carer"),
        "StopMandate": mandate("carer", state="ended"),
        "KeepMandate": mandate("parental_responsibility"),
        "ListMandatesOf": mandates_pb2.ListMandatesResponse(mandates=[recorded("suspended")], name="Grace Okoro"),
        "RecordMandate": recorded(),
        "SuspendMandate": recorded("suspended"),
        "ResumeMandate": recorded(),
        "EndMandate": recorded("ended"),
        "AssessCapacity": recorded(),
    }
    world.assisted.answers = {
        "OpenSitting": sitting(),
        "GetSitting": sitting(),
        "EndSitting": assisted_pb2.EndSittingResponse(),
        "Examine": examination(),
        "GiveVouch": assisted_pb2.GiveVouchResponse(id="vch_1"),
        "ListWaiting": assisted_pb2.ListWaitingResponse(examinations=[examination()], bindings=[sitting()]),
        "DecideExamination": examination("confirmed"),
        "ConfirmBinding": assisted_pb2.ConfirmBindingResponse(),
        "AskBinding": sitting(),
        "BeginBinding": credentials_pb2.Ceremony(token="t-1", options="{}"),
        "FinishBinding": credentials_pb2.Passkey(id="psk_9", name="Her phone"),
    }
    world.proofing.answers = {
        "ListProofs": proofing_pb2.ListProofsResponse(proofs=[proof()]),
        "SubmitProof": proof(),
    }
    world.proof_life.answers = {
        "RefreshProof": proof_life_pb2.RefreshProofResponse(proof=proof()),
        "WithdrawProof": proof_life_pb2.WithdrawProofResponse(),
        "ListDoubtedProofs": proof_life_pb2.ListDoubtedProofsResponse(proofs=[doubted().proof]),
        "GetDoubtedProof": doubted(),
        "ReviewProof": proof_life_pb2.ReviewProofResponse(state="live"),
    }
    world.upstream_proofs.answers = {
        "ListProviders": upstream_proofs_pb2.ListProvidersResponse(providers=["one-login", "nhs-login"]),
        "BeginUpstreamProof": upstream_proofs_pb2.BeginUpstreamProofResponse(url="https://oidc.example/authorize?x=1"),
        "FinishUpstreamProof": upstream_proofs_pb2.FinishUpstreamProofResponse(proof=proof()),
    }
    world.directory.answers = {
        "GetOrganisation": organisation,
        "GetMany": directory_pb2.GetManyResponse(professionals=professionals()),
        "ListOrganisations": directory_pb2.ListOrganisationsResponse(
            organisations=[directory_pb2.Organisation(id=SCHOOL, name=NAMES[SCHOOL])]
        ),
        "SearchProfessionals": directory_pb2.SearchProfessionalsResponse(professionals=professionals()),
    }
    world.me.answers = {
        "GetMyNetwork": me_pb2.MyNetwork(involvements=involvements()[:3]),
        "GetMySharing": my_sharing(),
        "ListMyDisclosures": looks(),
        "ObjectTo": objection(),
        "AskForAccess": access_request(),
        "ListMyAccessRequests": me_pb2.MyAccessRequests(requests=[access_request("ready"), access_request()]),
        "GetMyAccessCopy": access_copy(),
        "ListMyObjections": me_pb2.MyObjections(objections=[objection("refused"), objection()]),
    }
    world.sharing.answers = {
        "ListShares": sharing_pb2.ListSharesResponse(shares=given_and_received()),
        "ListConsents": sharing_pb2.ListConsentsResponse(consents=[consent()]),
        "ListAgreements": sharing_pb2.ListAgreementsResponse(agreements=[agreement()]),
        "ListDecisionsNotToShare": Denied("not your role"),
        "ListNotices": sharing_pb2.ListNoticesResponse(
            notices=[sharing_pb2.Notice(language=each, text=f"notice in {each}") for each in ("en", "cy")]
        ),
        "GiveConsent": consent("con_9"),
        "CreateShare": given_and_received()[0],
        "DecideNotToShare": sharing_pb2.DecisionNotToShare(id="dns_1"),
        "EndShare": given_and_received()[0],
        "HearShareEnd": given_and_received()[0],
        "WithdrawConsent": receipt(),
        "ListEmergencyAccesses": sharing_pb2.ListEmergencyAccessesResponse(accesses=[emergency()]),
        "ReviewEmergencyAccess": emergency(),
        "OpenEmergencyAccess": emergency(),
        "ListWithheld": sharing_pb2.ListWithheldResponse(withheld=[withheld()]),
        "ReleaseWithheld": sharing_pb2.ReleaseWithheldResponse(),
        "KeepWithheld": sharing_pb2.KeepWithheldResponse(),
    }
    world.hubs.answers = {
        "ListHubs": hubs_pb2.ListHubsResponse(hubs=[hub()]),
        "AcceptHubTerms": hub(),
        "TakeSeat": hub().seats[0],
        "EndSeat": hubs_pb2.EndSeatResponse(),
        "ListEnquiries": hubs_pb2.ListEnquiriesResponse(enquiries=[enquiry()]),
        "GetEnquiry": lambda request: enquiry() if request.enquiry_id == "enq_1" else NotFound("nothing here"),
        "OpenEnquiry": enquiry(),
        "Contribute": contribution(),
        "GetContribution": contribution(),
        "AskRelease": release(),
        "DecideRelease": release("released"),
        "CloseEnquiry": enquiry("closed"),
    }
    world.feeds.answers = {
        "ListFeeds": feeds(),
        "DeclareFeed": feeds().feeds[0],
        "ListRolls": feeds_pb2.ListRollsResponse(rolls=[held_roll()]),
        "DecideRoll": feeds_pb2.Roll(id="rol_1", state="refused"),
    }
    world.people.answers = {
        "FindPerson": people_pb2.FoundPerson(
            outcome="match",
            person_id="per_7f3k",
            given_name="Amina",
            family_name="Begum",
            date_of_birth="1992-05-17",
        ),
        "GetNetwork": network(),
        "RecordInvolvement": people_pb2.Involvement(id="inv_9"),
        "ConfirmInvolvement": people_pb2.Involvement(id="inv_4", confirmed=True),
        "EndInvolvement": people_pb2.Involvement(id="inv_1", until="2026-11-20"),
        "ListAccountLinks": people_pb2.ListAccountLinksResponse(links=[link()]),
        "ListPossibleLinks": lambda asked: people_pb2.ListPossibleLinksResponse(
            links=[possible_link("linked" if asked.linked else "")]
        ),
        "GetPossibleLink": possible_link(),
        "DecidePossibleLink": possible_link("linked"),
        "SeparatePerson": people_pb2.SeparatePersonResponse(person_id="per_9"),
        "ConfirmAccountLink": link(),
        "EndAccountLink": link(),
        "GetSafeContact": reach(),
        "RecordSafeContact": reach().own,
        "ListConfidences": people_pb2.ListConfidencesResponse(confidences=[confidence()]),
        "KeepInConfidence": confidence(),
        "EndConfidence": confidence(state="ended"),
        "ListMessages": messages(),
        "GiveMessage": messages().messages[1],
        "TellWhom": whom,
    }
    world.casework.answers = {
        "ListCases": casework_pb2.ListCasesResponse(cases=[case], total=1),
        "ListRecords": casework_pb2.ListRecordsResponse(records=[record()], total=1),
        "GetRecord": record(),
        "ListObjections": casework_pb2.ListObjectionsResponse(objections=[objection("overdue")]),
        "AnswerObjection": objection("refused"),
        "GetCase": child_case(),
        "CloseCase": child_case("closed"),
        "ReopenCase": child_case(),
        "KeepCaseAs": child_case(),
    }
    world.access.answers = {
        "RecordAccessRequest": asked_aloud(),
        "ListAccessRequests": lambda asked: access_pb2.ListAccessRequestsResponse(
            requests=[asked_aloud("ready" if asked.released else "open")]
        ),
        "MoveAccessClock": asked_aloud(),
        "TakeUpAccessRequest": asked_aloud(),
        "ListHeldItems": held_items(),
        "ReadHeldItem": opened_item(),
        "DecideHeldItems": access_pb2.DecideHeldItemsResponse(),
        "TakeSecondLook": access_pb2.TakeSecondLookResponse(),
        "ReleaseAccessCopy": asked_aloud("ready"),
        "HandOverAccessCopy": access_copy(),
    }
    world.retention.answers = {
        "ListDue": retention_pb2.ListDueResponse(),
        "GetRetention": holdings(),
        "SetLegalHold": hold(),
        "LiftLegalHold": hold(),
        "ListLegalHolds": retention_pb2.ListLegalHoldsResponse(holds=[hold()]),
        "Erase": retention_pb2.Erasure(id="era_1"),
        "ListRecalls": retention_pb2.ListRecallsResponse(recalls=[recall()]),
        "HearRecall": recall(),
        "ListMisreadLooks": retention_pb2.ListMisreadLooksResponse(),
        "HearMisreadLook": retention_pb2.HearMisreadLookResponse(),
    }
    world.documents.answers = {"ListDocuments": documents_pb2.ListDocumentsResponse()}
    worries(world)
    around_her(world)
    return world
