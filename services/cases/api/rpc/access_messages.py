"""Subject access over the wire."""

from datetime import date

from kith.cases.v1 import access_pb2 as pb

from services.cases.domain.access_request import AccessRequest


def mine(one: AccessRequest, today: date) -> pb.AccessRequest:
    """To the person: without whose hand it was, and who answers."""
    return pb.AccessRequest(
        id=one.id,
        organisation_id=one.organisation_id,
        way=one.way,
        wanted=one.wanted,
        asked_on=one.asked_on.isoformat(),
        state=one.state(today),
        due_on=one.due_on.isoformat() if one.due_on else "",
        said=one.said(today),
        steps=[pb.AccessStep(step=each.step, on=each.on.isoformat(), words=each.words) for each in one.moves],
        copy_until=one.copy_until.isoformat() if one.copy_until else "",
        copy_parts=one.parts,
    )


def request(one: AccessRequest, today: date) -> pb.AccessRequest:
    """To the organisation that answers."""
    whole = mine(one, today)
    whole.person_id, whole.made_by, whole.officer_id = one.person_id, one.made_by, one.officer_id
    whole.mandate_id, whole.escalated_to = one.mandate_id, one.escalated.word
    whole.reach.extend(sorted(one.reach))
    return whole
