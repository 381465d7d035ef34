"""The council's feeds as cases would tell them, a whole delivery of one that waits, and whom a form is about."""

from kith.cases.v1 import feeds_pb2, people_pb2


def feeds() -> feeds_pb2.ListFeedsResponse:
    housing = feeds_pb2.DeclaredFeed(
        name="housing",
        kind="housing",
        coverage="Every tenancy in Lichfield",
        every_days=1,
        may_shrink=5,
        shown=feeds_pb2.VisibilityRules(age_from=18, statuses=["open", "in-arrears"], months_after_closing=0),
        as_of="2026-11-18",
        silent_since="2026-11-19",
    )
    undeclared = feeds_pb2.DeclaredFeed(name="social care", may_shrink=5, as_of="2026-11-22")
    return feeds_pb2.ListFeedsResponse(feeds=[housing, undeclared])


def held_roll() -> feeds_pb2.Roll:
    return feeds_pb2.Roll(
        id="rol_1", feed="housing", as_of="2026-11-22", entries=812, state="held", current=1000, missing=190
    )


def whom(asked: people_pb2.TellWhomRequest) -> people_pb2.TellWhomResponse:
    """Of those asked about, Amina."""
    amina = people_pb2.Whom(person_id="per_7f3k", given_name="Amina", family_name="Begum", date_of_birth="1992-05-17")
    return people_pb2.TellWhomResponse(people=[amina] if amina.person_id in asked.person_ids else [])
