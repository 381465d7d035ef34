"""Agreements, consents, shares, emergency access."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.consents.authority import Mandate
from services.cases.domain.consents.consent import Consent
from services.cases.domain.consents.consent_record import ConsentEvent, ConsentRecord, Refusal
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.people.death import Death
from services.cases.domain.sharing.agreement import Agreement
from services.cases.domain.sharing.not_sharing import DecisionNotToShare
from services.cases.domain.sharing.share import Share, Standing
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due


class Agreements(Protocol):
    async def add(self, agreement: Agreement) -> None: ...

    async def get(self, agreement_id: str) -> Agreement:
        """Raises NotFound."""

    async def find(self, agreement_id: str) -> Agreement | None: ...

    async def accept(self, agreement_id: str, organisation_id: str, by: str, at: datetime) -> None: ...

    async def of(self, organisation_id: str, page: Page) -> Sequence[Agreement]:
        """Those it is a party to, the last to end first."""


class Consents(Protocol):
    async def add(self, consent: Consent) -> None: ...

    async def get(self, consent_id: str) -> Consent:
        """Raises NotFound."""

    async def find(self, consent_id: str) -> Consent | None: ...

    async def put(self, consent: Consent) -> None:
        """Keeps its end, and how far it was reminded of."""

    async def ending(self, today: date, limit: int) -> Sequence[Due]:
        """Those of which a reminder is due, the first to end first."""

    async def of(self, person_id: str) -> Sequence[Consent]:
        """All of a person's, newest first."""

    async def shown(self, viewer: Viewer, person_id: str) -> Sequence[Consent]:
        """Those of a person's that her own page tells the viewer of, newest first."""


class Shares(Protocol):
    async def add(self, share: Share) -> None: ...

    async def get(self, share_id: str) -> Share:
        """Raises NotFound."""

    async def standing(self, share_id: str) -> Standing:
        """With what it rests on. Raises NotFound."""

    async def standings(self, share_ids: Sequence[str]) -> Mapping[str, Standing]:
        """Of each, by its id."""

    async def put(self, share: Share) -> None:
        """Keeps its end."""

    async def end_heard(self, share_id: str, organisation_id: str, by: str, at: datetime) -> None:
        """An organisation that received it says that it knows that it is over."""

    async def rest_on(self, share: Share, consent: Consent) -> None:
        """On another consent than before, until its last day at the most."""

    async def of(self, person_id: str) -> Sequence[Standing]:
        """All about a person, newest first."""

    async def shown(self, viewer: Viewer, person_id: str) -> Sequence[Standing]:
        """All about a person that the gate tells the viewer of, newest first."""

    async def listed(self, viewer: Viewer, person_id: str, page: Page) -> Sequence[Standing]:
        """Those that the viewer's organisation gives or receives and the gate tells him of, the newest first: about one
        person, or about all where `person_id` is empty.
        """

    async def resting_on(self, consent_id: str) -> Sequence[Share]:
        """Those not ended yet, by id."""

    async def between(self, organisation_id: str, person_id: str) -> Sequence[Standing]:
        """Every one about a person that an organisation gives or receives, newest first: for rules, never for
        show.
        """

    async def run_out(self, today: date, limit: int) -> Sequence[Due]:
        """Not ended yet, though their last day, or that of what they rest on, is past."""


class EmergencyAccesses(Protocol):
    async def add(self, access: EmergencyAccess) -> None: ...

    async def get(self, access_id: str) -> EmergencyAccess:
        """Raises NotFound."""

    async def locked(self, access_id: str) -> EmergencyAccess:
        """For this unit of work alone. Raises NotFound."""

    async def put(self, access: EmergencyAccess) -> None:
        """Keeps its judgement, and how far it was taken."""

    async def unreviewed(self, viewer: Viewer, page: Page) -> Sequence[EmergencyAccess]:
        """Of the viewer's organisation that wait for review, what was taken furthest first, then the oldest; none about
        himself.
        """

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        """Not reviewed in time, and not yet taken as far as they have to be."""

    async def lately(self, organisation_id: str, since: datetime) -> Sequence[tuple[str, datetime]]:
        """Who of the organisation opened one after `since`, and when."""


class DecisionsNotToShare(Protocol):
    async def add(self, decision: DecisionNotToShare) -> None: ...

    async def get(self, decision_id: str) -> DecisionNotToShare:
        """Raises NotFound."""

    async def of(self, organisation_id: str, person_id: str) -> Sequence[DecisionNotToShare]:
        """An organisation's, the first to look at again first; about one person, or all where `person_id` is
        empty.
        """


class ConsentRecords(Protocol):
    """What is kept of consents beside what the gate asks for; nothing here is ever changed."""

    async def add(self, consent: Consent, record: ConsentRecord) -> None: ...

    async def these(self, consents: Collection[Consent]) -> Mapping[str, ConsentRecord]:
        """Those there are, by the consent's id."""

    async def on_mandate(self, mandate_id: str) -> Sequence[tuple[str, str]]:
        """The people and consents given on it that nobody took back yet, in the order of their ids."""

    async def append(self, consent: Consent, event: ConsentEvent) -> None:
        """In the transaction that holds the person's lock."""

    async def events(self, consent: Consent) -> Sequence[ConsentEvent]:
        """In the order they happened."""

    async def refuse(self, refusal: Refusal) -> None: ...

    async def refusal(self, refusal_id: str) -> Refusal:
        """Raises NotFound."""

    async def refusals(self, person_id: str) -> Sequence[Refusal]:
        """The oldest first."""


class Deaths(Protocol):
    async def put(self, death: Death) -> None:
        """The newest word."""

    async def died_on(self, person_id: str) -> date | None: ...


class Mandates(Protocol):
    async def now(self, mandate_id: str) -> Mandate | None:
        """What identity says it reaches today; None where it gives no authority, for whatever reason."""

    async def acted_for(self, account_id: str) -> frozenset[str]:
        """The accounts for which this one was ever recorded to act, whatever became of it."""


class Signatures(Protocol):
    def sign(self, claims: Mapping[str, object]) -> str:
        """Claims as a compact JWS (RFC 7515, ES256)."""
