"""Objections over the wire: whole to her and to who answers, a note beside a record to its readers."""

from datetime import date

from kith.cases.v1 import casework_pb2 as pb

from services.cases.api.rpc.instants import stamp
from services.cases.domain.days import day
from services.cases.domain.objection import Objection


def objection(one: Objection, today: date) -> pb.Objection:
    """Without whose hand it was, and without who answered."""
    return pb.Objection(
        id=one.id,
        person_id=one.person_id,
        organisation_id=one.organisation_id,
        kind=one.kind,
        data_classes=sorted(one.data_classes),
        words=one.words,
        made_at=stamp(one.made_at),
        due_on=one.due_on.isoformat(),
        state=one.state(today),
        reasons=one.reasons,
        answered_at=stamp(one.answered_at) if one.answered_at else None,
    )


def to_answer(one: Objection, today: date) -> pb.Objection:
    """As its organisation sees it."""
    said = objection(one, today)
    said.escalated_to = one.escalated.word
    return said


def note(one: Objection, today: date) -> pb.Note:
    """Without ids and times: two partners could compare them."""
    made = day(one.made_at).isoformat()
    return pb.Note(kind=one.kind, words=one.words, made_on=made, state=one.state(today), reasons=one.reasons)
