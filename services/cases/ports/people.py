"""What the use cases need to know of people, those who work with them, and their accounts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.account_link import AccountLink, LinkState, Proven
from services.cases.domain.consents.confidence import Confidence
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.networks.network import Seat
from services.cases.domain.organisation import Organisation
from services.cases.domain.people.matching import KnownAs
from services.cases.domain.people.person import Identity, IdentityLink, Knowledge, Person
from services.cases.domain.people.possible_link import PossibleLink
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page


class People(Protocol):
    """People, and what each agency knows of them. Shielded knowledge is found by its own agency only.

    `alone`: nobody else writes while this unit of work is open, so that what it has read need not be read again once
    the people it is about are held.
    """

    @property
    def alone(self) -> bool: ...

    async def get(self, person_id: str) -> Person:
        """Raises NotFound."""

    async def locked(self, person_id: str) -> Person:
        """The person, locked until the unit of work ends: for whoever changes what others may see. Raises
        NotFound.
        """

    async def held(self, person_ids: Collection[str]) -> Mapping[str, Person]:
        """These people, held against change but not against other readers; unknown ids are left out."""

    async def put(self, person: Person) -> None:
        """The new epoch of a locked person."""

    async def add(self, people: Sequence[Person]) -> None: ...

    async def match_alone(self) -> None:
        """Wait until no other unit of work matches people, so that two that arrive at once are seen to be one."""

    async def known(self, organisation_id: str, local_ids: Collection[str]) -> Mapping[str, Knowledge]:
        """An agency's entries with these local ids, by local id."""

    async def known_of(self, person_ids: Collection[str], organisation_id: str) -> list[Knowledge]:
        """All that this agency, or any that is not shielded, knows of these people, in the order of ids."""

    async def learn(self, new: Sequence[Knowledge], changed: Sequence[Knowledge]) -> None: ...

    async def link(self, links: Sequence[IdentityLink]) -> None: ...

    async def link_of(self, knowledge_id: str) -> IdentityLink | None:
        """The link by which an entry is of its person, unless it was undone or never made."""

    async def lonely(self, knowledge_ids: Collection[str], organisation_id: str) -> set[str]:
        """Those of an agency's entries that are linked with nobody it may know of, and wait for nobody to look."""

    async def came_from(self, knowledge_ids: Collection[str]) -> Mapping[str, str]:
        """Of which person those of these entries that are linked were before, by entry."""

    async def unlink(self, link: IdentityLink) -> None:
        """Keeps its end."""

    async def likely(self, identities: Collection[Identity], organisation_id: str) -> list[Knowledge]:
        """All that this agency, or any that is not shielded, knows of whoever shares a matching key or NHS number with
        one of these, in the order of ids; not by a key that says nothing (`blocking.CROWD`, `MOST_BEARERS`).
        """

    async def bearers(self, identities: Collection[Identity], organisation_id: str) -> Mapping[tuple[str, str], int]:
        """How many people are known, as above, by each of these given and family names, folded, and by the same names
        in each other's place.
        """

    async def crowds(self, identities: Collection[Identity], organisation_id: str) -> Mapping[int, int]:
        """How many people are found, as above, by each key of those born in one year behind one postcode
        (`blocking.homes`).
        """

    async def numbered(self, nhs_numbers: Collection[str], viewer: Viewer, now: datetime) -> list[KnownAs]:
        """Whoever is known by one of these numbers, to the viewer's agency (first) or to any that is not shielded. What
        a private service of his own agency knows, he is told if he speaks for it, is named in its confirmed work with
        her, or covers there.
        """

    async def named(self, identity: Identity, viewer: Viewer, now: datetime) -> list[KnownAs]:
        """Whoever is known by this name, folded, and date of birth; as above."""

    async def local(self, local_id: str, viewer: Viewer, now: datetime) -> list[KnownAs]:
        """Whom the viewer's agency knows by its own id: nobody or one; as above."""

    async def shown_as(self, person_id: str, viewer: Viewer, now: datetime) -> Identity:
        """The person as the viewer's agency knows her, else as the first that is not shielded does; as above. Raises
        NotFound.
        """

    async def shown_as_each(self, person_ids: Collection[str], viewer: Viewer, now: datetime) -> Mapping[str, Identity]:
        """The same for several; without those of whom nothing may be told."""

    async def known_as(self, person_id: str, organisation_id: str) -> Identity:
        """The person as this agency knows her, whoever of it asks, else as the first that is not shielded does. Raises
        NotFound.
        """

    async def known_as_each(self, whom: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Identity]:
        """The same for several, each a person's id and an agency's; without those of whom nothing may be told."""

    async def own_entries(self, viewer: Viewer, person_ids: Collection[str], now: datetime) -> Sequence[Knowledge]:
        """What the viewer's own organisation recorded of these people; of its private services' entries those that he
        may know of, and last.
        """

    async def known_from(self, organisation_id: str, areas: Collection[str], few: int) -> tuple[int, bool]:
        """How many this agency knows, counted up to `few`; whether any of them lives in one of these postcode areas."""

    async def agencies(self, person_ids: Collection[str]) -> Mapping[str, int]:
        """How many agencies know each of these people, without shielded ones."""


