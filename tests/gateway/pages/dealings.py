"""What is shared in the made-up district, and on what."""

import json

from kith.cases.v1 import (
    access_pb2,
    casework_pb2,
    me_pb2,
    people_pb2,
    retention_pb2,
    sharing_pb2,
)

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


def reach() -> people_pb2.Reach:
    """How a person may be reached: less than what the council recorded itself, for somebody said no to more."""
    own = people_pb2.SafeContact(
        id="sct_1",
        person_id="per_7f3k",
        channels=["in_person", "phone", "text"],
        days=["mon", "tue"],
        from_hour=9,
        to_hour=15,
        language="so",
        interpreter=True,
        words="Ring 01543 555 0199 and ask for the library.",
        recorded_by="acc_lee",
        recorded_at=at(days=30),
        review_on="2027-03-01",
    )
    return people_pb2.Reach(
        channels=["in_person", "phone"],
        now=["in_person"],
        days=["mon"],
        from_hour=10,
        to_hour=12,
        never_at_address=True,
        language="so",
        interpreter=True,
        details=[own.words],
        own=own,
    )


def asked_aloud(state: str = "open") -> access_pb2.AccessRequest:
    """As whoever answers it reads it."""
    one = access_pb2.AccessRequest(
        id="sar_1",
        person_id="per_7f3k",
        organisation_id=COUNCIL,
        way="spoken",
        asked_on="2026-11-13",
        state=state,
        wanted="My housing file.",
        due_on="2026-12-13",
        said="They must answer by 13 December 2026.",
        officer_id="acc_dee",
    )
    if state == "ready":
        one.due_on, one.said = "", "The copy is here until 22 December 2026."
        one.copy_until, one.copy_parts = "2026-12-22", 2
    return one


def held_item(*, marked: bool = True, exemption: str = "") -> access_pb2.HeldItem:
    return access_pb2.HeldItem(
        key=access_pb2.ItemKey(kind="record", id="rec_1"),
        at=at(days=4),
        data_classes=["housing"],
        marked=marked,
        exemption=exemption,
    )


def held_items() -> access_pb2.ListHeldItemsResponse:
    """One to decide about, and one that is in no copy."""
    barred = held_item(marked=False)
    barred.key.id, barred.kept_back = "rec_2", "protected_address"
    return access_pb2.ListHeldItemsResponse(items=[held_item(), barred], total=2, undecided=1)


def opened_item() -> access_pb2.ReadHeldItemResponse:
    whole = {"kind": "record", "title": "A call", "content": "Her neighbour rang."}
    return access_pb2.ReadHeldItemResponse(
        item=held_item(), document=json.dumps(whole), redacted=json.dumps({**whole, "content": "Somebody rang."})
    )


def child_case(status: str = "open") -> casework_pb2.Case:
    one = casework_pb2.Case(
        id="cas_1",
        person_id="per_7f3k",
        organisation_id=COUNCIL,
        title="Early help",
        kind="children",
        status=status,
        opened_at=at(days=40),
        version=3,
        retention="child_social_care",
    )
    if status == "closed":
        one.closed_at.CopyFrom(at(days=2))
        one.outcome, one.why, one.version = "completed", "The damp is gone.", 4
    return one


def holdings() -> retention_pb2.Holdings:
    return retention_pb2.Holdings(
        holdings=[
            retention_pb2.Holding(
                person_id="per_7f3k",
                retention="housing",
                case_ids=["cas_1"],
                until="2032-03-01",
                reasons=["A case is open: close it first."],
            ),
            retention_pb2.Holding(
                person_id="per_7f3k", retention="dealings", reasons=["Nothing says when the work with her ended."]
            ),
        ]
    )


def hold() -> retention_pb2.LegalHold:
    return retention_pb2.LegalHold(
        id="hld_1", person_id="per_7f3k", why="A solicitor wrote on 3 November.", set_by="acc_lee", set_at=at(days=9)
    )


def possible_link(decided: str = "") -> people_pb2.PossibleLink:
    says = {
        "given_name": ("agree", "Zofia"),
        "family_name": ("close", "Nowak"),
        "date_of_birth": ("agree", "1988-10-11"),
        "nhs_number": ("missing", ""),
        "place": ("differ", "4 Mill Lane, Walsall, WS1 1AA"),
        "phone": ("agree", "01922 496001"),
        "sex": ("missing", "F"),
    }
    fields = [people_pb2.FieldSays(field=field, says=said, own=own) for field, (said, own) in says.items()]
    return people_pb2.PossibleLink(id="lnk_1", local_id="H-77", fields=fields, found_at=at(days=1), decided=decided)


def messages() -> people_pb2.ListMessagesResponse:
    """A receipt, that a consent ends soon, and that somebody else saw who supports her."""
    told = [("msg_1", "receipt", "con_1"), ("msg_2", "reminder", "con_2"), ("msg_3", "link_undone", "lnk_1")]
    return people_pb2.ListMessagesResponse(
        messages=[
            people_pb2.Message(
                id=one, person_id="per_7f3k", kind=kind, about_id=about, state="by_hand", made_at=at(days=2)
            )
            for one, kind, about in told
        ]
    )


def withheld(key: str = "dis_1") -> sharing_pb2.WithheldDisclosure:
    return sharing_pb2.WithheldDisclosure(
        disclosure_id=key,
        person_id="per_7f3k",
        at=at(days=200),
        by="acc_priya",
        role="worker",
        what="record",
        data_classes=["housing"],
        purpose="safeguarding_child",
        ground="section_47",
        reason="He reads her messages.",
        review_on="2026-11-20",
        escalated_to="dpo",
    )


def recall(record_id: str = "rec_9", what: str = "erased") -> retention_pb2.Recall:
    return retention_pb2.Recall(record_id=record_id, what=what, at=at(days=3))


def misread_look() -> retention_pb2.MisreadLook:
    return retention_pb2.MisreadLook(
        id="dis_9", looked_at=at(days=9), at=at(days=3), person_id="per_7f3k", local_ids=["S-1042"]
    )


def confidence(classes: tuple[str, ...] = ("sexual_health",), state: str = "kept") -> people_pb2.Confidence:
    return people_pb2.Confidence(
        id="cnf_1",
        person_id="per_7f3k",
        data_classes=classes,
        assessed_on="2026-11-20",
        assessor="Dr Lee, school nurse",
        recorded_at=at(days=2),
        state=state,
    )
