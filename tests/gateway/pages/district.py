"""A small made-up district, as the services would tell of it."""

from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp
from kith.cases.v1 import casework_pb2, me_pb2, people_pb2, sharing_pb2
from kith.directory.v1 import directory_pb2
from kith.identity.v1 import (
    assisted_pb2,
    credentials_pb2,
    interactions_pb2,
    mandates_pb2,
    proof_life_pb2,
    proofing_pb2,
    sessions_pb2,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
COUNCIL, TRUST, SCHOOL = "org_council", "org_trust", "org_school"
NAMES = {COUNCIL: "Lichfield District Council", TRUST: "Midlands NHS Trust", SCHOOL: "Chadsmead School"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RESIDENT, WORKER, MANY, NOBODY = "resident-cookie", "worker-cookie", "many-contexts-cookie", "unknown-cookie"
DPO, MANAGER = "dpo-cookie", "manager-cookie"
EMAILS = {
    RESIDENT: "amina@example.org",
    WORKER: "priya@example.org",
    DPO: "dee@example.org",
    MANAGER: "mo@example.org",
}
"""With what who is signed in where signs in."""


def at(**ago: float) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(NOW - timedelta(**ago))
    return stamp


def context(context_id: str = "ctx_1", role: str = "worker", organisation: str = COUNCIL) -> sessions_pb2.ActingContext:
    return sessions_pb2.ActingContext(
        id=context_id,
        organisation_id=organisation,
        organisation_name=NAMES[organisation],
        professional_id="pro_priya",
        role=role,
        purpose="direct_care",
    )


def sessions() -> dict[str, sessions_pb2.Session]:
    """Who is signed in with which cookie."""
    since, until = at(minutes=20), at(hours=-11)
    both = [context(), context("ctx_2", "duty", TRUST)]
    return {
        RESIDENT: sessions_pb2.Session(
            account_id="acc_amina",
            kind="resident",
            display_name="Amina Begum",
            form_token="t-amina",
            recent=True,
            signed_in_at=since,
            expires_at=until,
        ),
        WORKER: sessions_pb2.Session(
            account_id="acc_priya",
            kind="worker",
            display_name="Priya Shah",
            form_token="t-priya",
            acr="gpg44-high",
            recent=True,
            context=context(),
            contexts=[context()],
            signed_in_at=since,
            expires_at=until,
        ),
        DPO: sessions_pb2.Session(
            account_id="acc_dee",
            kind="worker",
            display_name="Dee Hughes",
            form_token="t-dee",
            acr="gpg44-high",
            recent=True,
            context=context("ctx_3", "dpo"),
            contexts=[context("ctx_3", "dpo")],
            signed_in_at=since,
            expires_at=until,
        ),
        MANAGER: sessions_pb2.Session(
            account_id="acc_mo",
            kind="worker",
            display_name="Mo Farah-Jones",
            form_token="t-mo",
            recent=True,
            context=context("ctx_4", "manager"),
            contexts=[context("ctx_4", "manager")],
            signed_in_at=since,
            expires_at=until,
        ),
        MANY: sessions_pb2.Session(
            account_id="acc_lee",
            kind="worker",
            display_name="Lee Jones",
            form_token="t-lee",
            contexts=both,
            signed_in_at=since,
            expires_at=until,
        ),
    }


def interaction(needs: str = "approve", missing: str = "") -> interactions_pb2.Interaction:
    return interactions_pb2.Interaction(
        id="int_1",
        needs=needs,
        client_id="cli_council",
        client_name="Stafford Borough Council",
        claims=["name", "birth-date", "identity-proof"],
        resume_url="/oauth2/authorize/resume?interaction=int_1",
        missing=missing,
    )


def _involvement(number: int, organisation: str, **told: object) -> people_pb2.Involvement:
    entry = people_pb2.Involvement(
        id=f"inv_{number}",
        person_id="per_7f3k",
        organisation_id=organisation,
        organisation_name=NAMES[organisation],
        status="current",
        since="2026-03-04",
        source="social care",
        as_of="2026-11-22",
        confirmed=True,
    )
    for name, value in told.items():
        setattr(entry, name, value)
    return entry


def involvements() -> list[people_pb2.Involvement]:
    return [
        _involvement(1, COUNCIL, professional_id="pro_sam", role="social worker", team="Children's team"),
        _involvement(2, TRUST, professional_id="pro_okafor", role="GP", source="GP list", as_of="2026-11-21"),
        _involvement(3, SCHOOL, team="Safeguarding team", role="school", source="school roll", as_of="2026-11-19"),
        _involvement(4, TRUST, professional_id="pro_hv", role="health visitor", source="declared", confirmed=False),
    ]


def network() -> people_pb2.Network:
    return people_pb2.Network(
        person_id="per_7f3k",
        given_name="Amina",
        family_name="Begum",
        date_of_birth="1992-05-17",
        involvements=involvements(),
        feeds=[
            people_pb2.Feed(organisation_name=NAMES[COUNCIL], name="social care", as_of="2026-11-22"),
            people_pb2.Feed(organisation_name=NAMES[TRUST], name="GP list", as_of="2026-11-21"),
        ],
        because="Your organisation works with her, and its agreement with the others covers direct care.",
    )


def professionals() -> list[directory_pb2.Professional]:
    def one(key: str, given: str, family: str, role: str, phone: str) -> directory_pb2.Professional:
        return directory_pb2.Professional(
            id=key,
            given_name=given,
            family_name=family,
            role=role,
            phone=phone,
            organisation_name=NAMES[TRUST],
            team_name="Lichfield team",
            working_days=["Mon", "Tue", "Sun"],
        )

    return [
        one("pro_sam", "Samantha", "Jones", "social worker", "01543 308 000"),
        one("pro_okafor", "Lucy", "Okafor", "GP", "01543 555 0123"),
        one("pro_hv", "Jon", "Smythe", "health visitor", ""),
    ]


def looks() -> me_pb2.MyDisclosures:
    return me_pb2.MyDisclosures(
        disclosures=[
            me_pb2.Disclosure(
                id="leaf_2",
                at=at(days=1),
                organisation_id=TRUST,
                organisation_name=NAMES[TRUST],
                role="GP",
                what="network",
                purpose="direct_care",
                because="Before your appointment",
            ),
            me_pb2.Disclosure(
                id="leaf_1",
                at=at(days=3),
                organisation_id=COUNCIL,
                organisation_name=NAMES[COUNCIL],
                role="duty",
                what="record",
                data_classes=["health", "risk"],
                purpose="safeguarding_adult",
                because="She did not answer the door",
                emergency=True,
            ),
        ],
        next_cursor="c2",
        total=40,
    )


def proof(state: str = "live") -> proofing_pb2.Proof:
    return proofing_pb2.Proof(
        id="prf_1",
        state=state,
        confidence="medium" if state == "live" else "none",
        profile="M1A",
        evidence=[proofing_pb2.ScoredEvidence(kind="uk_passport", strength=4, validity=3)],
        proved_at=at(days=2),
        expires_at=at(days=-1700),
        missing=["Show us one more document, of another kind: a driving licence or a passport."],
    )


def emergency() -> sharing_pb2.EmergencyAccess:
    return sharing_pb2.EmergencyAccess(
        id="emg_1",
        person_id="per_7f3k",
        organisation_id=COUNCIL,
        data_classes=["health", "risk"],
        reason="She did not answer the door and a neighbour heard a fall",
        opened_at=at(hours=3),
        ends_at=at(hours=2.5),
        review_due_at=at(hours=-21),
        state="awaiting_review",
        opened_by="Priya Shah",
    )


def link() -> people_pb2.AccountLink:
    return people_pb2.AccountLink(
        id="lnk_1",
        account_id="acc_amina",
        person_id="per_7f3k",
        state="proposed",
        given_name="Amina",
        family_name="Begum",
        date_of_birth="1992-05-17",
        proposed_at=at(hours=5),
    )


def record() -> casework_pb2.Record:
    return casework_pb2.Record(
        id="rec_1",
        case_id="cas_1",
        person_id="per_7f3k",
        organisation_id=COUNCIL,
        data_class="housing",
        title="Damp in the flat",
        content="The bedroom wall is wet.\n\nThe landlord was told on 3 November.",
        added_at=at(days=4),
        because="By her consent, until 30 November",
    )


def ceremony() -> credentials_pb2.Ceremony:
    options = '{"challenge": "AAAA", "rpId": "localhost", "allowCredentials": [], "userVerification": "required"}'
    return credentials_pb2.Ceremony(token="a-token", options=options)


def credentials() -> credentials_pb2.ListCredentialsResponse:
    return credentials_pb2.ListCredentialsResponse(
        password=True,
        app_since=at(days=3),
        recovery_codes_left=9,
        passkeys=[
            credentials_pb2.Passkey(id="psk_1", name="My phone", added_at=at(days=30), used_at=at(hours=4)),
            credentials_pb2.Passkey(id="psk_2", name="Key ring", added_at=at(days=2)),
        ],
    )


def mandate(kind: str, state: str = "live", name: str = "Rosa Diaz") -> mandates_pb2.Mandate:
    return mandates_pb2.Mandate(
        id="man_1",
        account_id="acc_amina",
        proxy_id="acc_rosa",
        kind=kind,
        data_classes=["social_care"],
        starts_on="2026-11-01",
        ends_on="2027-06-30",
        name=name,
        state=state,
        reach=["social_care"],
        recorded_at=at(days=3),
    )


def doubted() -> proof_life_pb2.GetDoubtedProofResponse:
    return proof_life_pb2.GetDoubtedProofResponse(
        proof=proof_life_pb2.DoubtedProof(
            id="prf_1",
            decided_at=at(days=2),
            indicators=["not-her", "watch-list-7"],
            confidence="medium",
            provider="one-login",
            evidence=["uk_passport"],
        ),
        account_id="acc_grace",
        given_name="Grace",
        family_name="Okoro",
        date_of_birth="1941-06-02",
        postcode="WS13 6YZ",
        shown=[proofing_pb2.Evidence(kind="uk_passport", number="532197451", expires_on="2031-01-01")],
        expires_at=at(days=-1700),
        also_waiting=["prf_2"],
    )


def recorded(state: str = "live") -> mandates_pb2.Mandate:
    """As officers read one."""
    found = mandate("health_attorney", state)
    found.document, found.number, found.reason = "registered instrument", "LP-2026-0417", "The neighbour worries."
    if state != "live":
        del found.reach[:]
    found.assessments.add(decision="medical_treatment", assessed_on="2026-11-20", until="2026-12-04", assessor="Dr Lee")
    return found


def sitting() -> assisted_pb2.Sitting:
    return assisted_pb2.Sitting(
        id="sit_1",
        account_id="acc_grace",
        person=assisted_pb2.Person(given_name="Grace", family_name="Okoro", date_of_birth="1941-06-02"),
        place="Lichfield library",
        recognised_by="known",
        opened_at=at(minutes=2),
        expires_at=at(minutes=-28),
        vouches=1,
    )


def examination(state: str = "waiting") -> assisted_pb2.Examination:
    evidence = proofing_pb2.Evidence(kind="uk_passport", number="532197451", expires_on="2031-01-01")
    return assisted_pb2.Examination(
        id="exm_1",
        proof_id="prf_9",
        state=state,
        confidence="high",
        flags=["officer-same-surname", "reported-stolen"],
        person=sitting().person,
        shown=[assisted_pb2.ShownDocument(evidence=evidence, examined="source")],
        compared="photo_trained",
        vouches=1,
        organisation_id=COUNCIL,
        examined_at=at(hours=1),
    )
