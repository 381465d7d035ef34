"""What cases answers about the work around a person: invitations, covers, family, private messages, rounds."""

from kith.cases.v1 import networks_pb2, people_pb2, private_messages_pb2, rounds_pb2

from tests.gateway.pages.dealings import child_case
from tests.gateway.pages.district import COUNCIL, TRUST, at, record
from tests.gateway.pages.fakes import Behind


def answer(world: Behind) -> None:
    world.networks.answers = {
        "ListFamily": networks_pb2.ListFamilyResponse(links=[family_link()]),
        "RecordFamilyLink": family_link(),
        "EndFamilyLink": family_link(),
        "ListInvitations": networks_pb2.ListInvitationsResponse(invitations=[invitation()]),
        "Invite": invitation(),
        "AcceptInvitation": people_pb2.Involvement(id="inv_9", person_id="per_7f3k"),
        "DeclineInvitation": invitation("declined"),
        "ListCovers": networks_pb2.ListCoversResponse(covers=[cover()]),
        "ArrangeCover": cover(),
        "EndCover": cover(),
        "ListPeopleOf": networks_pb2.PeopleOf(
            items=[in_hand(), in_hand("inv_2", "per_2", "Zofia", "Abara", "1988-10-11")]
        ),
        "HandOverInvolvement": people_pb2.Involvement(id="inv_9", professional_id="pro_okafor"),
    }
    world.casework.answers |= {"CreateCase": child_case(), "AddRecord": record()}
    world.private_messages.answers = {
        "LeavePrivateMessage": left_privately(),
        "ListPrivateMessages": private_messages_pb2.ListPrivateMessagesResponse(messages=[left_privately()]),
        "ListWaitingPrivateMessages": private_messages_pb2.ListWaitingPrivateMessagesResponse(
            messages=[waiting_privately()]
        ),
        "AnswerPrivateMessage": private_messages_pb2.AnswerPrivateMessageResponse(),
        "LayPrivateMessageAside": private_messages_pb2.LayPrivateMessageAsideResponse(),
    }
    world.rounds.answers = {"ListRound": round_page(), "SetRound": round_page().round, "CountWaiting": _waiting}


def invitation(state: str = "waiting") -> networks_pb2.Invitation:
    return networks_pb2.Invitation(
        id="ivt_1",
        from_organisation_id=TRUST,
        to_organisation_id=COUNCIL,
        professional_id="pro_sam",
        role="social worker",
        purpose="direct_care",
        sent_at=at(days=1),
        expires_on="2026-12-05",
        state=state,
        reason="She left." if state == "declined" else "",
    )


def family_link() -> networks_pb2.FamilyLink:
    return networks_pb2.FamilyLink(
        id="fam_1",
        person_id="per_7f3k",
        other_id="per_zed",
        kin="child",
        since="2019-04-02",
        given_name="Zed",
        family_name="Begum",
        date_of_birth="2019-04-02",
        own=True,
    )


def cover() -> networks_pb2.Cover:
    return networks_pb2.Cover(
        id="cov_1", professional_id="pro_sam", covering_id="pro_okafor", since="2026-11-20", until="2026-12-04"
    )


def in_hand(
    involvement_id: str = "inv_1",
    person_id: str = "per_7f3k",
    given: str = "Amina",
    family: str = "Begum",
    born: str = "1992-05-17",
) -> networks_pb2.InHand:
    """Of Amina's, a private one."""
    return networks_pb2.InHand(
        involvement=people_pb2.Involvement(
            id=involvement_id,
            person_id=person_id,
            organisation_id=COUNCIL,
            professional_id="pro_sam",
            role="social worker",
            since="2026-03-02",
            status="current",
            confirmed=True,
            shielded=involvement_id == "inv_1",
        ),
        given_name=given,
        family_name=family,
        date_of_birth=born,
    )


def left_privately() -> private_messages_pb2.PrivateMessage:
    """With an answer that somebody chose to give."""
    return private_messages_pb2.PrivateMessage(
        id="pmg_1",
        person_id="per_7f3k",
        words="Please ring me before Friday.",
        left_at=at(days=2),
        standing="If a service that is never shown here works with this person, it has your message.",
        answers=[
            private_messages_pb2.PrivateAnswer(
                words="Ring us before you visit.", signed="A duty manager", answered_at=at(days=1)
            )
        ],
    )


def waiting_privately() -> private_messages_pb2.WaitingPrivateMessage:
    return private_messages_pb2.WaitingPrivateMessage(
        id="pmg_2",
        person_id="per_7f3k",
        given_name="Amina",
        family_name="Begum",
        organisation_id=COUNCIL,
        words="Please ring me before Friday.",
        left_at=at(days=2),
    )


def round_page(cursor: str = "") -> rounds_pb2.RoundPage:
    """Two people: somebody joined Amina's network three weeks after the worker looked; nothing is new of Zofia's."""
    return rounds_pb2.RoundPage(
        people=[
            rounds_pb2.OnRound(
                person_id="per_2",
                given_name="Zofia",
                family_name="Abara",
                date_of_birth="1988-10-11",
                looked_at=at(days=1),
            ),
            rounds_pb2.OnRound(
                person_id="per_7f3k",
                given_name="Amina",
                family_name="Begum",
                date_of_birth="1992-05-17",
                looked_at=at(days=21),
                joined=1,
                concerns=2,
                stale=True,
            ),
        ],
        next_cursor=cursor,
        round=rounds_pb2.Round(teams=["Duty team"], daily_message=True),
    )


def _waiting(asked: rounds_pb2.CountWaitingRequest) -> rounds_pb2.CountWaitingResponse:
    """One in each queue that is asked for, two where it matters, no misread look."""
    two, urgent = ("concerns", "looks", "messages"), ("concerns", "looks")
    return rounds_pb2.CountWaitingResponse(
        waiting=[
            rounds_pb2.Waiting(queue=each, count=1 + (each in two), urgent=int(each in urgent))
            for each in asked.queues
            if each != "misread-looks"
        ]
    )
