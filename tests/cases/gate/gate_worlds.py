"""Generated worlds: organisations, people, agreements, consents, shares, shields, emergencies, hubs, at one moment."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from services.cases.domain.casework.case import Case, CaseKind, CaseStatus
from services.cases.domain.casework.record import Earlier, Record
from services.cases.domain.classes import DataClass
from services.cases.domain.concerns.concern import Concern
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.consents.consent import Consent, Method
from services.cases.domain.consents.notices import notice
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.feeds.declared_feed import DeclaredFeed
from services.cases.domain.gate.disclosure import (
    Ask,
    Facts,
    What,
    of_concern,
    of_consent,
    of_involvement,
    of_private_message,
    of_share,
)
from services.cases.domain.networks.cover import Cover
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.people.person import Identity, Knowledge
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.agreement import Agreement
from services.cases.domain.sharing.basis import Basis, BasisKind
from services.cases.domain.sharing.share import Ended, Share, Standing
from services.cases.domain.viewer import Viewer, ViewerKind
from tests.cases.gate.gate_concerns import concern_of
from tests.cases.gate.gate_covers import cover_of, covering
from tests.cases.gate.gate_feeds import STATUSES, birthday, feeds_of, kept, last_day
from tests.cases.gate.gate_hubs import Hubs, hubs_of, taken_home
from tests.cases.gate.gate_messages import brokers_of, message_of

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
ORGANISATIONS = ("org_a", "org_b", "org_c")
KINDS = {"org_a": "council", "org_b": "nhs_trust", "org_c": "school"}
PEOPLE = ("per_1", "per_2")
NUMBERS = {"per_1": "9434765919", "per_2": "4000000004"}
CLASSES = (DataClass.HOUSING, DataClass.HEALTH, DataClass.SOCIAL_CARE, DataClass.PROTECTED_ADDRESS)
# Rarer ones, for what somebody who acts for another may reach.
_TOLD_OF = (*CLASSES, DataClass.SEXUAL_HEALTH, DataClass.FINANCE, DataClass.EDUCATION)
PURPOSES = (Purpose.DIRECT_CARE, Purpose.SAFEGUARDING_ADULT, Purpose.HOUSING_SUPPORT)
VIEWERS = (
    Viewer(ViewerKind.WORKER, "acc_a", "org_a", "worker", "pro_a"),
    Viewer(ViewerKind.WORKER, "acc_b", "org_b", "duty", "pro_b"),
    Viewer(ViewerKind.WORKER, "acc_b2", "org_b", "worker", "pro_b2"),
    Viewer(ViewerKind.WORKER, "acc_c", "org_c", "manager", "pro_c"),
    Viewer(ViewerKind.WORKER, "acc_g", "org_a", "guardian", "pro_g"),
    Viewer(ViewerKind.WORKER, "acc_d", "org_b", "dpo", "pro_d"),
    Viewer(ViewerKind.PARTNER, "cli_c", "org_c", "partner"),
    Viewer(ViewerKind.RESIDENT, "acc_r"),
    Viewer(ViewerKind.NOBODY, "acc_n"),
    # A parent's paper that says more than a parent may see: the gate holds by itself.
    Viewer(ViewerKind.PROXY, "acc_p", role="parental_responsibility", reaches=frozenset(DataClass)),
    Viewer(ViewerKind.PROXY, "acc_q", role="carer", reaches=frozenset({DataClass.HOUSING, DataClass.SOCIAL_CARE})),
    Viewer(ViewerKind.PROXY, "acc_s", role="finance_attorney", reaches=frozenset({DataClass.FINANCE})),
    Viewer(ViewerKind.PROXY, "acc_t", role="health_attorney"),
)
_NOTICE = notice("en")
_LINKED, _ACTED_FOR = ("acc_r", "acc_a", "acc_b2", "acc_g", "acc_d"), ("acc_p", "acc_q", "acc_s", "acc_t")


@dataclass(frozen=True, slots=True, repr=False)
class World:
    cases: tuple[Case, ...]
    records: tuple[Record, ...]
    involvements: tuple[Involvement, ...]
    agreements: tuple[Agreement, ...]
    consents: tuple[Consent, ...]
    shares: tuple[Share, ...]
    emergencies: tuple[EmergencyAccess, ...]
    earlier: tuple[Earlier, ...]
    confidences: tuple[Confidence, ...]
    hubs: Hubs
    knowledge: tuple[Knowledge, ...]
    links: dict[str, str]
    """Live account links: account to person."""
    concerns: tuple[Concern, ...] = ()
    feeds: tuple[DeclaredFeed, ...] = ()
    messages: tuple[PrivateMessage, ...] = ()
    covers: tuple[Cover, ...] = ()

    def standing(self, share: Share) -> Standing:
        """As the store would find it: by the ids the share names."""
        consent = next((c for c in self.consents if c.id == share.basis.consent_id), None)
        return Standing(share, consent, next((a for a in self.agreements if a.id == share.agreement_id), None))

    def facts(self, viewer: Viewer, person: str) -> Facts:
        received = [s for s in self.shares if s.person_id == person and viewer.organisation_id in s.to_organisation_ids]
        own = [
            e for e in self.emergencies if (e.opened_by, e.organisation_id) == (viewer.subject, viewer.organisation_id)
        ]
        works = [
            i
            for i in self.involvements
            if (i.person_id, i.organisation_id) == (person, viewer.organisation_id)
            and i.confirmed
            and (i.until is None or i.until >= TODAY)
        ]
        member = [i for i in works if not i.shielded or self._inside(viewer, i)]
        return Facts(
            now=NOW,
            standings=tuple(map(self.standing, received)),
            emergencies=tuple(e for e in own if e.person_id == person),
            member=bool(member),
            named=any(i.shielded and self._named(viewer, i) for i in works),
            herself=self.links.get(viewer.subject) == person,
            private=self.private(person),
            confidences=tuple(c for c in self.confidences if c.person_id == person and c.ended_at is None),
            oneself=frozenset({self.links[viewer.subject]} if viewer.subject in self.links else ()),
            seats=self.hubs.seats(viewer),
        )

    def _inside(self, viewer: Viewer, one: Involvement) -> bool:
        """A private service's work makes a member of whom it is shown to."""
        broker = viewer.kind is ViewerKind.WORKER and viewer.role in ("duty", "manager")
        return broker or self._named(viewer, one)

    def _named(self, viewer: Viewer, one: Involvement) -> bool:
        named = one.professional_id != "" and viewer.professional_id in {one.professional_id, *self.covered_by(one)}
        return viewer.kind is ViewerKind.WORKER and named

    def private(self, person: str) -> frozenset[str]:
        """The organisations that work with the person in confirmed, shielded services and in no others."""
        works = [(i.organisation_id, i.shielded) for i in self.involvements if i.person_id == person and i.confirmed]
        return frozenset(o for o, _ in works) - frozenset(o for o, shielded in works if not shielded)

    def kept_by_its_feed(self, one: Involvement) -> bool:
        by_feed = (one.professional_id, one.declared_by) == ("", "")
        return kept(one, self.feeds, self.knowledge, TODAY, by_feed=by_feed)

    def brokers(self, person: str) -> frozenset[str]:
        return brokers_of(person, self.involvements, TODAY)

    def covered_by(self, one: Involvement) -> frozenset[str]:
        return covering(one, self.covers, TODAY)

    def asks(self, purpose: Purpose | None) -> list[Ask]:
        """Everything there is to ask for."""
        cases = [
            Ask(
                What.CASE,
                c.person_id,
                holder_id=c.organisation_id,
                object_id=c.id,
                case_id=c.id,
                data_class=c.kind.data_class,
                purpose=purpose,
                private=c.private,
            )
            for c in self.cases
        ]
        records = [
            Ask(
                What.RECORD,
                r.person_id,
                holder_id=r.organisation_id,
                object_id=r.id,
                case_id=r.case_id,
                data_class=r.data_class,
                purpose=purpose,
                sealed=r.sealed,
                private=r.private,
            )
            for r in self.records
        ]
        involvements = [
            replace(
                of_involvement(i, kept_by_its_feed=self.kept_by_its_feed(i)),
                purpose=purpose,
                covered_by=self.covered_by(i),
                holder_kind=KINDS[i.organisation_id],
            )
            for i in self.involvements
        ]
        corrected = {one.record_id for one in self.earlier}
        history = [replace(ask, what=What.HISTORY) for ask in records if ask.object_id in corrected]
        told = [*map(of_share, self.shares), *map(of_consent, self.consents), *map(of_concern, self.concerns)]
        told += [
            of_private_message(replace(m, brokers=self.brokers(m.person_id)), m.organisation_id) for m in self.messages
        ]
        found = [
            Ask(
                What.PERSON,
                k.person_id,
                holder_id=k.organisation_id,
                object_id=k.id,
                purpose=purpose,
                shielded=k.shielded,
                covered_by=frozenset().union(
                    *(
                        {i.professional_id, *self.covered_by(i)}
                        for i in self.involvements
                        if (i.person_id, i.organisation_id) == (k.person_id, k.organisation_id)
                        and (i.shielded, i.confirmed) == (True, True)
                        and i.professional_id
                    )
                ),
            )
            for k in self.knowledge
        ]
        networks = [Ask(What.NETWORK, person, purpose=purpose) for person in PEOPLE]
        return [*cases, *records, *history, *involvements, *told, *found, *networks, *self.hubs.asks(purpose)]


