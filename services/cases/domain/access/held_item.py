"""One thing that an organisation holds about a person, as a subject access request meets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.merkle.leaf import Json
from services.cases.domain.choice import choice
from services.cases.domain.classes import DataClass

Entry = Mapping[str, Json]
"""As it stands in a copy."""


class ItemKind(StrEnum):
    CASE = "case"
    CONCERN = "concern"
    """That was raised to it, for who answers the request to decide on: who raised it stands in no copy. No allegation:
    those named for allegations answer for it.
    """
    CONSENT = "consent"
    DECISION_NOT_TO_SHARE = "decision_not_to_share"
    DISCLOSURE = "disclosure"
    FAMILY_LINK = "family_link"
    """That it recorded, told from her side; who the other is stands for marked words."""
    INVITATION = "invitation"
    """That it sent. One it received names nobody, and what it came to is an involvement."""
    INVOLVEMENT = "involvement"
    OBJECTION = "objection"
    PRIVATE_MESSAGE = "private_message"
    """That it left for services that are never shown, or answered as one: never for a screen that may be shared."""
    RECORD = "record"
    RECORD_VERSION = "record_version"
    """What a record said before it was corrected; its id is the record's and the version, `rec_1:2`."""
    REFUSAL = "refusal"
    """That she said no."""
    SHARE = "share"


class Bar(StrEnum):
    """Why it is in no copy, whoever decides; as the gate has it on her pages."""

    NONE = ""
    WITHHELD = "withheld"
    """Until a named reviewer releases it."""
    NOT_TOLD = "not_told"
    """A share that she was not told of."""
    PRIVATE_SERVICE = "private_service"
    PROTECTED_ADDRESS = "protected_address"
    BEYOND_REACH = "beyond_reach"
    """Of whoever asks for her."""


@dataclass(frozen=True, slots=True)
class Item:
    """`version` changes when what was decided about it has to be decided again; `marked`: some of its words identify
    who reported or third parties. `classes` are the kinds of information in it, as far as that is known unopened.
    """

    kind: ItemKind
    id: str
    at: datetime
    version: int = 0
    classes: frozenset[DataClass] = frozenset()
    marked: bool = False
    barred: Bar = Bar.NONE

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.id


_FOR_PROXIES = frozenset({ItemKind.CASE, ItemKind.CONSENT, ItemKind.RECORD, ItemKind.RECORD_VERSION, ItemKind.SHARE})
"""Who has looked, what she refused and objected to, and what was decided without her stay hers alone."""


def within(item: Item, reach: frozenset[DataClass]) -> bool:
    """Whether authority that reaches these classes reaches the item."""
    return item.kind in _FOR_PROXIES and item.classes != frozenset() and item.classes <= reach


def key(kind: str, id_: str) -> tuple[str, str]:
    """Raises Invalid."""
    return choice(ItemKind, "kind", kind), id_
