"""Two worlds that differ only by a private service's work and what it writes in a case, seen from outside: over every
route that a worker, a duty desk, a manager, an auditor, an agency's application and she herself can call, the same
status, headers, bytes and statements.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from chassis.tokens import Caller
from services.cases.usecases.networks.record_involvement import Working
from services.identity.domain.roles import scopes_of
from tests.cases.access.test_access_requests import ask
from tests.cases.audit.her_browser import her_browser, her_routes
from tests.cases.audit.test_two_worlds_through_the_gateway import AMINA_NOW, everything
from tests.cases.audit.test_withheld import ENQUIRY, looked
from tests.cases.browser import Route
from tests.cases.concerns.concern_town import DOORS, declare, raised
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.private_cases import written_privately
from tests.cases.private_services.worlds import apart, executed
from tests.cases.sharing_town import SOCIAL_WORKER, TASK, SharingTown, sharing_town
from tests.cases.their_browser import Heard, Theirs, their_browser, their_routes
from tests.cases.town import AMINA, COUNCIL, NHS, NUMBERS, PARTNER, REFUGE, SCHOOL, partner, worker
from tests.gateway.test_every_route import BODIES, ORG, PERSON, QUERIES
from tests.gateway.world import ALL_SCOPES

WITHIN = frozenset(ALL_SCOPES)
UNKNOWN = "inv_00000000000000000000000000"
ASKING: dict[str, Caller] = {
    "a worker who works with her": SOCIAL_WORKER,
    "a manager": worker(COUNCIL, "acc_manager", "manager"),
    "a data protection officer": worker(NHS, "acc_dpo", "dpo"),
    "a duty desk elsewhere": worker(SCHOOL, "acc_school_duty", "duty"),
    "a stranger": worker(PARTNER, "acc_stranger"),
    "an agency's application": partner(NHS),
}
FORMS = {
    "/desk/people/find": {"purpose": ["direct_care"], "nhs_number": [NUMBERS[0]]},
    "/desk/people/{person_id}/private-message": {"words": ["Please ring me before Friday."]},
    "/desk/people/{person_id}/join": {"role": ["Social worker"]},
    "/desk/people/{person_id}/emergency": {"reason": ["Found ill."], "data_classes": ["health"], "minutes": ["15"]},
}
COLLEAGUES: dict[str, Caller] = {
    "a worker who works with her": SOCIAL_WORKER,
    "the same organisation's application": partner(COUNCIL),
    "a colleague where nobody else works with her": worker(SCHOOL, "acc_teacher"),
    "that organisation's application": partner(SCHOOL),
}
ASKED_AGAIN = ("a worker who works with her", "a duty desk elsewhere")
OPENED = {
    "GET /v1/people/{person_id}/network?purpose=direct_care",
    "GET /v1/people/{person_id}/private-messages",
    "GET /v1/people/{person_id}/concerns",
    "GET /v1/people/{person_id}/safe-contact?purpose=direct_care",
    "GET /v1/cases/{case_id}",
    "GET /v1/cases/{case_id}/records",
    "GET /v1/records/{record_id}?purpose=direct_care",
    "GET /v1/shares",
    "GET /v1/consents?person_id={person_id}",
    "GET /desk",
    "GET /desk/people/{person_id}?purpose=direct_care",
    "GET /desk/people/{person_id}/shares?purpose=direct_care",
    "GET /desk/people/{person_id}/private-message?purpose=direct_care",
    "POST /v1/people/find",
    "POST /v1/people/{person_id}/network",
}
"""What a worker who works with her has to be given for the comparison to say anything."""


@dataclass(frozen=True, slots=True)
class Life:
    """Ids that everybody may know, and those of what nobody may know of, where it is there."""

    own: Mapping[str, str]
    hidden: Sequence[str]
    written: Sequence[str]
    """By the private services: cases, and the records on them."""


async def lived(town: SharingTown, private: Sequence[str]) -> Life:
    """The same life, in which a private service of each of these organisations works with her, by feed and by a worker,
    or none does.
    """
    written = list[str]()
    for organisation in private:
        service = apart(town.town, organisation)
        await service.take(organisation, [replace(AMINA, local_id="P1")], shielded=True, name="private service")
        counsellor = worker(organisation, "acc_counsellor", "manager")
        await service.record(counsellor, Working(person_id=town.amina, professional_id="pro_c", shielded=True))
        case, records = await written_privately(replace(town, town=service), counsellor)
        written += [case.id, *records]
    async with town.town.work() as work:
        hidden = [one.id for one in await work.involvements.of_person(town.amina) if one.shielded]
    await declare(town, *DOORS)
    record = await town.record()
    consent, on_consent = await town.share_on_consent()
    await town.share(data_classes=["social_care"], basis=TASK, purpose="safeguarding_adult", until="2026-12-31")
    town.later(minutes=1)
    await town.read(record)
    seen = await looked(town, withholding=ENQUIRY)
    concern = (await raised(town)).concern
    emergency = await town.break_in("health")
    asked = await ask(town)
    async with town.town.work() as work:
        [theirs, *_] = [one for one in await work.involvements.of_person(town.amina) if not one.shielded]
    own = {
        "person_id": town.amina,
        "case_id": town.case.id,
        "record_id": record.id,
        "share_id": on_consent.share.id,
        "consent_id": consent.id,
        "involvement_id": theirs.id,
        "concern_id": concern.id,
        "emergency_access_id": emergency.id,
        "request_id": asked.id,
        "disclosure_id": seen,
        "organisation_id": COUNCIL,
        "key": f"record:{record.id}",
        "part": "1",
    }
    return Life(own, hidden, written)


def body_of(template: str, life: Life) -> Any:
    if not template.startswith("/v1"):
        return FORMS.get(template, {})
    found = BODIES.get(template, {})
    meant = {PERSON: life.own["person_id"], ORG: COUNCIL}
    return {name: meant.get(value, value) if isinstance(value, str) else value for name, value in found.items()}


async def go_through(
    theirs: Theirs, routes: Sequence[Route], life: Life, hidden: Mapping[str, str]
) -> dict[str, Heard]:
    """Each route with the ids of this life, with those that nobody may know of, and with one of nothing."""
    heard = dict[str, Heard]()
    for method, template in routes:
        names = re.findall(r"{(\w+)}", template)
        first = {name: life.own.get(name, UNKNOWN) for name in names}
        # What a caller names himself is no id of ours, and is said to him again.
        ids = [name for name in names if name != "name"]
        unknowable = {name: hidden.get(name, hidden["involvement_id"]) for name in ids}
        filled = [first, *(first | each for each in (unknowable, dict.fromkeys(ids, UNKNOWN)) if ids)]
        query = QUERIES.get((method, template), "").replace("per_1", life.own["person_id"])
        if method == "GET" and template.startswith("/desk/people/{person_id}"):
            query = "?purpose=direct_care"
        for each in filled:
            path = template.format(**each) + query
            answer = await theirs.ask(method, path, None if method == "GET" else body_of(template, life))
            heard[f"{method} {path}"] = answer
    assert [what for what, answer in heard.items() if answer.said.status >= 500] == []
    return heard


def in_one_order(town: SharingTown) -> bool:
    """In PostgreSQL the parts of one page run side by side, draw ids as they come, and may outlast it where one
    is refused: which statements an answer took is asked of SQLite.
    """
    return town.town.db.dialect == "sqlite"


def caller(who: Caller) -> Caller:
    """With every scope there is: what a role may not ask for is no reason why a world should not show. But a colleague
    has those of his role: others are of those who speak for their organisation or look over it, who know.
    """
    within = scopes_of(who.claim("role")) if who in COLLEAGUES.values() else WITHIN
    return replace(who, scopes=who.scopes | within)


@asynccontextmanager
async def both(
    new_database: NewDatabase, folder: Path, private: Sequence[str] = (REFUGE,)
) -> AsyncIterator[list[tuple[SharingTown, Life]]]:
    async with AsyncExitStack() as stack:
        worlds = []
        for number, services in enumerate(((), private)):
            there = folder / str(number)
            there.mkdir()
            town = await stack.enter_async_context(sharing_town(new_database(), there))
            worlds.append((town, await lived(town, services)))
        yield worlds


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("private", "asking"),
    [((REFUGE,), ASKING), ((COUNCIL, SCHOOL), COLLEAGUES)],
    ids=["of another organisation", "of their own organisation"],
)
async def test_with_and_without_it_every_route_answers_the_same_bytes_by_the_same_statements(
    new_database: NewDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    private: Sequence[str],
    asking: Mapping[str, Caller],
) -> None:
    every = their_routes()
    reads = [route for route in every if route[0] == "GET"]
    writes = [route for route in every if route[0] != "GET"]
    answers = list[dict[str, Heard]]()
    async with both(new_database, tmp_path, private) as worlds:
        there = worlds[1][1]
        hidden = {"involvement_id": there.hidden[0], "case_id": there.written[0], "record_id": there.written[1]}
        for town, life in worlds:
            assert life.own == worlds[0][1].own
            heard = dict[str, Heard]()
            with executed(town.town) as log:
                async with their_browser(town, log, monkeypatch) as theirs:
                    again = [name for name in asking if name in ASKED_AGAIN]
                    for turn, routes, names in (
                        ("first", reads, asking),
                        ("then", writes, asking),
                        ("after", reads, again),
                    ):
                        for name in names:
                            who = asking[name]
                            theirs.sign_in(caller(who))
                            pages = who.kind == "worker"
                            some = [route for route in routes if pages or route[1].startswith("/v1")]
                            found = await go_through(theirs, some, life, hidden)
                            heard |= {f"{turn}, {name}: {what}": answer for what, answer in found.items()}
            answers.append(heard)
    without, with_it = answers
    assert without.keys() == with_it.keys()
    differ = [what for what in without if without[what].said != with_it[what].said]
    assert differ == []
    if in_one_order(worlds[0][0]):
        assert [what for what in without if without[what].statements != with_it[what].statements] == []
    for template in OPENED:
        turn = "first" if template.startswith("GET") else "then"
        what = f"{turn}, a worker who works with her: {template.format(**worlds[0][1].own)}"
        assert without[what].said.status == 200, what
    for one in (
        *worlds[1][1].hidden,
        *worlds[1][1].written,
    ):  # but where it was asked for by that id, which is said again
        assert not [what for what in with_it if one not in what and one.encode() in with_it[what].said.body]
    if "a duty desk elsewhere" in asking:
        left = f"then, a duty desk elsewhere: POST /v1/people/{worlds[0][1].own['person_id']}/private-messages"
        assert without[left].said.status == 201


async def test_it_makes_the_difference_to_its_own_duty_desk(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what is compared above would show it."""
    seen = []
    async with both(new_database, tmp_path) as worlds:
        for town, life in worlds:
            with executed(town.town) as log:
                async with their_browser(town, log, monkeypatch) as theirs:
                    theirs.sign_in(caller(SOCIAL_WORKER))
                    left = await theirs.ask(
                        "POST", f"/v1/people/{life.own['person_id']}/private-messages", {"words": "Please ring me."}
                    )
                    assert left.said.status == 201
                    theirs.sign_in(caller(worker(REFUGE, "acc_broker", "duty")))
                    network = f"/v1/people/{life.own['person_id']}/network?purpose=direct_care"
                    seen.append(
                        [(await theirs.ask("GET", path)).said for path in (network, "/v1/private-messages", "/desk")]
                    )
    assert all(one.body != other.body for one, other in zip(*seen, strict=True))


@pytest.mark.parametrize("private", [(REFUGE,), (COUNCIL,)], ids=["another organisation's", "the council's own"])
async def test_with_and_without_it_she_herself_is_given_the_same(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, private: Sequence[str]
) -> None:
    routes = her_routes()
    reads = [route for route in routes if route[0] == "GET"]
    answers = []
    async with both(new_database, tmp_path, private) as worlds:
        hidden = [*worlds[1][1].hidden, *worlds[1][1].written]
        for town, life in worlds:
            with executed(town.town) as log:
                async with her_browser(town, AMINA_NOW, monkeypatch) as hers:
                    first = await everything(hers, reads, dict(life.own), hidden)
                    then = await everything(hers, routes, dict(life.own), hidden)
            answers.append((first, then, log.statements))
    for one, other in zip(answers[0][:2], answers[1][:2], strict=True):
        assert one.keys() == other.keys()
        assert [what for what in one if one[what] != other[what]] == []
    if in_one_order(worlds[0][0]):
        assert answers[0][2] == answers[1][2]
    assert answers[0][0]["GET /v1/me/network"].status == answers[0][0]["GET /supporting-you"].status == 200
