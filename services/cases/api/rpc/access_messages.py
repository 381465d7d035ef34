"""Subject access over the wire."""

from collections.abc import Iterable
from datetime import date

from kith.cases.v1 import access_pb2 as pb

from chassis.errors import Invalid
from services.cases.api.rpc.instants import stamp
from services.cases.domain.access.decision import Opinion
from services.cases.domain.access.held_item import ItemKind
from services.cases.domain.access.request import AccessRequest
from services.cases.usecases.access.decide_held_items import OpinionWish
from services.cases.usecases.access.held import Held

_USUAL, _MOST = 50, 100


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


def keys_in(keys: Iterable[pb.ItemKey]) -> list[tuple[str, str]]:
    return [(each.kind, each.id) for each in keys]


def opinion_in(said: pb.Opinion) -> OpinionWish:
    return OpinionWish(said.given_by, said.profession, said.given_on, said.words)


def held(one: Held) -> pb.HeldItem:
    item, decision = one.item, one.decision
    told = pb.HeldItem(
        key=pb.ItemKey(kind=item.kind, id=item.id),
        at=stamp(item.at),
        data_classes=sorted(item.classes),
        marked=item.marked,
        kept_back=item.barred,
    )
    if decision:
        verdict = decision.verdict
        told.outcome, told.exemption, told.reason = verdict.outcome, verdict.exemption, verdict.reason
        told.decided_by, told.seconded_by = decision.decided_by, decision.seconded_by
        told.wants_second_look = decision.wants_second_look
        if verdict.opinion:
            told.opinion.CopyFrom(_opinion(verdict.opinion))
    return told


def page_in(limit: int, cursor: str) -> tuple[int, tuple[str, str] | None]:
    """`limit` 0 means 50; the most is 100. Raises Invalid for a cursor that is not one of ours."""
    if not 0 <= limit <= _MOST:
        raise Invalid.field("limit", f"must be 1 to {_MOST}")
    kind, _, id_ = cursor.partition(":")
    if cursor and (kind not in set(ItemKind) or not id_):
        raise Invalid.field("cursor", "is not one of ours")
    return limit or _USUAL, (kind, id_) if cursor else None


def cursor(after: tuple[str, str] | None) -> str:
    """Empty where no page follows."""
    return ":".join(after) if after else ""


def _opinion(one: Opinion) -> pb.Opinion:
    return pb.Opinion(
        given_by=one.given_by, profession=one.profession, given_on=one.given_on.isoformat(), words=one.words
    )
