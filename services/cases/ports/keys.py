"""Sealing what is personal under keys that can be destroyed."""

from collections.abc import Sequence
from typing import Protocol


class Keys(Protocol):
    async def make(self, *names: str) -> None:
        """Makes the keys of many names at once, those that are not there, and has all of them at hand."""

    async def spare(self, whose: str) -> str:
        """A name that begins with `whose`, of a key made in advance, which nobody else is given."""

    async def fetch(self, *names: str) -> None:
        """Has the keys of many names at hand, those there are, before what is sealed under them is opened."""

    async def seal(self, name: str, plaintext: bytes, aad: bytes) -> bytes:
        """Encrypted under the key of that name, bound to `aad`."""

    async def open(self, name: str, sealed: bytes, aad: bytes) -> bytes:
        """The plaintext. Raises KeyDestroyed once the key is."""


def one_key_for_all(person_id: str, organisation_id: str) -> str:
    """The key of everything that an organisation wrote about a person, before there was one for each class."""
    return f"{person_id}/{organisation_id}/case"


class DestroysKeys(Protocol):
    """The end of keys, and with it of what they seal."""

    async def destroy(self, *names: str) -> None:
        """For good, whether they were ever made or not; again is no error."""

    async def destroyed(self) -> Sequence[str]:
        """The names destroyed, the oldest first."""


def document_key(record_id: str, organisation_id: str) -> str:
    """The key of one document: of its case's class without being sealed anew when that changes, and gone with it."""
    return f"{record_id}/{organisation_id}/document"


def enquiry_key(person_id: str, organisation_id: str) -> str:
    """The key of what an organisation brought to hubs' enquiries about a person, before they were of a class."""
    return f"{person_id}/{organisation_id}/enquiry"


def log_key(person_id: str, organisation_id: str) -> str:
    """The key of what the log holds about her on an organisation's account; kept longer than the case."""
    return f"{person_id}/{organisation_id}/log"


def knowledge_key(knowledge_id: str, organisation_id: str) -> str:
    """The key of what an organisation's feed says of a person besides who she is."""
    return f"{knowledge_id}/{organisation_id}/knowledge"


def subscription_key(subscription_id: str, organisation_id: str) -> str:
    """The key of a subscription's signing secret."""
    return f"{subscription_id}/{organisation_id}/subscription"


def tie_key(tie_id: str, organisation_id: str) -> str:
    """The key of what a worker declared of her own life."""
    return f"{tie_id}/{organisation_id}/tie"
