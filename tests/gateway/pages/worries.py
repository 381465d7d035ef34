"""Concerns, referrals and looks to review in the made-up district."""

from kith.cases.v1 import concerns_pb2, looks_pb2, referrals_pb2

from tests.gateway.pages.district import COUNCIL, SCHOOL, TRUST, at
from tests.gateway.pages.fakes import Behind

BRUISES = "She had bruises on both arms.\nShe would not say how."


def front_door(door: str = "adults") -> concerns_pb2.FrontDoor:
    return concerns_pb2.FrontDoor(
        council_id=COUNCIL,
        door=door,
        team="Adults first",
        contact="01543 308000, and ask for the duty desk",
        days=range(1, 6),
        opens="08:30",
        closes="17:00",
        lead_professional_ids=["pro_sam"] if "allegations" in door else [],
        open_now=door != "children",
    )


def concern(concern_id: str = "ccn_1", sender: str = TRUST, **told: object) -> concerns_pb2.Concern:
    one = concerns_pb2.Concern(
        id=concern_id,
        person_id="per_7f3k",
        organisation_id=sender,
        council_id=COUNCIL,
        door="adults",
        about="adult",
        urgency="immediate",
        words=BRUISES,
        raised_at=at(hours=3),
        due_at=at(hours=2),
        escalated_to="duty",
    )
    one.MergeFrom(concerns_pb2.Concern(**told))  # type: ignore[arg-type]  # fields by name
    return one


def closed() -> concerns_pb2.Concern:
    ended = {"outcome": "advice_given", "answer": "We spoke with her GP.", "closed_at": at(hours=1)}
    return concern("ccn_2", "", urgency="soon", acknowledged_at=at(hours=2), **ended)


def at_the_door() -> list[concerns_pb2.Concern]:
    named = {"given_name": "Amina", "family_name": "Begum", "date_of_birth": "1992-05-17"}
    seen = concern("ccn_3", SCHOOL, urgency="same_day", allegation=True, acknowledged_at=at(hours=1))
    return [concern(**named), seen]


def raised() -> concerns_pb2.RaisedConcern:
    standing = "This is not a referral until it is accepted. If anybody is in danger now, ring 999."
    return concerns_pb2.RaisedConcern(concern=concern("ccn_9"), door=front_door(), standing=standing)


def referral(state: str = "requested", sent_to: str = COUNCIL, **told: object) -> referrals_pb2.Referral:
    one = referrals_pb2.Referral(
        id="rfr_1",
        person_id="per_7f3k",
        from_organisation_id=TRUST if sent_to == COUNCIL else COUNCIL,
        to_organisation_id=sent_to,
        share_id="shr_9",
        requested_at=at(days=2),
        due_on="2026-11-25",
        state=state,
    )
    one.MergeFrom(referrals_pb2.Referral(**told))  # type: ignore[arg-type]  # fields by name
    return one


def opened(state: str = "requested", sent_to: str = COUNCIL, **told: object) -> referrals_pb2.Referral:
    whom = {"given_name": "Amina", "family_name": "Begum", "date_of_birth": "1992-05-17"}
    return referral(state, sent_to, asks="A place in the parenting group.", **whom, **told)


def look_review(why: str = "known_privately", escalated_to: str = "") -> looks_pb2.LookReview:
    return looks_pb2.LookReview(
        id=f"lrv_{why}",
        disclosure_id="dis_9",
        person_id="per_7f3k",
        by="acc_lee",
        role="worker",
        what="network",
        purpose="direct_care",
        at=at(days=9),
        why=why,
        due_at=at(days=1),
        escalated_to=escalated_to,
    )


def referrals() -> list[referrals_pb2.Referral]:
    return [
        referral(),
        referral("lapsed", id="rfr_2"),
        referral("done", SCHOOL, id="rfr_3", moved_at=at(hours=4)),
        referral(sent_to=TRUST, id="rfr_4", private=True),
    ]


def ties() -> list[looks_pb2.Tie]:
    knows = looks_pb2.TieByNameAndBirth(given_name="Rosa", family_name="Diaz", date_of_birth="1971-02-03")
    lives = looks_pb2.TieHome(family_name="Jones", postcode="WS13 6YY", address="1 Bore Street")
    number = looks_pb2.TieByIdentifier(scheme="local_id", value="H-77")
    told = {"account_id": "acc_lee", "declared_by": "acc_lee", "declared_at": at(days=20)}
    return [
        looks_pb2.Tie(id="tie_1", name_and_birth=knows, **told),  # type: ignore[arg-type]  # fields by name
        looks_pb2.Tie(id="tie_2", home=lives, **told | {"declared_by": "acc_mo"}),  # type: ignore[arg-type]
        looks_pb2.Tie(id="tie_3", identifier=number, **told | {"account_id": "acc_dee"}),  # type: ignore[arg-type]
    ]


def answer(world: Behind) -> None:
    """What the services say of them."""
    world.concerns.answers = {
        "ListConcerns": lambda asked: (
            concerns_pb2.ListConcernsResponse(concerns=[concern(), closed()], agencies=2, total=2)
            if asked.person_id
            else concerns_pb2.ListConcernsResponse(concerns=at_the_door(), agencies=2, total=2)
        ),
        "ListFrontDoors": concerns_pb2.ListFrontDoorsResponse(
            doors=[front_door(), front_door("children"), front_door("adult_allegations")]
        ),
        "RaiseConcern": raised(),
        "AcknowledgeConcern": concern(),
        "CloseConcern": closed(),
        "DeclareFrontDoor": front_door(),
    }
    world.referrals.answers = {
        "ListReferrals": lambda asked: referrals_pb2.ListReferralsResponse(
            referrals=[referral()] if asked.waiting else referrals()
        ),
        "RequestReferral": referral(sent_to=TRUST),
        "GetReferral": opened(),
        **{f"{verb}Referral": opened() for verb in ("Accept", "Reject", "Finish", "Revoke")},
    }
    world.looks.answers = {
        "ListLookReviews": looks_pb2.ListLookReviewsResponse(
            reviews=[look_review(escalated_to="dpo"), look_review("sampled")]
        ),
        "JudgeLook": looks_pb2.JudgeLookResponse(),
        "DeclareTie": looks_pb2.DeclareTieResponse(tie_id="tie_9"),
        "ListTies": looks_pb2.ListTiesResponse(ties=ties()),
        "EndTie": looks_pb2.EndTieResponse(),
    }