def worlds() -> st.SearchStrategy[World]:
    """Drawn by number, evenly: what Hypothesis draws piece by piece is mostly small and simple, and rarely lawful."""
    return st.integers(0, 2**64 - 1).map(lambda number: world_of(Random(number)))


def world_of(random: Random) -> World:
    cases = tuple(_case(random, f"cas_{n}") for n in range(4))
    involvements = tuple(_involvement(random, f"inv_{n}") for n in range(8))
    agreements = tuple(_agreement(random, f"agr_{n}") for n in range(2))
    consents = tuple(_consent(random, f"con_{n}") for n in range(3))
    hubs = hubs_of(random, ORGANISATIONS, PEOPLE, NOW, TODAY)
    records = tuple(_record(random, f"rec_{n}", random.choice(cases)) for n in range(12))
    return World(
        cases=cases,
        records=records,
        earlier=tuple(_earlier(one) for one in records if random.random() < 0.5),
        involvements=involvements,
        feeds=feeds_of(random, involvements),
        agreements=agreements,
        consents=consents,
        shares=tuple(_share(random, f"shr_{n}", random.choice(cases), involvements, hubs) for n in range(12)),
        emergencies=tuple(_emergency(random, f"eme_{n}") for n in range(4)),
        confidences=tuple(_confidence(random, f"cnf_{n}") for n in range(2)),
        hubs=hubs,
        concerns=tuple(concern_of(random, f"ccn_{n}", ORGANISATIONS, PEOPLE, NOW) for n in range(8)),
        messages=tuple(message_of(random, f"pmg_{n}", ORGANISATIONS, PEOPLE, NOW) for n in range(6)),
        covers=tuple(cover_of(random, f"cov_{n}", ORGANISATIONS, _day) for n in range(4)),
        knowledge=tuple(_knowledge(random, f"kno_{n}") for n in range(4)),
        links={account: random.choice(PEOPLE) for account in _LINKED if random.random() < 0.4}
        | {account: random.choice(PEOPLE) for account in _ACTED_FOR if random.random() < 0.9},
    )