class Involvements(Protocol):
    async def get(self, involvement_id: str, organisation_id: str) -> Involvement:
        """One of this organisation's, or of any that is not shielded. Raises NotFound."""

    async def of_person(self, person_id: str) -> list[Involvement]:
        """Every one, the shielded and unconfirmed too: for rules, never for show."""

    async def seen_by_others(self, person_id: str, today: date) -> list[Involvement]:
        """As above, without what its feed shows to no other organisation today."""

    async def by_feed(
        self, organisation_id: str, source: str, person_ids: Collection[str]
    ) -> Mapping[str, Involvement]:
        """An agency's team-level involvements from one feed, by person."""

    async def add(self, involvements: Sequence[Involvement]) -> None: ...

    async def put(self, involvements: Sequence[Involvement]) -> None: ...

    async def working(self, person_ids: Collection[str], today: date) -> Collection[tuple[str, str]]:
        """Which organisations have a confirmed, current involvement with which of these people."""


class Networks(Protocol):
    async def seats(self, viewer: Viewer, person_id: str, now: datetime) -> list[Seat]:
        """The network as the viewer may see it, in a fixed order: the gate's rule, applied by the database."""

    async def in_hand(
        self, viewer: Viewer, professional_id: str, now: datetime, after: str, limit: int
    ) -> Sequence[Involvement]:
        """What names a professional of the viewer's organisation, is confirmed and has no end, as far as the viewer may
        see it; in the order of ids, beyond `after`.
        """


class Organisations(Protocol):
    async def get(self, organisation_id: str) -> Organisation:
        """Raises NotFound."""

    async def known(self, organisation_ids: Collection[str]) -> Mapping[str, Organisation]:
        """Those there are, by id."""

    async def put(self, organisation: Organisation) -> None:
        """The newest word about it."""

    async def alone(self, organisation_id: str) -> None:
        """Wait until no other unit of work that asked for this organisation goes on, so that of two at once the later
        sees what the first did."""


class Confidences(Protocol):
    """What people keep from whoever acts for them."""

    async def add(self, confidence: Confidence) -> None: ...

    async def get(self, confidence_id: str) -> Confidence:
        """Raises NotFound."""

    async def put(self, confidence: Confidence) -> None:
        """Keeps its end."""

    async def live(self, person_ids: Sequence[str]) -> Sequence[Confidence]:
        """Those of any of these people that have not ended."""


class PossibleLinks(Protocol):
    async def get(self, link_id: str, organisation_id: str) -> PossibleLink:
        """One of this organisation's entries'. Raises NotFound."""

    async def waiting(self, organisation_id: str, himself: str, page: Page) -> Sequence[PossibleLink]:
        """This organisation's that nobody has decided, the oldest first; none about the person `himself`."""

    async def linked(self, organisation_id: str, himself: str, page: Page) -> Sequence[PossibleLink]:
        """Those that somebody linked and nobody undid since, the newest first; none about the person `himself`."""

    async def of(self, knowledge_id: str) -> Sequence[PossibleLink]:
        """Those of one entry, decided or not."""

    async def refused(self, knowledge_ids: Collection[str]) -> set[tuple[str, str]]:
        """Which of these entries are, as somebody decided, not of which people: pairs of their ids."""

    async def add(self, links: Sequence[PossibleLink]) -> None: ...

    async def put(self, links: Sequence[PossibleLink]) -> None:
        """What was decided."""


class AccountLinks(Protocol):
    async def get(self, link_id: str) -> AccountLink:
        """Locked until the unit of work ends. Raises NotFound."""

    async def open_of(self, account_id: str) -> AccountLink | None:
        """The account's link that is with an officer, proposed, live or suspended."""

    async def open_locked(self, account_id: str) -> AccountLink | None:
        """The same, locked until the unit of work ends: to be changed."""

    async def person_of(self, account_id: str) -> str | None:
        """Whose account it is, once the link is live."""

    async def account_of(self, person_id: str) -> str | None:
        """The account that is linked to a person now; not one that is suspended."""

    async def of_agency(
        self,
        viewer: Viewer,
        states: Collection[LinkState],
        now: datetime,
        page: Page,
        *,
        officers: bool,
        account_id: str = "",
        person_id: str = "",
    ) -> list[AccountLink]:
        """In these states, of the people the viewer's agency is involved with, as far as he is told; what is to be
        confirmed first, then the oldest. `officers`: those for which no single match was found, too. Only of the
        account and the person that are named.
        """

    async def taken(self, person_id: str) -> bool:
        """Whether the person has an account already, or one is proposed."""

    async def add(self, link: AccountLink) -> None: ...

    async def put(self, link: AccountLink) -> None: ...


class Proofs(Protocol):
    async def proven(self, account_id: str) -> Proven | None:
        """What identity has established of a resident, at medium confidence or better."""
