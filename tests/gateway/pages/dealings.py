"""What is shared in the made-up district, and on what."""

import json

from kith.cases.v1 import access_pb2, casework_pb2, me_pb2, sharing_pb2

from tests.gateway.pages.district import COUNCIL, NAMES, SCHOOL, TRUST, at


def consent(consent_id: str = "con_1", state: str = "given") -> sharing_pb2.Consent:
    return sharing_pb2.Consent(
        id=consent_id,
        person_id="per_7f3k",
        from_organisation_id=COUNCIL,
        to_organisation_ids=[TRUST, SCHOOL],
        data_classes=["housing", "social_care"],
        purpose="direct_care",
        expires_on="2026-11-30",
        state=state,
        given_at=at(days=30),
    )


def share(share_id: str, kind: str, consent_id: str = "", reason: str = "") -> sharing_pb2.Share:
    return sharing_pb2.Share(
        id=share_id,
        from_organisation_id=COUNCIL,
        to_organisation_ids=[TRUST],
        data_classes=["social_care"],
        purpose="safeguarding_child",
        until="2027-03-31",
        basis=sharing_pb2.Basis(kind=kind, consent_id=consent_id, reason=reason),
        state="live",
    )


def given_and_received() -> list[sharing_pb2.Share]:
    """Of the council's, about one person: one that it gives, one that has ended, one that it gets."""
    given = share("shr_2", "public_task", reason="Care Act 2014 section 6: they must co-operate in her care.")
    given.basis.informed = True
    over = share("shr_3", "public_task", reason="Care Act 2014 section 6: they must co-operate in her care.")
    over.state, over.ended_because = "ended", "expired"
    received = share("shr_4", "legal_obligation", reason="Children Act 1989 section 47: they must help to find out.")
    received.from_organisation_id, received.to_organisation_ids[0] = TRUST, COUNCIL
    received.basis.not_informed_reason = "Telling her would put the child at risk."
    return [given, over, received]


def agreement() -> sharing_pb2.Agreement:
    return sharing_pb2.Agreement(
        id="agr_1",
        title="Working together in Lichfield",
        parties=[COUNCIL, TRUST],
        accepted_by=[COUNCIL, TRUST],
        purposes=["direct_care", "safeguarding_child"],
        data_classes=["housing", "social_care", "health"],
        expires_on="2027-10-31",
        state="live",
    )


def my_sharing() -> me_pb2.MySharing:
    duty = share(
        "shr_2", "legal_duty_16LA", reason="The law on keeping children safe requires the council to tell health."
    )
    return me_pb2.MySharing(
        consents=[consent(), consent("con_0", "withdrawn")], shares=[share("shr_1", "consent", "con_1"), duty]
    )


def receipt() -> sharing_pb2.WithdrawalReceipt:
    return sharing_pb2.WithdrawalReceipt(
        id="rcp_1",
        consent_id="con_1",
        withdrawn_at=at(seconds=2),
        epoch=8,
        ended_share_ids=["shr_1"],
        continuing=[
            sharing_pb2.Continuing(
                share_id="shr_2",
                organisation_names=[NAMES[TRUST]],
                data_classes=["social_care"],
                because="The law on keeping children safe requires it.",
            )
        ],
        still_in_flight=["dlv_9"],
        signature="eyJhbGciOiJFUzI1NiJ9.eyJyZWNlaXB0IjoicmNwXzEifQ." + "c2lnbmF0dXJl" * 8,
    )


def objection(state: str = "open") -> casework_pb2.Objection:
    one = casework_pb2.Objection(
        id="obj_1",
        person_id="per_7f3k",
        organisation_id=COUNCIL,
        kind="dispute",
        data_classes=["housing"],
        words="I never left the flat in March.",
        made_at=at(days=9),
        due_on="2026-12-13",
        state=state,
    )
    if state == "refused":
        one.reasons = "Two visits in March found nobody there."
    return one


def access_request(state: str = "stopped") -> access_pb2.AccessRequest:
    one = access_pb2.AccessRequest(
        id="sar_1", organisation_id=COUNCIL, way="online", asked_on="2026-11-13", state=state, wanted="My housing file."
    )
    if state == "ready":
        one.said, one.copy_until, one.copy_parts = "The copy is here until 22 December 2026.", "2026-12-22", 2
    else:
        one.said = "The time for the answer stands still until you have said what you are asking for."
        one.steps.add(step="clarification_awaited", on="2026-11-20", words="Which years do you mean?")
    return one


def access_copy() -> access_pb2.AccessCopyPart:
    record: dict[str, object] = {
        "kind": "record",
        "id": "rec_1",
        "title": "Visit",
        "content": "It is damp.",
        "corrected_on": None,
    }
    record["file"] = {"name": "damp.pdf", "media_type": "application/pdf", "bytes": 9}
    share = {"kind": "share", "id": "shr_1", "to_organisation_ids": [TRUST], "ended": None}
    document = {
        "organisation": {"id": COUNCIL, "name": NAMES[COUNCIL]},
        "can_be_fetched_until": "2026-12-22",
        "note": "This sentence stands on every copy.",
        "part": 1,
        "parts": 2,
        "items": [record, share],
    }
    return access_pb2.AccessCopyPart(document=json.dumps(document))