def _day(random: Random) -> date:
    """Around today, more often ahead."""
    return TODAY + timedelta(days=random.choice((-30, -1, 0, 1, 30, 60)))


def _classes(random: Random) -> frozenset[DataClass]:
    return frozenset(random.sample(CLASSES, random.randint(1, 3)))


def _case(random: Random, id_: str) -> Case:
    kind = random.choice((CaseKind.HOUSING, CaseKind.HEALTH, CaseKind.ADULTS))
    return Case(
        id=id_,
        person_id=random.choice(PEOPLE),
        organisation_id=random.choice(ORGANISATIONS),
        title="",
        kind=kind,
        status=CaseStatus.OPEN,
        opened_at=NOW,
        version=1,
        retention=kind.classes[0],
        private=random.random() < 0.3,
    )


def _record(random: Random, id_: str, case: Case) -> Record:
    sealed, found = random.random() < 0.2, random.choice(CLASSES)
    whose = case.person_id, case.organisation_id
    return Record(id_, case.id, *whose, found, "", "", sealed, NOW, 1, private=case.private)


def _earlier(record: Record) -> Earlier:
    return Earlier(record.id, 1, "", "", NOW, "acc", "worker", "")


def _involvement(random: Random, id_: str) -> Involvement:
    return Involvement(
        id=id_,
        person_id=random.choice(PEOPLE),
        organisation_id=random.choice(ORGANISATIONS),
        professional_id=random.choice(("", "", "pro_a", "pro_b2", "pro_c")),
        team="",
        role="",
        since=TODAY - timedelta(days=90),
        until=random.choice((None, _day(random), last_day(random, TODAY))),
        source=id_,
        case_status=random.choice(STATUSES),
        as_of=None,
        confirmed=random.random() < 0.6,
        declared_by="",
        shielded=random.random() < 0.5,
    )


