"""A card as the search index keeps it."""

from dataclasses import dataclass

from services.directory.domain.card import Card


@dataclass(frozen=True, slots=True)
class Entry:
    """`revision` is that of the transaction that last changed anything the index holds of her; `area_name` is what the
    council of her area is called, empty where not known."""

    card: Card
    revision: int
    area_name: str