def _knowledge(random: Random, id_: str) -> Knowledge:
    person = random.choice(PEOPLE)
    identity = Identity("", "", birthday(random, TODAY), nhs_number=NUMBERS[person])
    return Knowledge(id_, person, random.choice(ORGANISATIONS), id_, identity, b"", shielded=random.random() < 0.6)


def _agreement(random: Random, id_: str) -> Agreement:
    parties = frozenset(ORGANISATIONS)
    accepted = random.choice((parties, parties, frozenset({"org_a"})))
    return Agreement(id_, "", parties, accepted, frozenset(PURPOSES), frozenset(CLASSES), _day(random))


def _consent(random: Random, id_: str) -> Consent:
    return Consent(
        id=id_,
        person_id=random.choice(PEOPLE),
        from_organisation_id=random.choice(ORGANISATIONS),
        to_organisation_ids=frozenset(random.sample(ORGANISATIONS, random.randint(1, 3))),
        data_classes=frozenset(random.sample(_TOLD_OF, random.randint(1, 2))),
        purpose=Purpose.DIRECT_CARE,
        expires_on=_day(random),
        method=random.choice((Method.ONLINE, Method.SPOKEN)),
        notice=_NOTICE,
        given_at=NOW,
        given_by="acc_r",
        withdrawn_at=random.choice((None, None, NOW - timedelta(minutes=1))),
    )


def _share(random: Random, id_: str, case: Case, involvements: tuple[Involvement, ...], hubs: Hubs) -> Share:
    """Most fit some case: shares that fit nothing prove nothing."""
    basis = Basis(BasisKind.PUBLIC_TASK, informed=random.random() < 0.7)
    if random.random() < 0.5:
        basis = Basis(BasisKind.CONSENT, consent_id=random.choice(("con_0", "con_1", "con_2", "con_none")))
    share = Share(
        id=id_,
        person_id=random.choice((case.person_id, case.person_id, *PEOPLE)),
        case_id=random.choice(("", case.id)),
        involvement_id="",
        from_organisation_id=random.choice((case.organisation_id, case.organisation_id, *ORGANISATIONS)),
        to_organisation_ids=frozenset(random.sample(ORGANISATIONS, random.randint(1, 3))),
        data_classes=_classes(random),
        purpose=random.choice(PURPOSES),
        until=_day(random),
        basis=basis,
        agreement_id=random.choice(("", "", "agr_0", "agr_1", "agr_none")),
        created_at=NOW,
        created_by="acc",
        ended=random.choice((Ended.NOT, Ended.NOT, Ended.NOT, Ended.BY_GIVER)),
    )
    if random.random() < 0.3:
        opened = random.choice(involvements)
        share = replace(
            share,
            case_id="",
            involvement_id=opened.id,
            person_id=opened.person_id,
            from_organisation_id=opened.organisation_id,
            data_classes=frozenset(),
            to_professional_id=random.choice(("", "", "pro_a", "pro_b2", "pro_c")),
        )
    elif random.random() < 0.2:
        share = replace(share, case_id="", private=True, data_classes=frozenset())
    return taken_home(random, share, hubs) if not share.private and random.random() < 0.25 else share


def _confidence(random: Random, id_: str) -> Confidence:
    return Confidence(
        id=id_,
        person_id=random.choice(PEOPLE),
        organisation_id=random.choice(ORGANISATIONS),
        data_classes=frozenset(random.sample(_TOLD_OF, random.randint(0, 2))),
        assessed_on=TODAY,
        assessor="",
        recorded_by="",
        recorded_at=NOW,
        ended_at=random.choice((None, None, NOW)),
    )


def _emergency(random: Random, id_: str) -> EmergencyAccess:
    reader = random.choice([v for v in VIEWERS if v.kind is ViewerKind.WORKER])
    ends = NOW + timedelta(minutes=random.choice((-5, 0, 5, 10)))
    return EmergencyAccess(
        id=id_,
        person_id=random.choice(PEOPLE),
        organisation_id=reader.organisation_id,
        opened_by=reader.subject,
        data_classes=_classes(random),
        reason="",
        opened_at=NOW - timedelta(minutes=10),
        ends_at=ends,
        review_due_at=ends,
    )
